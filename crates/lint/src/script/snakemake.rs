//! Snakemake: `container` of rules and of the whole workflow.

use std::collections::BTreeMap;

use wharfinger_core::report::Span;

use super::dialect::SNAKEMAKE;
use super::expression::{Definitions, Reader};
use super::lexer::{Token, tokens};
use super::{expression_until, next_code};
use crate::place::Places;

/// Directives that name an image; `singularity` is the older name, still taken.
const DIRECTIVES: &[&str] = &["container", "containerized", "singularity"];

/// Finds every image.
pub(crate) fn extract(text: &str, places: &mut Places) {
    let tokens = tokens(text, Span::whole(text), &SNAKEMAKE);
    let definitions = definitions(text, &tokens);
    let mut reader = Reader {
        source: text,
        dialect: &SNAKEMAKE,
        definitions: &definitions,
        places,
        seen: BTreeMap::new(),
    };
    for at in 0..tokens.len() {
        let is_directive = matches!(tokens[at].word(text), Some(word) if DIRECTIVES.contains(&word))
            && is_line_start(&tokens, at)
            && tokens.get(at + 1).is_some_and(|next| next.is_symbol(b':'));
        if is_directive {
            reader.read(value(&tokens[at + 2..]));
        }
    }
}

fn is_line_start(tokens: &[Token], at: usize) -> bool {
    at == 0 || matches!(tokens[at - 1], Token::LineEnd(_))
}

/// The expression behind a directive: on its line, or on lines of its own.
fn value(rest: &[Token]) -> &[Token] {
    let blank = rest
        .iter()
        .take_while(|token| matches!(token, Token::LineEnd(_)))
        .count();
    let rest = &rest[blank..];
    expression_until(rest, |at| {
        // Texts below each other are one.
        matches!(rest[at], Token::LineEnd(_))
            && !matches!(next_code(rest, at), Some(Token::Text(_)))
    })
}

/// `NAME = "text"`, outside of rules.
fn definitions<'a>(text: &str, tokens: &'a [Token]) -> Definitions<'a> {
    let mut definitions = Definitions::default();
    for at in 0..tokens.len() {
        let is_at_margin = |span: Span| text[..span.start].ends_with('\n') || span.start == 0;
        if let [Token::Word(name), equals, Token::Text(value), rest @ ..] = &tokens[at..]
            && is_at_margin(*name)
            && equals.is_symbol(b'=')
            && matches!(rest.first(), None | Some(Token::LineEnd(_)))
        {
            definitions.add(name.of(text), value);
        }
    }
    definitions
}
