//! What people paste around a reference: commands, quotes, schemes, whole web pages.
//!
//! Layers are peeled one at a time, from the outside in; each is an issue with a fix of its own.

use std::borrow::Cow;

use crate::code::Code;
use crate::mended::mended;
use crate::report::{Edit, Field, Fix, Issue, Span, shown};

use super::characters::{code_points, is_invisible, is_space};
use super::web_page;

mod command;
mod prefix;
mod words;

/// Most layers that are peeled; nobody pastes more, and each costs one walk.
const LAYERS_MAX: usize = 8;

/// The next step where too much was pasted.
const PASTE_ALONE: &str =
    "paste the reference alone, for example `quay.io/biocontainers/samtools:1.17`";

/// The label of a fix that [`keep_reference`] writes, once it is known what is kept.
const NAMED_LATER: &str = "";

const QUOTES: &[(char, char)] = &[
    ('"', '"'),
    ('\'', '\''),
    ('`', '`'),
    ('´', '´'),
    ('“', '”'),
    ('„', '“'),
    ('‘', '’'),
    ('«', '»'),
    ('(', ')'),
    ('<', '>'),
    ('[', ']'),
];

/// What is left when the layers are off.
pub(super) struct Peeled {
    /// The rest; empty when a web page was turned into a reference.
    pub(super) inner: Span,
    /// Whether what is left needs no further look: a page whose fix is the whole reference, or
    /// something that cannot be an image at all.
    pub(super) is_done: bool,
}

/// Takes off everything that surrounds a reference, and says so.
pub(super) fn peel(field: Field, text: &str, issues: &mut Vec<Issue>) -> Peeled {
    let mut inner = Span::whole(text);
    let mut is_done = false;
    let before = issues.len();
    for _ in 0..LAYERS_MAX {
        let layer = Layer {
            field,
            text,
            outer: inner,
        };
        let found = layer
            .space()
            .or_else(|| layer.quotes())
            .or_else(|| layer.web_page())
            .or_else(|| layer.key())
            .or_else(|| layer.command())
            .or_else(|| layer.words())
            .or_else(|| layer.scheme())
            .or_else(|| layer.transport())
            .or_else(|| layer.credentials())
            .or_else(|| layer.query())
            .or_else(|| layer.punctuation());
        let Some(Found { issue, inner: next }) = found else {
            break;
        };
        issues.push(issue);
        let Some(next) = next else {
            is_done = true;
            break;
        };
        inner = next;
    }
    keep_reference(text, &mut issues[before..]);
    Peeled { inner, is_done }
}

/// The fix of a pasted command promises the reference alone, so it takes off the other layers too,
/// and says which one: nobody should have to click to learn what was taken for the image.
fn keep_reference(text: &str, layers: &mut [Issue]) {
    let all: Vec<Edit> = layers
        .iter()
        .flat_map(|layer| &layer.fixes)
        .flat_map(|fix| fix.edits.iter().cloned())
        .collect();
    // The reference that a web page is about takes the place of all that surrounds it.
    let widest = all.iter().map(|edit| edit.span.len()).max();
    let whole = all.iter().find(|edit| {
        let covers =
            |other: &Edit| edit.span.start <= other.span.start && other.span.end <= edit.span.end;
        Some(edit.span.len()) == widest && all.iter().all(covers)
    });
    let edits = whole.map_or_else(|| all.clone(), |edit| vec![edit.clone()]);
    for layer in layers {
        if layer.code == Code::ReferencePastedCommand
            && let Some(fix) = layer.fixes.first_mut()
        {
            fix.label = shown(format!("Keep `{}`", mended(text, &edits)).into());
            fix.edits.clone_from(&edits);
        }
    }
}

struct Layer<'t> {
    field: Field,
    text: &'t str,
    outer: Span,
}

struct Found {
    issue: Issue,
    /// What is inside; `None` when there is nothing more to look at.
    inner: Option<Span>,
}

