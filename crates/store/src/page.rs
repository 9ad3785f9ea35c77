//! Pages of tools, by key: each page starts behind the last tool of the one before.
//!
//! Nothing is counted or skipped, so the thousandth page costs what the first does, and tools that
//! are registered while somebody pages neither repeat nor hide others.

use std::fmt;
use std::str::FromStr;

use crate::{Failure, Tool};

/// Most tools on one page: 100 tools with full descriptions stay well under a megabyte of JSON,
/// and reading them holds a worker thread for about a millisecond.
pub const PAGE_TOOLS_MAX: u32 = 100;

/// Which part of a list to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    pub(crate) after: Option<Cursor>,
    pub(crate) limit: u32,
}

impl Page {
    /// At most `limit` tools behind `after`, or from the start. The limit is moved into
    /// `1..=PAGE_TOOLS_MAX`.
    #[must_use]
    pub fn new(after: Option<Cursor>, limit: u32) -> Self {
        Self {
            after,
            limit: limit.clamp(1, PAGE_TOOLS_MAX),
        }
    }

    /// The position that the page lies behind, which is above every one where it is the first.
    pub(crate) fn behind(self) -> Position {
        self.after
            .map_or(Position::MAX, |Cursor(position)| position)
    }

    /// The first page.
    #[must_use]
    pub fn first(limit: u32) -> Self {
        Self::new(None, limit)
    }
}

/// One page of a list, newest registration first.
///
/// A page may hold fewer tools than asked for, even none, and still not be the last: a search stops
/// where it has read enough for one answer. [`ToolPage::next`] alone tells whether to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolPage {
    /// The tools.
    pub tools: Vec<Tool>,
    /// What is left out of the page because it is stored damaged: one [`Failure::Corrupt`] for each
    /// tool, so that one of them takes no list away.
    pub damaged: Vec<Failure>,
    /// Where the next page starts; absent on the last one.
    pub next: Option<Cursor>,
}

impl ToolPage {
    /// A page from up to `limit + 1` rows, the last of which only tells that there are more.
    pub(crate) fn from_rows(rows: Vec<Listed<Tool>>, limit: u32) -> Result<Self, Failure> {
        let (rows, next) = cut(rows, limit);
        Self::of(rows, next)
    }

    /// A page of these rows.
    pub(crate) fn of(
        rows: Vec<Result<Tool, Failure>>,
        next: Option<Cursor>,
    ) -> Result<Self, Failure> {
        let (tools, damaged) = sift(rows)?;
        Ok(Self {
            tools,
            damaged,
            next,
        })
    }
}

/// A row of a list: its place, which the page is cut by, and what could be read of it.
pub(crate) type Listed<T> = (Position, Result<T, Failure>);

/// What there is of several things that were asked for together, each once; what is not there is in
/// neither list. Of what was asked for by ids, the order means nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<T> {
    /// What could be read.
    pub found: Vec<T>,
    /// What is stored damaged: one [`Failure::Corrupt`] for each.
    pub damaged: Vec<Failure>,
}

impl<T> Found<T> {
    /// What could be read, where nothing is damaged.
    pub(crate) fn whole(self) -> Result<Vec<T>, Failure> {
        match self.damaged.into_iter().next() {
            Some(damage) => Err(damage),
            None => Ok(self.found),
        }
    }
}

impl<T> From<Vec<T>> for Found<T> {
    /// All of it could be read.
    fn from(found: Vec<T>) -> Self {
        Self {
            found,
            damaged: Vec::new(),
        }
    }
}

/// What could be read, and what is stored damaged: one row of them takes no list away. Any other failure
/// is passed on.
pub(crate) fn sift<T>(
    rows: impl IntoIterator<Item = Result<T, Failure>>,
) -> Result<(Vec<T>, Vec<Failure>), Failure> {
    let (mut whole, mut damaged) = (Vec::new(), Vec::new());
    for row in rows {
        match row {
            Ok(thing) => whole.push(thing),
            Err(damage @ Failure::Corrupt { .. }) => damaged.push(damage),
            Err(failure) => return Err(failure),
        }
    }
    Ok((whole, damaged))
}

/// A page from up to `limit + 1` rows, the last of which only tells that there are more.
pub(crate) fn cut<T>(mut rows: Vec<(Position, T)>, limit: u32) -> (Vec<T>, Option<Cursor>) {
    let limit = limit as usize;
    let next = (rows.len() > limit).then(|| {
        rows.truncate(limit);
        let (position, _) = rows.last().expect("a page holds at least one row");
        Cursor(*position)
    });
    (rows.into_iter().map(|(_, thing)| thing).collect(), next)
}

/// A tool's place in the order of registration; greater is newer.
pub(crate) type Position = i64;

/// Where a page ended. Opaque to clients: they hand back the text they were given.
///
/// ```
/// use wharfinger_store::Cursor;
/// assert!("not one of ours".parse::<Cursor>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor(pub(crate) Position);

impl Cursor {
    /// Where the last page of a list of tools starts, of those with at most `limit`: no tool is ever
    /// taken out, so behind it lie the first so many that were registered. A filter may leave fewer.
    ///
    /// ```
    /// use wharfinger_store::Cursor;
    /// assert_eq!(Cursor::of_last(25).to_string(), "p1a");
    /// ```
    #[must_use]
    pub fn of_last(limit: u32) -> Self {
        Self(Position::from(limit) + 1)
    }
}

/// Leads every cursor, so that a later kind of cursor is never mistaken for this one.
const CURSOR_PREFIX: &str = "p";

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{CURSOR_PREFIX}{:x}", self.0)
    }
}

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let digits = text.strip_prefix(CURSOR_PREFIX).ok_or(InvalidCursor)?;
        let cursor = i64::from_str_radix(digits, 16).map(Self);
        cursor
            .ok()
            .filter(|cursor| cursor.0 > 0 && cursor.to_string() == text)
            .ok_or(InvalidCursor)
    }
}

/// A text that is no [`Cursor`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the cursor is not one that a page of this list ended with")]
pub struct InvalidCursor;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_cursor_survives_the_round_trip(position in 1..=i64::MAX) {
            let cursor = Cursor(position);
            prop_assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }

        #[test]
        fn any_text_is_a_cursor_in_one_spelling_or_refused(text in "p?[-+]?\\PC{0,20}") {
            if let Ok(cursor) = text.parse::<Cursor>() {
                prop_assert_eq!(cursor.to_string(), text);
            }
        }
    }

    #[test]
    fn refuses_what_no_page_ended_with() {
        for text in [
            "",
            "p",
            "p0",
            "p-1",
            "p+1",
            "p01",
            "pA",
            "1",
            "p8000000000000000",
        ] {
            assert_eq!(text.parse::<Cursor>(), Err(InvalidCursor), "{text}");
        }
    }

    #[test]
    fn the_limit_is_moved_into_its_range() {
        assert_eq!(Page::first(0).limit, 1);
        assert_eq!(Page::first(u32::MAX).limit, PAGE_TOOLS_MAX);
    }
}
