//! What an expression names as an image, as far as a file tells.

use std::collections::BTreeMap;

use wharfinger_core::report::Span;

use super::dialect::{Choice, Dialect, Sums};
use super::lexer::{Text, Token, tokens};
use crate::place::{Edits, Places, Reading, Unknown};

/// Most expressions inside each other that are followed, those behind names included.
const DEPTH_MAX: usize = 8;

/// What an image may have in front of it: every engine takes what another one needs.
const SCHEME: &str = "docker://";

/// Words that name no image.
const NOTHING: &[&str] = &["null", "None", "none", "true", "false", "True", "False"];

/// The function of WDL that gives the first of its arguments that has a value.
const FIRST_OF: &str = "select_first";

/// The texts that names stand for, in one part of a file.
#[derive(Debug, Default)]
pub(super) struct Definitions<'a> {
    /// Nothing where a name is given a second text.
    texts: BTreeMap<String, Option<&'a Text>>,
}

impl<'a> Definitions<'a> {
    pub(super) fn add(&mut self, name: impl Into<String>, text: &'a Text) {
        let second = self.texts.entry(name.into());
        second.and_modify(|text| *text = None).or_insert(Some(text));
    }

    /// The one text that a name stands for; none where it is given another.
    fn find(&self, name: &str) -> Option<&'a Text> {
        self.texts.get(name).copied().flatten()
    }
}

/// Reads expressions of one part of a file.
pub(super) struct Reader<'a, 'p> {
    pub(super) source: &'a str,
    pub(super) dialect: &'a Dialect,
    pub(super) definitions: &'a Definitions<'a>,
    pub(super) places: &'p mut Places,
    /// How deep each text was read, by where it begins: from there on nothing new comes of it, and texts
    /// that name others twice stand for any number of them.
    pub(super) seen: BTreeMap<usize, usize>,
}

impl Reader<'_, '_> {
    /// Notes the images that an expression can come to.
    pub(super) fn read(&mut self, expression: &[Token]) {
        self.read_at(expression, 0);
    }

    fn read_at(&mut self, expression: &[Token], depth: usize) {
        let expression: Vec<&Token> = expression
            .iter()
            .filter(|token| !matches!(token, Token::LineEnd(_)))
            .collect();
        let (Some(first), Some(last)) = (expression.first(), expression.last()) else {
            return;
        };
        if let Some((image, reading)) = self.sum(&expression) {
            self.places.push(image, reading);
            return;
        }
        let whole = Span::new(first.span().start, last.span().end);
        let is_computed = is_put_together(&expression)
            || has_statements(&expression)
            || !self.has_choice(&expression) && self.is_looked_up(&expression);
        if depth == DEPTH_MAX || is_computed {
            self.unknown(whole, "an expression");
            return;
        }
        let results = self.results(&expression);
        let texts: Vec<&Text> = results
            .iter()
            .filter_map(|token| match token {
                Token::Text(text) => Some(text),
                _ => None,
            })
            .collect();
        for text in &texts {
            self.text(text, depth);
        }
        // Beside a text, a name without a value is no news: `select_first([docker, "ubuntu"])`.
        for token in results {
            self.word(token, depth, texts.is_empty());
        }
    }

    /// Whether a token belongs to a choice between values.
    fn is_choice(&self, token: &Token) -> bool {
        match self.dialect.choice {
            Choice::Marks => token.is_symbol(b'?') || token.is_symbol(b':'),
            Choice::Words => matches!(token.word(self.source), Some("then" | "else" | "if")),
        }
    }

    fn has_choice(&self, expression: &[&Token]) -> bool {
        expression.iter().any(|token| self.is_choice(token))
    }

    /// Whether the texts in an expression are keys or arguments: `config["image"]`.
    fn is_looked_up(&self, expression: &[&Token]) -> bool {
        expression.windows(2).any(|pair| match pair[1] {
            Token::Symbol(b'(', _) => {
                matches!(pair[0].word(self.source), Some(name) if name != FIRST_OF)
            }
            Token::Symbol(b'[', _) => {
                matches!(pair[0], Token::Word(_) | Token::Symbol(b']' | b')', _))
            }
            _ => false,
        })
    }

