//! Where images are named: what the formats hand to the rules.

use wharfinger_core::report::{Edit, Field, Span};

/// Most places of one file. The largest generated bundle of manifests that was looked at names some
/// hundred images; more than this is no file that people wrote.
pub(crate) const PLACES_MAX: usize = 10_000;

/// A text that names an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Where it is written, without quotes.
    pub(crate) span: Span,
    pub(crate) reading: Reading,
}

/// What a text comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// The text with these edits: what its variables stand for, its escapes, its line breaks. The spans
    /// count from the start of the text.
    Known(Vec<Edit>),
    /// Only a run tells: something has no value here.
    Open(Unknown),
}

/// What has no value here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unknown {
    /// Where it is, from the start of the text.
    pub(crate) span: Span,
    /// What it is, for a sentence that goes on with `has no value in this file`.
    pub(crate) what: String,
}

impl Unknown {
    pub(crate) fn new(span: Span, what: impl Into<String>) -> Self {
        Self {
            span,
            what: what.into(),
        }
    }
}

/// An edit of a text that is read as an image.
pub(crate) fn edit(span: Span, text: impl Into<String>) -> Edit {
    Edit {
        field: Field::Image,
        span,
        text: text.into(),
    }
}

/// The places of one file, each once, in the order of the file.
#[derive(Debug, Default)]
pub(crate) struct Places {
    found: Vec<Place>,
}

impl Places {
    pub(crate) fn push(&mut self, span: Span, reading: Reading) {
        if self.found.len() < PLACES_MAX {
            self.found.push(Place { span, reading });
        }
    }

    /// A text that stands for itself.
    pub(crate) fn plain(&mut self, span: Span) {
        self.push(span, Reading::Known(Vec::new()));
    }

    /// Several roads may lead to one text: an anchor, a variable that is used twice.
    pub(crate) fn in_order(mut self) -> Vec<Place> {
        self.found.sort_by_key(|place| place.span);
        self.found.dedup_by_key(|place| place.span);
        self.found
    }
}

/// Where a part that was cut out of a text stands in it.
pub(crate) fn span_within(text: &str, part: &str) -> Span {
    let start = part.as_ptr().addr() - text.as_ptr().addr();
    Span::new(start, start + part.len())
}
