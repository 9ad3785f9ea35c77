//! `ARG`: what variables of `FROM` stand for unless the build says otherwise.

use std::collections::BTreeMap;

use wharfinger_core::report::Span;

use super::line::Word;
use crate::place::Reading;
use crate::variable::{Literal, edits};

/// The arguments that are declared in front of the first stage, each with its last default.
#[derive(Debug, Default)]
pub(super) struct Arguments<'a> {
    declared: BTreeMap<&'a str, Option<Value>>,
}

/// The default of an argument.
#[derive(Clone, Debug)]
pub(super) struct Value {
    pub(super) span: Span,
    pub(super) reading: Reading,
    /// What the default comes to, where that is known.
    text: Option<String>,
}

impl<'a> Arguments<'a> {
    /// Reads `NAME` or `NAME=default`.
    pub(super) fn declare(&mut self, text: &'a str, escape: u8, word: &Word) {
        let declaration = word.span.of(text);
        let Some((name, _)) = declaration.split_once('=') else {
            self.declared.insert(declaration, None);
            return;
        };
        let value = Span::new(word.span.start + name.len() + 1, word.span.end);
        let value = word.part(value).unquoted(text);
        let written = value.span.of(text);
        let reading = self.expand(written, escape, &value);
        let text = reading.of(written);
        let span = value.span;
        let value = Value {
            span,
            reading,
            text,
        };
        self.declared.insert(name, Some(value));
    }

    /// A word with its variables filled in and its lines joined.
    pub(super) fn expand(&self, written: &str, escape: u8, word: &Word) -> Reading {
        let value_of = |name: &str| self.find(name)?.text.as_deref();
        let edits = edits(written, Literal::Escaped(escape), &value_of).and_then(|mut edits| {
            for line_break in &word.breaks {
                let start = line_break.start - word.span.start;
                edits.push(Span::new(start, start + line_break.len()), "")?;
            }
            Ok(edits.finish())
        });
        edits.map_or_else(Reading::Open, Reading::Known)
    }

    fn find(&self, name: &str) -> Option<&Value> {
        self.declared.get(name)?.as_ref()
    }

    /// The default of the only variable of a text that has nothing else.
    pub(super) fn alone(&self, text: &str) -> Option<&Value> {
        let name = text.strip_prefix('$')?;
        let name = match name.strip_prefix('{') {
            Some(name) => name.strip_suffix('}')?,
            None => name,
        };
        self.find(name).filter(|value| !value.span.is_empty())
    }
}
