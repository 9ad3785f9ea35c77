//! Where images are named: what the formats hand to the rules.

use std::fmt;

use wharfinger_core::mended::Mended;
use wharfinger_core::report::{Edit, Field, Span};

/// Most places of one file. The largest generated bundle of manifests that was looked at names some
/// hundred images; more than this is no file that people wrote.
pub(crate) const PLACES_MAX: usize = 10_000;

/// Most bytes of an image with its variables filled in. A repository has 255, a tag 128 (OCI distribution
/// specification, "Pulling manifests"); variables of variables can stand for any number of bytes.
pub(crate) const EXPANDED_BYTES_MAX: usize = 4_096;

/// Most parts of an image that something else stands for.
const EDITS_MAX: usize = 64;

/// A text that names an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Where it is written, without quotes.
    pub(crate) span: Span,
    pub(crate) reading: Reading,
    /// Whether the file may be another kind than it is read as, so that this may be no image.
    pub(crate) is_guess: bool,
    /// Whether variables that begin with `$` are filled in, so that a `$` that is left means itself.
    pub(crate) is_filled_in: bool,
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

impl Reading {
    /// What `written` comes to, where that is known.
    pub(crate) fn of(&self, written: &str) -> Option<String> {
        match self {
            Self::Known(edits) => Some(Mended::new(written, edits).text().to_owned()),
            Self::Open(_) => None,
        }
    }
}

/// What has no value here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unknown {
    /// Where it is, from the start of the text.
    pub(crate) span: Span,
    /// What it is, for a sentence that goes on with `why`.
    pub(crate) what: String,
    /// The edits of what stands in front of it.
    pub(crate) before: Vec<Edit>,
    why: Why,
}

/// Why something has no value here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    NotHere,
    TooLong,
}

impl Unknown {
    pub(crate) fn new(span: Span, what: impl Into<String>) -> Self {
        Self {
            span,
            what: what.into(),
            before: Vec::new(),
            why: Why::NotHere,
        }
    }

    /// The same behind what is known.
    pub(crate) fn behind(self, edits: Edits) -> Self {
        Self {
            before: edits.finish(),
            ..self
        }
    }

    /// A text that comes to more than an image can have.
    fn too_long(span: Span) -> Self {
        Self {
            span,
            what: "what it stands for".to_owned(),
            before: Vec::new(),
            why: Why::TooLong,
        }
    }
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = &self.what;
        match self.why {
            Why::NotHere => write!(f, "{what} has no value in this file"),
            Why::TooLong => write!(
                f,
                "{what} has more than {EXPANDED_BYTES_MAX} bytes or {EDITS_MAX} parts"
            ),
        }
    }
}

/// The edits of one text, as long as it stays short enough to be an image.
#[derive(Debug)]
pub(crate) struct Edits {
    whole: Span,
    bytes: usize,
    made: Vec<Edit>,
}

impl Edits {
    /// No edits of a text yet.
    pub(crate) fn of(written: &str) -> Self {
        Self {
            whole: Span::whole(written),
            bytes: written.len(),
            made: Vec::new(),
        }
    }

    /// Puts something else in a place of the text.
    pub(crate) fn push(&mut self, span: Span, text: &str) -> Result<(), Unknown> {
        self.bytes += text.len();
        if self.bytes > EXPANDED_BYTES_MAX || self.made.len() == EDITS_MAX {
            return Err(Unknown::too_long(self.whole));
        }
        self.made.push(edit(span, text));
        Ok(())
    }

    /// What the text comes to with these edits, which end with it or in front of something unknown.
    pub(crate) fn reading(self, end: Result<(), Unknown>) -> Reading {
        match end {
            Ok(()) => Reading::Known(self.made),
            Err(unknown) => Reading::Open(unknown.behind(self)),
        }
    }

    pub(crate) fn finish(self) -> Vec<Edit> {
        self.made
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
    pub(crate) found: Vec<Place>,
    /// The first one of those that are too many.
    pub(crate) beyond: Option<Span>,
    /// Of those that come.
    pub(crate) is_guess: bool,
    pub(crate) is_filled_in: bool,
}

impl Places {
    pub(crate) fn push(&mut self, span: Span, reading: Reading) {
        if self.found.len() == PLACES_MAX {
            self.beyond.get_or_insert(span);
            return;
        }
        self.found.push(Place {
            span,
            reading,
            is_guess: self.is_guess,
            is_filled_in: self.is_filled_in,
        });
    }

    /// A text that stands for itself.
    pub(crate) fn plain(&mut self, span: Span) {
        self.push(span, Reading::Known(Vec::new()));
    }

    /// Several roads may lead to one text: an anchor, a variable that is used twice. One that leads to an image
    /// outweighs one that may not.
    pub(crate) fn in_order(mut self) -> Self {
        self.found.sort_by_key(|place| (place.span, place.is_guess));
        self.found.dedup_by_key(|place| place.span);
        self
    }
}

/// Where a part that was cut out of a text stands in it.
pub(crate) fn span_within(text: &str, part: &str) -> Span {
    let start = part.as_ptr().addr() - text.as_ptr().addr();
    Span::new(start, start + part.len())
}
