//! What a check says: issues with spans and fixes, gathered in a report.
//!
//! These types carry no JSON spelling; [`crate::wire`] gives them one, in one place,
//! so that the browser, the server and the command line cannot spell a report differently.

use std::borrow::Cow;
use std::fmt;

use crate::code::Code;

/// Half-open range of bytes in the UTF-8 text of one field.
///
/// In JSON the same span counts UTF-16 code units; see [`crate::wire`].
///
/// ```
/// use wharfinger_core::report::Span;
/// assert_eq!(Span::new(4, 7).of("ghcr.io/x"), ".io");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to, not including, `end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The empty span at `offset`: where something is missing.
    #[must_use]
    pub const fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// The span of all of `text`.
    #[must_use]
    pub const fn whole(text: &str) -> Self {
        Self::new(0, text.len())
    }

    /// Number of bytes.
    #[must_use]
    pub const fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the span marks a place rather than a text.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The same span `offset` bytes further on, for text that was cut out of a longer one.
    #[must_use]
    pub const fn shifted(self, offset: usize) -> Self {
        Self::new(self.start + offset, self.end + offset)
    }

    /// The spanned part of `text`; empty where the span does not fit the text.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// How much an issue weighs. Only errors make a report invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The input is refused.
    Error,
    /// The input is taken, and probably not what was meant.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// The spelling in JSON: `error`, `warning`, `info`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident => $text:literal,)*) => {
        /// The field of a draft that an issue or an edit is about.
        ///
        /// The order of the variants is the order of issues in a report.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Field {
            $($(#[$doc])* $variant,)*
        }

        impl Field {
            /// Every field, in report order.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The spelling in JSON, also the name of the form control.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The field spelled `name`.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$variant),)* _ => None }
            }

        }
    };
}

fields! {
    /// The draft as a whole: a field it should not have, or one of the wrong type.
    Draft => "draft",
    /// The image in one line.
    Image => "image",
    /// The id of a registry, such as `quay`.
    Registry => "registry",
    /// The registry host, where the registry has several.
    RegistryPath => "registry_path",
    /// The namespace; `_` when empty.
    Namespace => "namespace",
    /// The repository name below the namespace.
    Name => "name",
    /// The tag.
    Tag => "tag",
    /// The digest, with its algorithm.
    Digest => "digest",
    /// The name that tells tools of one image apart.
    ToolName => "tool_name",
    /// `public` or `private`.
    Visibility => "visibility",
    /// Whom users ask for access.
    ContactEmail => "contact_email",
    /// What the tool does.
    Description => "description",
    /// Where its source lives.
    SourceUrl => "source_url",
    /// The identity that asks for access.
    Principal => "principal",
    /// What access is for.
    Reason => "reason",
}

impl Field {
    /// Whether the form that registers a tool has it.
    #[must_use]
    pub const fn is_of_registration(self) -> bool {
        !matches!(self, Self::Draft) && !self.is_of_access()
    }

    /// Whether the form that asks for access has it.
    #[must_use]
    pub const fn is_of_access(self) -> bool {
        matches!(self, Self::Principal | Self::Reason)
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Replace one span of one field by a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The field to change.
    pub field: Field,
    /// What to replace; empty to insert.
    pub span: Span,
    /// What to put there; empty to delete.
    pub text: String,
}

/// A mend that can be applied with one click.
///
/// Applying it to the draft that was checked leads to a draft with fewer errors
/// (property-tested), never to a different image by guesswork that the label hides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What the button says, in the imperative.
    pub label: Cow<'static, str>,
    /// The edits, at most one per place; apply from the last span to the first.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// A fix of one edit.
    pub fn new(
        label: impl Into<Cow<'static, str>>,
        field: Field,
        span: Span,
        text: impl Into<String>,
    ) -> Self {
        Self::make(label.into(), field, span, text.into())
    }

    // Not generic and not inlined: a hundred callers share one copy.
    #[inline(never)]
    fn make(label: Cow<'static, str>, field: Field, span: Span, text: String) -> Self {
        Self {
            label: shown(label),
            edits: vec![Edit { field, span, text }],
        }
    }

    /// The same fix with one more edit.
    #[must_use]
    pub fn and(mut self, field: Field, span: Span, text: impl Into<String>) -> Self {
        self.edits.push(Edit {
            field,
            span,
            text: text.into(),
        });
        self
    }
}

/// One thing that is wrong, or worth knowing, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Issue {
    /// Stable name of the rule.
    pub code: Code,
    /// How much it weighs.
    pub severity: Severity,
    /// The field it is about.
    pub field: Field,
    /// Where in the field; empty where something is missing.
    pub span: Span,
    /// What was found and what is allowed; no full stop.
    pub message: Cow<'static, str>,
    /// The next step, in the imperative.
    pub help: Option<Cow<'static, str>>,
    /// Mends, the likeliest first.
    pub fixes: Vec<Fix>,
}

