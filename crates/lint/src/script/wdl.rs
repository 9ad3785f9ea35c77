//! WDL: `docker` and `container` of `runtime` and `requirements`.

use std::collections::BTreeMap;

use wharfinger_core::report::Span;

use super::dialect::WDL;
use super::expression::{Definitions, Reader};
use super::lexer::{Token, tokens};
use super::{expression_until, len_until, next_code};
use crate::place::Places;

/// Sections that say what a task runs in: WDL specification, "Runtime Section", "Requirements Section".
const SECTIONS: &[&str] = &["runtime", "requirements"];

/// Attributes that name an image; `docker` is the older name, still taken.
const ATTRIBUTES: &[&str] = &["docker", "container"];

/// Finds every image.
pub(crate) fn extract(text: &str, places: &mut Places) {
    let tokens = tokens(text, Span::whole(text), &WDL);
    let is_start = |token: &Token| matches!(token.word(text), Some("task" | "workflow"));
    // Names belong to the task that declares them.
    for part in tokens.chunk_by(|_, next| !is_start(next)) {
        task(text, part, places);
    }
}

fn task(text: &str, tokens: &[Token], places: &mut Places) {
    let mut definitions = Definitions::default();
    for at in 0..tokens.len() {
        declaration(text, &tokens[at..], &mut definitions);
    }
    let mut reader = Reader {
        source: text,
        dialect: &WDL,
        definitions: &definitions,
        places,
        seen: BTreeMap::new(),
    };
    let mut section_end = 0;
    for at in 0..tokens.len() {
        // A section inside another is read with it.
        let is_section = at >= section_end
            && matches!(tokens[at].word(text), Some(name) if SECTIONS.contains(&name))
            && next_code(tokens, at + 1).is_some_and(|next| next.is_symbol(b'{'));
        if !is_section {
            continue;
        }
        let open = at
            + tokens[at..]
                .iter()
                .take_while(|token| !token.is_symbol(b'{'))
                .count();
        let inside = &tokens[open + 1..];
        let inside = &inside[..len_until(inside, |_| false)];
        section_end = open + 1 + inside.len();
        section(text, inside, &mut reader);
    }
}

/// `String name = "text"`, also `String?`.
fn declaration<'a>(text: &str, tokens: &'a [Token], definitions: &mut Definitions<'a>) {
    let [kind, rest @ ..] = tokens else { return };
    if kind.word(text) != Some("String") {
        return;
    }
    let rest = match rest {
        [mark, rest @ ..] if mark.is_symbol(b'?') => rest,
        rest => rest,
    };
    if let [name, equals, Token::Text(value), ..] = rest
        && let Some(name) = name.word(text)
        && equals.is_symbol(b'=')
        && !next_code(rest, 3).is_some_and(|token| token.is_symbol(b'+'))
    {
        definitions.add(name, value);
    }
}

fn section(text: &str, tokens: &[Token], reader: &mut Reader<'_, '_>) {
    let is_attribute = |at: usize| {
        matches!(tokens.get(at), Some(Token::Word(_)))
            && tokens.get(at + 1).is_some_and(|next| next.is_symbol(b':'))
    };
    for at in 0..tokens.len() {
        let name = tokens[at].word(text);
        if !is_attribute(at) || !name.is_some_and(|name| ATTRIBUTES.contains(&name)) {
            continue;
        }
        let start = at + 2;
        let value = expression_until(&tokens[start..], |at| is_attribute(start + at));
        // "*" stands for any image: WDL 1.2, "container".
        let is_any = |token: &Token| matches!(token, Token::Text(it) if it.span.of(text) == "*");
        if !value.iter().any(is_any) {
            reader.read(value);
        }
    }
}
