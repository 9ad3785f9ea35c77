//! `ARG`: what variables of `FROM` stand for unless the build says otherwise.

use wharfinger_core::mended::Mended;
use wharfinger_core::report::Span;

use super::line::Word;
use crate::place::Reading;
use crate::variable::{Literal, expand};

/// The arguments that are declared in front of the first stage.
#[derive(Debug, Default)]
pub(super) struct Arguments<'a> {
    declared: Vec<(&'a str, Option<Value>)>,
}

/// The default of an argument.
#[derive(Clone, Debug)]
pub(super) struct Value {
    pub(super) span: Span,
    pub(super) reading: Reading,
}

impl<'a> Arguments<'a> {
    /// Reads `NAME` or `NAME=default`.
    pub(super) fn declare(&mut self, text: &'a str, escape: u8, word: &Word) {
        let declaration = word.span.of(text);
        let (name, value) = match declaration.split_once('=') {
            None => (declaration, None),
            Some((name, _)) => {
                let value = Word {
                    span: Span::new(word.span.start + name.len() + 1, word.span.end),
                    breaks: word.breaks.clone(),
                }
                .unquoted(text);
                let value_of = |name: &str| self.value(text, name);
                let reading = match expand(value.span.of(text), Literal::Escaped(escape), &value_of)
                {
                    Reading::Known(edits) => Reading::Known(value.with_breaks(edits)),
                    open @ Reading::Open(_) => open,
                };
                let span = value.span;
                (name, Some(Value { span, reading }))
            }
        };
        self.declared.push((name, value));
    }

    /// The last default of an argument.
    fn find(&self, name: &str) -> Option<&Value> {
        let (_, value) = self
            .declared
            .iter()
            .rev()
            .find(|(declared, _)| *declared == name)?;
        value.as_ref()
    }

    /// What an argument stands for.
    pub(super) fn value(&self, text: &str, name: &str) -> Option<String> {
        let value = self.find(name)?;
        match &value.reading {
            Reading::Known(edits) => {
                let mended = Mended::new(value.span.of(text), edits);
                Some(mended.text().to_owned())
            }
            Reading::Open(_) => None,
        }
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