    /// The tokens that an expression can come to.
    fn results<'t>(&self, expression: &[&'t Token]) -> Vec<&'t Token> {
        if !self.has_choice(expression) {
            return expression.to_vec();
        }
        let is_result_mark = |token: &Token| match self.dialect.choice {
            Choice::Marks => self.is_choice(token),
            Choice::Words => matches!(token.word(self.source), Some("then" | "else")),
        };
        let is_start = |at: &usize| match at.checked_sub(1) {
            Some(before) => is_result_mark(expression[before]),
            // Python has the first value in front.
            None => self.dialect.choice == Choice::Words,
        };
        let mut results: Vec<&Token> = (0..expression.len())
            .filter(is_start)
            .filter_map(|start| self.result(&expression[start..]))
            .collect();
        // `name ?: 'image'` comes to the name.
        if let [name, mark, colon, ..] = expression
            && mark.is_symbol(b'?')
            && colon.is_symbol(b':')
        {
            results.insert(0, *name);
        }
        results
    }

    /// The token that a part of a choice comes to, also in parentheses; none where it is a condition,
    /// `'x' == name ?`.
    fn result<'t>(&self, part: &[&'t Token]) -> Option<&'t Token> {
        let mut tokens = part.iter().skip_while(|token| token.is_symbol(b'('));
        let result = tokens.next().filter(|token| !self.is_choice(token))?;
        let mut behind = tokens.skip_while(|token| token.is_symbol(b')'));
        let is_condition = match (behind.next(), behind.next()) {
            (Some(mark), Some(other)) if mark.is_symbol(b'?') => !other.is_symbol(b':'),
            (Some(mark), Some(equals)) => {
                equals.is_symbol(b'=') && (mark.is_symbol(b'=') || mark.is_symbol(b'!'))
            }
            _ => false,
        };
        (!is_condition).then_some(*result)
    }

    fn word(&mut self, token: &Token, depth: usize, is_needed: bool) {
        let Some(name) = token.word(self.source) else {
            return;
        };
        if NOTHING.contains(&name) || name == FIRST_OF {
            return;
        }
        match self.definitions.find(name) {
            Some(text) => self.text(text, depth + 1),
            None if is_needed => self.unknown(token.span(), format!("`{name}`")),
            None => {}
        }
    }

    fn text(&mut self, text: &Text, depth: usize) {
        let is_known = |seen: &usize| *seen <= depth;
        if self.seen.get(&text.span.start).is_some_and(is_known) {
            return;
        }
        self.seen.insert(text.span.start, depth);
        let Some(image) = self.image_of(text) else {
            return;
        };
        // nf-core: the whole text is one expression with texts inside.
        if let [hole] = &*text.holes
            && hole.span == image
        {
            let inside = tokens(self.source, hole.inside, self.dialect);
            self.read_at(&inside, depth + 1);
            return;
        }
        let reading = self.filled_in(text, image);
        self.places.push(image, reading);
    }

    /// The part of a text that is an image; none where it is a file.
    fn image_of(&self, text: &Text) -> Option<Span> {
        let value = text.span.of(self.source);
        let image = value.strip_prefix(self.dialect.image_prefix);
        let image = match image {
            Some(image) => image,
            // The prefix may come with the value.
            None if text
                .holes
                .first()
                .is_some_and(|hole| hole.span == text.span) =>
            {
                value
            }
            None => return None,
        };
        let image = image.strip_prefix(SCHEME).unwrap_or(image);
        let is_file = |image: &str| {
            let suffixes = self.dialect.file_suffixes;
            self.dialect
                .file_prefixes
                .iter()
                .any(|prefix| image.starts_with(prefix))
                || suffixes.iter().any(|suffix| image.ends_with(suffix))
        };
        let start = text.span.end - image.len();
        (!image.is_empty() && !is_file(image)).then_some(Span::new(start, text.span.end))
    }

    /// The image with the names in it filled in.
    fn filled_in(&self, text: &Text, image: Span) -> Reading {
        let mut edits = Edits::of(image.of(self.source));
        let end = self.fill_in(text, image, &mut edits);
        edits.reading(end)
    }

    /// Fills in the names in a text, as far as it belongs to an image.
    fn fill_in(&self, text: &Text, image: Span, edits: &mut Edits) -> Result<(), Unknown> {
        let part = Span::new(text.span.start.max(image.start), text.span.end);
        if let Some(at) = memchr::memchr(b'\\', part.of(self.source).as_bytes()) {
            let escape = Span::new(part.start + at - image.start, part.end - image.start);
            return Err(Unknown::new(escape, "an escaped text"));
        }
        let mut holes = text
            .holes
            .iter()
            .filter(|hole| hole.span.start >= part.start);
        holes.try_for_each(|hole| self.put(hole.span, hole.inside, image, edits))
    }

    /// Puts what a name stands for in a place of an image.
    fn put(&self, place: Span, name: Span, image: Span, edits: &mut Edits) -> Result<(), Unknown> {
        let place = Span::new(place.start - image.start, place.end - image.start);
        let name = name.of(self.source);
        let known = self.definitions.find(name.trim());
        let text = known
            .filter(|text| text.holes.is_empty())
            .ok_or_else(|| Unknown::new(place, format!("`{name}`")))?;
        edits.push(place, text.span.of(self.source))
    }

    /// The image that an expression is which is nothing but texts and names with `+` between them.
    fn sum(&self, expression: &[&Token]) -> Option<(Span, Reading)> {
        let is_operand = |token: &Token| match token {
            Token::Text(_) => true,
            Token::Word(span) => !span
                .of(self.source)
                .starts_with(|c: char| c.is_ascii_digit()),
            _ => false,
        };
        let [first, .., last] = expression else {
            return None;
        };
        let is_sum = self.dialect.sums == Sums::Known
            && is_operand(last)
            && expression.iter().step_by(2).all(|it| is_operand(it))
            && expression
                .iter()
                .skip(1)
                .step_by(2)
                .all(|it| it.is_symbol(b'+'));
        if !is_sum {
            return None;
        }
        let whole = Span::new(first.span().start, last.span().end);
        let without = whole.of(self.source).strip_prefix(SCHEME);
        let scheme = without.map_or(0, |_| SCHEME.len());
        let image = Span::new(whole.start + scheme, whole.end);
        let mut edits = Edits::of(image.of(self.source));
        let end = self.add_up(expression, image, &mut edits);
        Some((image, edits.reading(end)))
    }

    fn add_up(&self, sum: &[&Token], image: Span, edits: &mut Edits) -> Result<(), Unknown> {
        let mut end = image.start;
        for operand in sum.iter().step_by(2) {
            let span = operand.span();
            // The `+` in front, and the quotes beside it.
            if end < span.start {
                edits.push(Span::new(end - image.start, span.start - image.start), "")?;
            }
            match operand {
                Token::Text(text) => self.fill_in(text, image, edits)?,
                _ => self.put(span, span, image, edits)?,
            }
            end = span.end;
        }
        Ok(())
    }

    fn unknown(&mut self, span: Span, what: impl Into<String>) {
        let inside = Span::new(0, span.len());
        let unknown = Unknown::new(inside, what);
        self.places.push(span, Reading::Open(unknown));
    }
}

/// Whether texts are put together or formatted, which is not followed.
fn is_put_together(expression: &[&Token]) -> bool {
    let is_text = |token: &Token| matches!(token, Token::Text(_));
    expression
        .windows(2)
        .any(|pair| is_text(pair[0]) && (is_text(pair[1]) || pair[1].is_symbol(b'.')))
        || expression
            .iter()
            .any(|token| token.is_symbol(b'+') || token.is_symbol(b'%'))
}

/// Whether an expression goes through statements, of which any text may be a part of the image: a `;`, or a `=`
/// that compares nothing.
fn has_statements(expression: &[&Token]) -> bool {
    let is_one_of = |token: Option<&&Token>, symbols: &[u8]| {
        token.is_some_and(|token| symbols.iter().any(|symbol| token.is_symbol(*symbol)))
    };
    expression.iter().enumerate().any(|(at, token)| {
        let before = at.checked_sub(1).and_then(|before| expression.get(before));
        let is_assignment = token.is_symbol(b'=')
            && !is_one_of(before, b"=!<>")
            && !is_one_of(expression.get(at + 1), b"=~");
        token.is_symbol(b';') || is_assignment
    })
}
