//! The ASCII shadow of a text: what was probably meant, character by character, with the way back.
//!
//! A full-width colon or a Cyrillic `і` is one mistake, not a reason to misread the rest. So the
//! characters are looked at first, each mistake is reported, and the structure is then read from
//! a text in which they are mended. Every byte of the shadow knows where it came from.

use crate::code::Code;
use crate::report::{Field, Fix, Issue, Span};

use super::characters::{
    Class, code_points, escaped_mark, expression_length, is_foreign_word, is_tag_like,
    last_segment, look_alike,
};
use super::is_full;

/// Stands in the shadow for a character that has no ASCII counterpart.
pub(super) const FOREIGN: u8 = 0x01;

pub(super) struct Shadow<'t> {
    pub(super) field: Field,
    /// The field's whole text.
    original: &'t str,
    text: String,
    /// For every byte of `text`, where it came from.
    origins: Vec<Span>,
    end: usize,
}

/// A part of a shadow.
#[derive(Clone, Copy)]
pub(super) struct Piece<'s> {
    shadow: &'s Shadow<'s>,
    start: usize,
    end: usize,
}

impl<'t> Shadow<'t> {
    /// Reads the characters of `span` in `original`, and reports those that cannot stand in any
    /// reference and are not what they look like.
    pub(super) fn new(
        field: Field,
        original: &'t str,
        span: Span,
        issues: &mut Vec<Issue>,
    ) -> Self {
        let mut shadow = Self {
            field,
            original,
            text: String::with_capacity(span.len()),
            origins: Vec::with_capacity(span.len()),
            end: span.end,
        };
        let mut at = span.start;
        while at < span.end && !is_full(issues) {
            let rest = &original[at..span.end];
            let special = shadow
                .take_escape(at, rest, issues)
                .or_else(|| shadow.take_expression(at, rest, issues));
            at = special.unwrap_or_else(|| {
                let mut run = rest.chars().next().map_or(Class::Plain, Class::of);
                let length = rest
                    .char_indices()
                    .skip(1)
                    // An expression begins with a plain character, so plain runs end before one.
                    .find(|(_, c)| {
                        Class::of(*c) != run
                            || run == Class::Plain && matches!(c, '$' | '{' | '<' | '%')
                    })
                    .map_or(rest.len(), |(length, _)| length);
                let taken = Span::new(at, at + length);
                if run == Class::LookAlike && is_foreign_word(original, taken) {
                    run = Class::Foreign;
                }
                shadow.take_run(run, taken, issues);
                at + length
            });
        }
        shadow
    }

    pub(super) fn whole(&self) -> Piece<'_> {
        Piece {
            shadow: self,
            start: 0,
            end: self.text.len(),
        }
    }

    fn push(&mut self, text: &str, origin: Span) {
        self.text.push_str(text);
        self.origins.extend(std::iter::repeat_n(origin, text.len()));
    }

    /// Takes a mark that was copied out of a web address: `%2F`.
    fn take_escape(&mut self, at: usize, rest: &str, issues: &mut Vec<Issue>) -> Option<usize> {
        let meant = escaped_mark(rest)?;
        let span = Span::new(at, at + "%2F".len());
        let found = span.of(self.original);
        issues.push(
            Issue::new(
                Code::ReferenceCharacter,
                self.field,
                span,
                format!("`{found}` is how web addresses spell `{meant}`"),
            )
            .help("write the mark itself")
            .fix(Fix::new(format!("Use `{meant}`"), self.field, span, meant)),
        );
        self.push(meant, span);
        Some(span.end)
    }

    /// Takes a template expression that nobody filled in: `${TAG}`, `$TAG`, `{{ tag }}`, `<tag>`.
    fn take_expression(&mut self, at: usize, rest: &str, issues: &mut Vec<Issue>) -> Option<usize> {
        let length = expression_length(rest)?;
        let span = Span::new(at, at + length);
        let found = span.of(self.original);
        issues.push(
            Issue::new(
                Code::ReferenceExpression,
                self.field,
                span,
                format!("`{found}` is a placeholder, not a value"),
            )
            .help("put the value in its place"),
        );
        self.push("x", span);
        Some(span.end)
    }

    /// Takes a run of characters of one class.
    fn take_run(&mut self, class: Class, span: Span, issues: &mut Vec<Issue>) {
        match class {
            Class::Plain => self.push_each(span, |c, buffer| c.encode_utf8(buffer)),
            Class::Foreign => self.push_each(span, |_, _| "\u{1}"),
            Class::Space => self.take_space(span, issues),
            Class::Invisible => issues.push(self.invisible(span)),
            Class::LookAlike => {
                let start = self.text.len();
                self.push_each(span, |c, buffer| look_alike(c, buffer).unwrap_or_default());
                issues.push(self.only_looks_like(span, &self.text[start..]));
            }
            Class::Backslash => {
                self.push_each(span, |_, _| "/");
                let meant = "/".repeat(span.len());
                issues.push(
                    Issue::new(
                        Code::ReferenceBackslash,
                        self.field,
                        span,
                        "the parts of a reference are separated by `/`, not by `\\`",
                    )
                    .fix(Fix::new("Use `/`", self.field, span, meant)),
                );
            }
        }
    }

    /// Puts something in the place of every character of a span.
    fn push_each(
        &mut self,
        span: Span,
        mut put: impl for<'b> FnMut(char, &'b mut [u8; 4]) -> &'b str,
    ) {
        for (offset, c) in span.of(self.original).char_indices() {
            let start = span.start + offset;
            let mut buffer = [0; 4];
            self.push(put(c, &mut buffer), Span::new(start, start + c.len_utf8()));
        }
    }

    fn invisible(&self, span: Span) -> Issue {
        let message = format!(
            "there is an invisible character here ({})",
            code_points(span.of(self.original))
        );
        Issue::new(Code::ReferenceInvisible, self.field, span, message)
            .help("it was probably copied along from a web page or a document")
            .fix(Fix::new(
                "Remove the invisible character",
                self.field,
                span,
                "",
            ))
    }

    fn only_looks_like(&self, span: Span, meant: &str) -> Issue {
        let found = span.of(self.original);
        let message = format!(
            "`{found}` ({}) only looks like `{meant}`",
            code_points(found)
        );
        Issue::new(Code::ReferenceLookAlike, self.field, span, message)
            .help(format!("type `{meant}`"))
            .fix(Fix::new(format!("Use `{meant}`"), self.field, span, meant))
    }
}

