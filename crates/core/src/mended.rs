//! A text with edits applied, and the way back to the text it was.
//!
//! Edits mend, and they fill in: a text whose variables were replaced by what they stand for is
//! such a text, and what is said about it can be shown where it was written.
//!
//! ```
//! use wharfinger_core::mended::Mended;
//! use wharfinger_core::report::{Edit, Field, Span};
//!
//! let written = "${REGISTRY}/Tool";
//! let edit = Edit { field: Field::Image, span: Span::new(0, 11), text: "ghcr.io/team".into() };
//! let image = Mended::new(written, &[edit]);
//! assert_eq!(image.text(), "ghcr.io/team/Tool");
//! assert_eq!(image.exact_origin(Span::new(13, 17)), Some(Span::new(12, 16)));
//! assert_eq!(image.exact_origin(Span::new(0, 7)), None);
//! ```

use crate::report::{Edit, Span, sort_short};

/// Applies edits to one text; of those that overlap, the widest counts.
pub(crate) fn mended(original: &str, edits: &[Edit]) -> String {
    Mended::new(original, edits).text
}

/// A text that edits were applied to.
#[derive(Clone, Debug)]
pub struct Mended {
    text: String,
    /// Without gaps, in order, in both texts.
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
struct Piece {
    original: Span,
    mended: Span,
    is_kept: bool,
}

impl Mended {
    /// Applies edits to one text, and remembers where; of those that overlap, the widest counts, and one
    /// that does not fit the text is left out.
    #[must_use]
    pub fn new(original: &str, edits: &[Edit]) -> Self {
        let mut edits: Vec<&Edit> = edits
            .iter()
            .filter(|edit| original.get(edit.span.start..edit.span.end).is_some())
            .collect();
        sort_short(&mut edits, |edit| std::cmp::Reverse(edit.span.len()));
        let mut taken: Vec<Span> = Vec::with_capacity(edits.len());
        edits.retain(|edit| {
            let overlaps =
                |other: &Span| edit.span.start < other.end && other.start < edit.span.end;
            let fits = !taken.iter().any(overlaps);
            if fits {
                taken.push(edit.span);
            }
            fits
        });
        sort_short(&mut edits, |edit| edit.span);
        let mut mended = Self {
            text: String::with_capacity(original.len()),
            pieces: Vec::with_capacity(2 * edits.len() + 1),
        };
        let mut at = 0;
        for edit in edits {
            let kept = Span::new(at, edit.span.start);
            mended.push(kept, kept.of(original), true);
            mended.push(edit.span, &edit.text, false);
            at = edit.span.end;
        }
        let kept = Span::new(at, original.len());
        mended.push(kept, kept.of(original), true);
        mended
    }

    fn push(&mut self, original: Span, text: &str, is_kept: bool) {
        let start = self.text.len();
        self.text.push_str(text);
        self.pieces.push(Piece {
            original,
            mended: Span::new(start, self.text.len()),
            is_kept,
        });
    }

    /// The text with the edits.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where a span of the mended text came from; what an edit put in came from all it replaced.
    #[must_use]
    pub fn origin(&self, span: Span) -> Span {
        let (start, end) = self.ends(span);
        Span::new(start.0, end.0)
    }

    /// The same, for a span that cuts through nothing an edit put in.
    #[must_use]
    pub fn exact_origin(&self, span: Span) -> Option<Span> {
        let (start, end) = self.ends(span);
        (start.1 && end.1).then_some(Span::new(start.0, end.0))
    }

    /// Where both ends came from, and whether exactly.
    fn ends(&self, span: Span) -> ((usize, bool), (usize, bool)) {
        if span.is_empty() {
            let holds = |mended: Span| mended.start <= span.start && span.start <= mended.end;
            return (
                self.place(span.start, false, holds),
                self.place(span.start, true, holds),
            );
        }
        let start = self.place(span.start, false, |mended| {
            mended.start <= span.start && span.start < mended.end
        });
        let end = self.place(span.end, true, |mended| {
            mended.start < span.end && span.end <= mended.end
        });
        (start, end)
    }

    fn place(&self, offset: usize, is_end: bool, holds: impl Fn(Span) -> bool) -> (usize, bool) {
        let holding = || self.pieces.iter().filter(|piece| holds(piece.mended));
        let Some(piece) = holding().find(|piece| piece.is_kept).or(holding().next()) else {
            return (0, false);
        };
        if piece.is_kept {
            let at = offset - piece.mended.start;
            return (piece.original.start + at, true);
        }
        if is_end {
            (piece.original.end, offset == piece.mended.end)
        } else {
            (piece.original.start, offset == piece.mended.start)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Mended;
    use crate::report::{Edit, Field, Span};

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit {
            field: Field::Image,
            span: Span::new(start, end),
            text: text.to_owned(),
        }
    }

    #[test]
    fn spans_lead_back() {
        let original = "docker pull Quay.io//team";
        let mended = Mended::new(
            original,
            &[edit(0, 12, ""), edit(12, 19, "quay.io"), edit(19, 21, "/")],
        );
        assert_eq!(mended.text(), "quay.io/team");
        for (span, found) in [
            (Span::new(8, 12), "team"),
            (Span::new(0, 7), "Quay.io"),
            (Span::new(7, 12), "//team"),
            (Span::new(9, 10), "e"),
        ] {
            assert_eq!(mended.exact_origin(span).unwrap().of(original), found);
        }
        assert_eq!(mended.exact_origin(Span::new(2, 7)), None);
        assert_eq!(mended.origin(Span::new(2, 5)).of(original), "Quay.io");
    }

    #[test]
    fn of_overlapping_edits_the_widest_counts() {
        let mended = Mended::new("abc", &[edit(0, 1, "x"), edit(0, 3, "y"), edit(2, 3, "z")]);
        assert_eq!(mended.text(), "y");
        let mended = Mended::new("abc", &[edit(1, 1, "x"), edit(1, 2, ""), edit(1, 2, "")]);
        assert_eq!(mended.text(), "axc");
    }
}
