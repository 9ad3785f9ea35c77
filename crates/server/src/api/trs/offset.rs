//! Where a page of the list starts.
//!
//! The standard lets a registry choose what an offset is. Here it is where the page before ended, as
//! `next_page` gives it, which costs the same however far into the list it lies; or a number of tools to
//! pass over, for clients that count for themselves. Those are read and thrown away, so the number is
//! bounded; further on, `next_page` leads.

use std::fmt;

use wharfinger_store::Cursor;

/// Most tools that an offset passes over: five pages of the largest size, a few milliseconds.
pub(super) const COUNTED_MAX: u32 = 500;

/// A place in the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Offset {
    /// Where the page before ended; nowhere, on the first.
    pub(super) after: Option<Cursor>,
    /// Tools to pass over from there.
    pub(super) skip: u32,
}

/// What an offset that somebody sends means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// This place.
    At(Offset),
    /// A count beyond [`COUNTED_MAX`].
    Far(u64),
    /// No place that any page ended at: behind the end of every list.
    Nowhere,
}

impl Asked {
    /// What `text` means; without one, the start.
    pub(super) fn read(text: Option<&str>) -> Self {
        let Some(text) = text else {
            return Self::At(Offset::default());
        };
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            let count = text.parse().unwrap_or(u64::MAX);
            return match u32::try_from(count) {
                Ok(skip) if skip <= COUNTED_MAX => Self::At(Offset { after: None, skip }),
                _ => Self::Far(count),
            };
        }
        read_place(text).map_or(Self::Nowhere, Self::At)
    }
}

/// A place as [`Offset`] spells it behind the first page.
fn read_place(text: &str) -> Option<Offset> {
    let (cursor, skip) = match text.split_once('.') {
        Some((cursor, skip)) => (cursor, skip.parse().ok()?),
        None => (text, 0),
    };
    let place = Offset {
        after: Some(cursor.parse().ok()?),
        skip,
    };
    (skip <= COUNTED_MAX && place.to_string() == text).then_some(place)
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.after, self.skip) {
            (None, skip) => skip.fmt(f),
            (Some(cursor), 0) => cursor.fmt(f),
            (Some(cursor), skip) => write!(f, "{cursor}.{skip}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_the_round_trip() {
        let cursor: Cursor = "p1f".parse().unwrap();
        for after in [None, Some(cursor)] {
            for skip in [0, 1, COUNTED_MAX] {
                let offset = Offset { after, skip };
                assert_eq!(Asked::read(Some(&offset.to_string())), Asked::At(offset));
            }
        }
        assert_eq!(Asked::read(None), Asked::At(Offset::default()));
    }

    #[test]
    fn a_count_is_bounded_and_what_is_no_place_is_behind_the_end() {
        assert_eq!(Asked::read(Some("501")), Asked::Far(501));
        let endless = "9".repeat(40);
        assert_eq!(Asked::read(Some(&endless)), Asked::Far(u64::MAX));
        for text in [
            "", "-1", "p", "p0", "p1f.", "p1f.0", "p1f.01", "p1f.501", "x", "１",
        ] {
            assert_eq!(Asked::read(Some(text)), Asked::Nowhere, "{text}");
        }
    }
}
