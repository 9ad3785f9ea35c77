//! A control of a form that is checked by the rules, with what they say about it.

use std::borrow::Cow;

use wharfinger_core::report::{Field, Issue};

use super::findings::Findings;

/// A control that takes text.
#[derive(Debug)]
pub(crate) struct Control<'a> {
    pub(crate) name: &'static str,
    pub(crate) label: Cow<'a, str>,
    /// Literals in it stand in backticks.
    pub(crate) hint: Cow<'a, str>,
    pub(crate) value: &'a str,
    pub(crate) findings: Findings<'a>,
    field: Field,
    kind: Kind,
}

/// What is typed into a control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Reference,
    /// A part of a path, or another name that no browser should correct.
    Path,
    Email,
    Url,
    Prose,
}

impl<'a> Control<'a> {
    /// An empty control.
    pub(crate) fn new(
        field: Field,
        label: impl Into<Cow<'a, str>>,
        hint: impl Into<Cow<'a, str>>,
        kind: Kind,
    ) -> Self {
        Self {
            name: field.as_str(),
            label: label.into(),
            hint: hint.into(),
            value: "",
            findings: Findings::of(field, "", &[]),
            field,
            kind,
        }
    }

    /// With what was typed into it, and what the rules say about that.
    #[must_use]
    pub(crate) fn holding(self, text: &'a str, issues: &'a [Issue]) -> Self {
        Self {
            value: text,
            findings: Findings::of(self.field, text, issues),
            ..self
        }
    }

    pub(crate) fn is_optional(&self) -> bool {
        use Field::{Description, Digest, SourceUrl, Tag, ToolName};
        [Tag, Digest, ToolName, Description, SourceUrl].contains(&self.field)
    }

    pub(crate) fn is_multiline(&self) -> bool {
        self.kind == Kind::Prose
    }

    pub(crate) fn is_mono(&self) -> bool {
        matches!(self.kind, Kind::Reference | Kind::Path)
    }

    pub(crate) fn inputmode(&self) -> &'static str {
        match self.kind {
            Kind::Email => "email",
            Kind::Reference | Kind::Url => "url",
            Kind::Path | Kind::Prose => "text",
        }
    }

    /// What the browser may fill in: of an image it knows nothing, though it takes a control called
    /// `name` for a person's. Never `off`: browsers then keep nothing over Back, and some fill in
    /// all the same; a word that stands for nothing of theirs is kept and never filled.
    pub(crate) fn autocomplete(&self) -> Option<&'static str> {
        match self.kind {
            Kind::Email => Some("email"),
            Kind::Path => Some("none"),
            Kind::Reference | Kind::Url | Kind::Prose => None,
        }
    }
}