impl Layer<'_> {
    fn outer_text(&self) -> &str {
        self.outer.of(self.text)
    }

    /// The span of `part`, which must have been cut out of the outer text.
    fn span_of(&self, part: &str) -> Span {
        let offset = part.as_ptr() as usize - self.text.as_ptr() as usize;
        Span::new(offset, offset + part.len())
    }

    /// A layer whose fix keeps nothing but `inner`.
    fn found(
        &self,
        code: Code,
        inner: Span,
        message: impl Into<Cow<'static, str>>,
        label: &'static str,
    ) -> Found {
        self.around(code, inner, message.into(), label)
    }

    fn around(
        &self,
        code: Code,
        inner: Span,
        message: Cow<'static, str>,
        label: &'static str,
    ) -> Found {
        let before = Span::new(self.outer.start, inner.start);
        let behind = Span::new(inner.end, self.outer.end);
        let marked = if before.is_empty() { behind } else { before };
        let mut fix = Fix {
            label: label.into(),
            edits: Vec::new(),
        };
        for around in [before, behind] {
            if !around.is_empty() {
                fix = fix.and(self.field, around, "");
            }
        }
        Found {
            issue: Issue::new(code, self.field, marked, message)
                .help(PASTE_ALONE)
                .fix(fix),
            inner: Some(inner),
        }
    }

    /// Something that no reference can be made of.
    fn hopeless(
        &self,
        code: Code,
        marked: Span,
        message: impl Into<Cow<'static, str>>,
        help: &'static str,
    ) -> Found {
        Found {
            issue: Issue::new(code, self.field, marked, message).help(help),
            inner: None,
        }
    }

    fn space(&self) -> Option<Found> {
        let outer = self.outer_text();
        let trimmed = outer.trim_matches(|c| is_space(c) || is_invisible(c));
        if outer.len() == trimmed.len() || trimmed.is_empty() {
            return None;
        }
        let inner = self.span_of(trimmed);
        let before = Span::new(self.outer.start, inner.start).of(self.text);
        let behind = Span::new(inner.end, self.outer.end).of(self.text);
        let around = if before.is_empty() { behind } else { before };
        let found = if around.chars().all(is_space) {
            let shown = if around.is_ascii() {
                "there is white space around the reference".to_owned()
            } else {
                let points = code_points(around);
                format!("there is white space around the reference ({points})")
            };
            self.found(
                Code::ReferenceSurroundingSpace,
                inner,
                shown,
                "Remove the white space",
            )
        } else {
            let points = code_points(around);
            self.found(
                Code::ReferenceInvisible,
                inner,
                format!("there is an invisible character beside the reference ({points})"),
                "Remove the invisible character",
            )
        };
        Some(found)
    }

    fn quotes(&self) -> Option<Found> {
        let outer = self.outer_text();
        // `[text](address)` of Markdown.
        let link = outer
            .strip_prefix('[')
            .filter(|link| link.ends_with(')'))
            .and_then(|link| Some(link.split_once("](")?.0));
        let inner = link.or_else(|| self.quoted())?;
        (!inner.is_empty()).then(|| {
            self.found(
                Code::ReferenceQuoted,
                self.span_of(inner),
                "the quotes are not part of the reference",
                "Remove the quotes",
            )
        })
    }

    /// What stands in quotes or brackets, or behind one that lost the other.
    fn quoted(&self) -> Option<&str> {
        let outer = self.outer_text();
        QUOTES.iter().find_map(|(open, close)| {
            let behind = outer.strip_prefix(*open);
            let ahead = behind.unwrap_or(outer);
            let is_bracket = matches!(open, '<' | '[');
            match (behind, ahead.strip_suffix(*close)) {
                (Some(_), Some(inner)) => {
                    // `<tag>` is to be filled in, `[::1]` is an address.
                    let is_other = open == close && inner.contains(*open)
                        || matches!(open, '<' | '[')
                            && (inner.starts_with([':', '<', '['])
                                || inner.contains([*open, *close])
                                || !inner.contains([':', '/']));
                    (!is_other).then_some(inner)
                }
                // One quote alone was left behind by a selection; two of them are somebody else's.
                (None, Some(inner)) => (!is_bracket && !inner.contains(*open)).then_some(inner),
                (Some(behind), None) => (!is_bracket && !behind.contains(*close)).then_some(behind),
                (None, None) => None,
            }
        })
    }

    fn web_page(&self) -> Option<Found> {
        let issue = |message: Cow<'static, str>| {
            Issue::new(Code::ReferenceWebPage, self.field, self.outer, message)
        };
        let issue = if let Some(reference) = web_page::reference_of(self.outer_text()) {
            let message = if self.outer_text().starts_with("arn:") {
                "this is the ARN of the repository, not the image reference"
            } else {
                "this is the address of a web page about the image, not the image reference"
            };
            issue(message.into())
                .help(format!("the image is `{reference}`"))
                // Whatever was pasted around the address goes as well.
                .fix(Fix::new(
                    format!("Use `{reference}`"),
                    self.field,
                    Span::whole(self.text),
                    reference,
                ))
        } else {
            issue(web_page::describe(self.outer_text())?.into())
                .help("open the page of the image, and copy the pull command that it shows")
        };
        Some(Found { issue, inner: None })
    }

    /// `user:password@host/...`: an `@` in front of the first slash.
    fn credentials(&self) -> Option<Found> {
        let outer = self.outer_text();
        let (authority, _) = outer.split_once('/')?;
        let (user, host) = authority.rsplit_once('@')?;
        (!user.is_empty() && !host.is_empty() && !host.contains("sha256")).then(|| {
            let inner = Span::new(self.span_of(host).start, self.outer.end);
            let message = if user.contains(':') {
                "a reference names no user; this one may show a password"
            } else {
                "a reference names no user"
            };
            self.found(
                Code::ReferenceCredentials,
                inner,
                message,
                "Remove the user",
            )
        })
    }

    /// `?query` and `#fragment`, left over from an address.
    fn query(&self) -> Option<Found> {
        let outer = self.outer_text();
        let end = outer.find(['?', '#']).filter(|end| *end > 0)?;
        let inner = Span::new(self.outer.start, self.outer.start + end);
        Some(self.found(
            Code::ReferenceQuery,
            inner,
            "a reference has no query and no fragment",
            "Remove it",
        ))
    }

    fn punctuation(&self) -> Option<Found> {
        let outer = self.outer_text();
        let inner = outer.trim_end_matches([',', ';', '!']);
        if inner.len() < outer.len() && !inner.is_empty() {
            return Some(self.found(
                Code::ReferencePunctuation,
                self.span_of(inner),
                "the punctuation behind the reference is not part of it",
                "Remove the punctuation",
            ));
        }
        let (first, rest) = outer.split_once([',', ';'])?;
        let is_image = |text: &str| text.contains([':', '/']);
        (is_image(first) && is_image(rest)).then(|| {
            self.found(
                Code::ReferencePunctuation,
                self.span_of(first),
                "more than one image is named",
                "Keep the first",
            )
        })
    }
}