impl Shadow<'_> {
    /// Takes a space inside: one beside a mark is left over, one between words stands for a mark.
    fn take_space(&mut self, span: Span, issues: &mut Vec<Issue>) {
        let before = self.original[..span.start].chars().next_back();
        let rest = &self.original[span.end..self.end];
        let is_mark = |c: char| matches!(c, '/' | ':' | '@');
        let meant = if before.is_some_and(is_mark) || rest.starts_with(is_mark) {
            ""
        } else if super::digest::looks_like_one(rest) {
            "@"
        } else if is_tag_like(rest) && !last_segment(&self.text).contains(':') {
            ":"
        } else {
            "-"
        };
        let what = if span.of(self.original).contains(['\n', '\r']) {
            "there is a line break inside the reference"
        } else {
            "there is a space inside the reference"
        };
        let mut issue = Issue::new(Code::ReferenceSpace, self.field, span, what)
            .help("a reference has no spaces");
        if !meant.is_empty() {
            self.push(meant, span);
            issue = issue.fix(Fix::new(format!("Use `{meant}`"), self.field, span, meant));
        }
        issues.push(issue.fix(Fix::new("Remove the space", self.field, span, "")));
    }
}

impl<'s> Piece<'s> {
    pub(super) fn text(self) -> &'s str {
        &self.shadow.text[self.start..self.end]
    }

    pub(super) fn field(self) -> Field {
        self.shadow.field
    }

    pub(super) fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The part from `start` to `end`, counted within this one.
    pub(super) fn slice(self, start: usize, end: usize) -> Self {
        Self {
            shadow: self.shadow,
            start: self.start + start,
            end: self.start + end,
        }
    }

    /// The parts before and behind the byte at `offset`.
    pub(super) fn split_at(self, offset: usize) -> (Self, Self) {
        let length = self.end - self.start;
        (self.slice(0, offset), self.slice(offset + 1, length))
    }

    /// The parts before and behind the first `mark`.
    pub(super) fn split_once(self, mark: char) -> Option<(Self, Self)> {
        self.text().find(mark).map(|offset| self.split_at(offset))
    }

    /// The parts before and behind the last `mark`.
    pub(super) fn rsplit_once(self, mark: char) -> Option<(Self, Self)> {
        self.text().rfind(mark).map(|offset| self.split_at(offset))
    }

    /// Every part between `mark`s.
    pub(super) fn split(self, mark: char) -> impl Iterator<Item = Self> {
        self.text().split(mark).scan(0, move |start, part| {
            let piece = self.slice(*start, *start + part.len());
            *start += part.len() + 1;
            Some(piece)
        })
    }

    /// Where the part stands in the field.
    pub(super) fn span(self) -> Span {
        let origins = &self.shadow.origins;
        let start_of = |index: usize| {
            origins
                .get(index)
                .map_or(self.shadow.end, |span| span.start)
        };
        if self.is_empty() {
            return Span::at(start_of(self.start));
        }
        let end = origins
            .get(self.end - 1)
            .map_or(self.shadow.end, |span| span.end);
        Span::new(start_of(self.start), end)
    }

    /// Where the mark in front of the part stands; it may have been spelt with several bytes.
    pub(super) fn mark_before(self) -> Span {
        let mark = self.start.checked_sub(1).map(|at| self.shadow.origins[at]);
        mark.unwrap_or(Span::at(self.span().start))
    }

    /// Where the mark behind the part stands.
    pub(super) fn mark_behind(self) -> Span {
        let mark = self.shadow.origins.get(self.end).copied();
        mark.unwrap_or(Span::at(self.span().end))
    }

    /// The part as it was written.
    pub(super) fn found(self) -> &'s str {
        self.span().of(self.shadow.original)
    }

    /// The part in lower case, with the characters that have no ASCII counterpart as they were
    /// written.
    pub(super) fn lowered(self) -> String {
        if self.text().as_bytes().contains(&FOREIGN) {
            self.found().to_ascii_lowercase()
        } else {
            self.text().to_ascii_lowercase()
        }
    }

    /// What stands at `span` of the same field.
    pub(super) fn of_field(self, span: Span) -> &'s str {
        span.of(self.shadow.original)
    }

    /// An issue about this part.
    pub(super) fn issue(
        self,
        code: Code,
        message: impl Into<std::borrow::Cow<'static, str>>,
    ) -> Issue {
        Issue::new(code, self.field(), self.span(), message)
    }

    /// A fix that puts `text` in the place of this part.
    pub(super) fn replace(
        self,
        label: impl Into<std::borrow::Cow<'static, str>>,
        text: impl Into<String>,
    ) -> Fix {
        Fix::new(label, self.field(), self.span(), text)
    }
}