impl Issue {
    /// An issue with the severity its code has in the catalogue.
    pub fn new(
        code: Code,
        field: Field,
        span: Span,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::make(code, field, span, message.into())
    }

    // Not generic and not inlined: a hundred callers share one copy.
    #[inline(never)]
    fn make(code: Code, field: Field, span: Span, message: Cow<'static, str>) -> Self {
        Self {
            code,
            severity: code.severity(),
            field,
            span,
            message: shown(message),
            help: None,
            fixes: Vec::new(),
        }
    }

    /// The same issue with a next step.
    #[must_use]
    pub fn help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.set_help(help.into());
        self
    }

    #[inline(never)]
    fn set_help(&mut self, help: Cow<'static, str>) {
        self.help = Some(shown(help));
    }

    /// The same issue with one more mend.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.add_fix(fix);
        self
    }

    #[inline(never)]
    fn add_fix(&mut self, fix: Fix) {
        self.fixes.push(fix);
    }

    /// Whether the issue makes a report invalid.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Most bytes of a text for people. The longest that is all words has under 200; a host or a path at
/// its own limit fits in besides.
pub const TEXT_BYTES_MAX: usize = 480;

/// How much of a longer text is kept in front; what is said about a literal stands behind it.
const TEXT_FRONT_BYTES: usize = 320;

/// Makes a text fit to be shown: what was pasted into it may be kilobytes long, and may hold
/// characters that move the cursor of a terminal.
pub(crate) fn shown(text: Cow<'static, str>) -> Cow<'static, str> {
    const GAP: &str = " ... ";
    let mut text = text;
    if text.contains(char::is_control) {
        text = Cow::Owned(text.chars().map(picture).collect());
    }
    if text.len() > TEXT_BYTES_MAX {
        let front = text.floor_char_boundary(TEXT_FRONT_BYTES);
        let rest = TEXT_BYTES_MAX - TEXT_FRONT_BYTES - GAP.len();
        let back = text.ceil_char_boundary(text.len() - rest);
        text = Cow::Owned([&text[..front], GAP, &text[back..]].concat());
    }
    text
}

/// The picture of a control character: `␊` for a line feed.
fn picture(c: char) -> char {
    match u32::from(c) {
        control @ 0..0x20 => char::from_u32(0x2400 + control).unwrap_or(c),
        0x7f => '\u{2421}',
        0x80..0xa0 => char::REPLACEMENT_CHARACTER,
        _ => c,
    }
}

/// Sort into the stable order of reports: by field, then place, then weight, then code.
pub fn sort_issues(issues: &mut Vec<Issue>) {
    sort_short(issues, |issue| {
        (issue.field, issue.span, issue.severity, issue.code)
    });
    issues.dedup_by(|later, first| {
        (later.field, later.span, later.code) == (first.field, first.span, first.code)
            && later.message == first.message
    });
}

/// How many of the issues make a report invalid.
pub(crate) fn count_errors(issues: &[Issue]) -> usize {
    issues.iter().filter(|issue| issue.is_error()).count()
}

/// Drops every fix that does not lead to fewer errors, whatever its author believed.
///
/// `errors` is the number of errors now, `errors_after` the number once a fix is applied. Fixes
/// of warnings must not add an error.
pub(crate) fn keep_fixes_that_help(
    issues: &mut [Issue],
    errors: usize,
    errors_after: impl Fn(&Fix) -> usize,
) {
    for issue in issues {
        let is_error = issue.is_error();
        issue.fixes.retain(|fix| {
            let after = errors_after(fix);
            after < errors || (!is_error && after == errors)
        });
    }
}

/// Stable insertion sort, for lists of a few entries that come nearly in order.
///
/// The standard library's sort is made for long lists and weighs 8 KB of WebAssembly a type.
pub(crate) fn sort_short<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    for end in 1..items.len() {
        for at in (1..=end).rev() {
            if key(&items[at - 1]) <= key(&items[at]) {
                break;
            }
            items.swap(at - 1, at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{TEXT_BYTES_MAX, shown, sort_short};

    #[test]
    fn texts_are_fit_to_be_shown() {
        assert_eq!(shown("a tag".into()), "a tag");
        assert_eq!(
            shown("`a\n\u{1b}[31m\u{7f}\u{9b}`".into()),
            "`a␊␛[31m␡\u{fffd}`"
        );
        let long = shown(format!("`{}` is not a tag", "é".repeat(4_000)).into());
        assert!(long.len() <= TEXT_BYTES_MAX);
        assert!(
            long.starts_with("`éé") && long.ends_with("éé` is not a tag") && long.contains(" ... ")
        );
    }

    #[test]
    fn sorts_and_keeps_equal_ones_in_order() {
        let mut items = [(2, 'a'), (1, 'b'), (2, 'c'), (0, 'd'), (1, 'e')];
        sort_short(&mut items, |item| item.0);
        assert_eq!(items, [(0, 'd'), (1, 'b'), (1, 'e'), (2, 'a'), (2, 'c')]);
    }
}
