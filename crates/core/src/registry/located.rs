//! Texts that know where they stand, so that one check serves a form and a one-line image.

use std::borrow::Cow;
use std::ops::Range;

use crate::code::Code;
use crate::report::{Field, Fix, Issue, Span};

/// A text and where it stands: a whole field of a form, or a piece of a one-line image.
///
/// One check serves both, and its spans and fixes land in the right place.
#[derive(Clone, Copy, Debug)]
pub struct Located<'a> {
    /// The field it is in.
    pub field: Field,
    /// Bytes in front of it in that field.
    pub offset: usize,
    /// The text itself.
    pub text: &'a str,
}

impl<'a> Located<'a> {
    /// `text` at `offset` bytes in `field`.
    #[must_use]
    pub const fn new(field: Field, offset: usize, text: &'a str) -> Self {
        Self {
            field,
            offset,
            text,
        }
    }

    /// The whole of a field.
    #[must_use]
    pub const fn whole(field: Field, text: &'a str) -> Self {
        Self::new(field, 0, text)
    }

    /// The span in the field of a range of this text.
    #[must_use]
    pub const fn span(&self, range: &Range<usize>) -> Span {
        Span::new(range.start, range.end).shifted(self.offset)
    }

    /// An issue about a range of this text.
    pub fn issue(
        &self,
        code: Code,
        range: Range<usize>,
        message: impl Into<Cow<'static, str>>,
    ) -> Issue {
        Issue::new(code, self.field, self.span(&range), message)
    }

    /// A fix that replaces a range of this text.
    pub fn fix(
        &self,
        label: impl Into<Cow<'static, str>>,
        range: Range<usize>,
        text: impl Into<String>,
    ) -> Fix {
        Fix::new(label, self.field, self.span(&range), text)
    }

    /// The same place with another text of the same length, such as the lower-case one.
    pub(super) const fn with<'b>(&self, text: &'b str) -> Located<'b> {
        Located::new(self.field, self.offset, text)
    }

    /// The range of what is too much in a text of which `bytes_max` bytes are allowed, without
    /// cutting a character in two.
    pub(crate) fn behind(&self, bytes_max: usize) -> Range<usize> {
        self.text.floor_char_boundary(bytes_max)..self.text.len()
    }

    /// The range of the whole text.
    pub(crate) const fn whole_range(&self) -> Range<usize> {
        0..self.text.len()
    }
}
