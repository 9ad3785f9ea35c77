//! Nextflow: `container` of processes, in scripts and in configuration.

use std::collections::BTreeMap;

use wharfinger_core::report::Span;

use super::dialect::NEXTFLOW;
use super::expression::{Definitions, Reader};
use super::lexer::{Token, tokens};
use super::scope::{Scope, Scopes};
use super::{expression_until, is_statement_start, len_until, next_code};
use crate::place::Places;

/// The directive of a process, and the setting in the `process` scope. A directive may have a `=` as well, which
/// is not documented: nextflow-io/nextflow, issue 4372.
const DIRECTIVE: &str = "container";

/// The setting outside of that scope.
const SETTING: &str = "process.container";

/// The scope of parameters.
const PARAMETERS: &str = "params";

/// Finds every image.
pub(crate) fn extract(text: &str, places: &mut Places) {
    // `*.config` is also what other programs call their XML.
    if text.trim_start().starts_with('<') {
        return;
    }
    let tokens = tokens(text, Span::whole(text), &NEXTFLOW);
    let definitions = definitions(text, &tokens);
    let mut reader = Reader {
        source: text,
        dialect: &NEXTFLOW,
        definitions: &definitions,
        places,
        seen: BTreeMap::new(),
    };
    let mut scopes = Scopes::new(text, &tokens);
    for at in 0..tokens.len() {
        let name = match scopes.next(at) {
            Scope::Top => SETTING,
            Scope::Process => DIRECTIVE,
            Scope::Profiles | Scope::Elsewhere | Scope::Brackets => continue,
        };
        if tokens[at].word(text) == Some(name) && is_statement_start(&tokens, at) {
            reader.read(value(&tokens[at + 1..]));
        }
    }
}

/// The expression behind the directive; empty where the word is no directive.
fn value(rest: &[Token]) -> &[Token] {
    let rest = match rest {
        [equals, other, ..] if equals.is_symbol(b'=') && other.is_symbol(b'=') => return &[],
        [equals, rest @ ..] if equals.is_symbol(b'=') => rest,
        rest => rest,
    };
    match rest {
        [Token::Text(_) | Token::Word(_), ..] => {}
        // A closure, or brackets.
        [Token::Symbol(b'{' | b'(', _), inside @ ..] => {
            return expression_until(inside, |_| false);
        }
        _ => return &[],
    }
    let is_mark = |token: Option<&Token>| {
        token.is_some_and(|token| token.is_symbol(b'?') || token.is_symbol(b':'))
    };
    expression_until(rest, |at| match rest[at] {
        // A choice may go on in the next line.
        Token::LineEnd(_) => {
            let before = at.checked_sub(1).and_then(|before| rest.get(before));
            !is_mark(before) && !is_mark(next_code(rest, at))
        }
        Token::Symbol(b';', _) => true,
        _ => false,
    })
}

/// `params.name = 'text'`, `def name = 'text'`, and what stands in `params { }`.
fn definitions<'a>(text: &str, tokens: &'a [Token]) -> Definitions<'a> {
    let mut definitions = Definitions::default();
    let mut parameters_end = 0;
    for at in 0..tokens.len() {
        let Some(name) = tokens[at].word(text) else {
            continue;
        };
        if name == PARAMETERS
            && at >= parameters_end
            && tokens.get(at + 1).is_some_and(|next| next.is_symbol(b'{'))
        {
            parameters_end = at + 2 + len_until(&tokens[at + 2..], |_| false);
        }
        let [equals, Token::Text(value), rest @ ..] = &tokens[at + 1..] else {
            continue;
        };
        let is_whole = match rest.first() {
            None | Some(Token::LineEnd(_)) => true,
            Some(next) => next.is_symbol(b'}') || next.is_symbol(b';'),
        };
        if !equals.is_symbol(b'=') || !is_whole {
            continue;
        }
        if at < parameters_end {
            definitions.add(format!("{PARAMETERS}.{name}"), value);
        } else {
            definitions.add(name, value);
        }
    }
    definitions
}
