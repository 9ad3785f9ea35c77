//! Languages of workflows: WDL, Nextflow, Snakemake.
//!
//! One reader of words and texts serves them all. `wdl-grammar`, the parser of WDL that is kept, knows no
//! draft-2, in which many workflows are still written; for the others there is no parser outside of
//! their own engines.

mod dialect;
mod expression;
mod lexer;
mod nextflow;
mod scope;
mod snakemake;
mod wdl;

pub(crate) use nextflow::extract as nextflow;
pub(crate) use snakemake::extract as snakemake;
pub(crate) use wdl::extract as wdl;

use lexer::Token;

/// Most tokens of an expression that is read. Those of nf-core have 30; a bracket that nothing closes must
/// not make all of the file one, again and again.
const EXPRESSION_TOKENS_MAX: usize = 256;

/// How many tokens stand before the first one at which `ends`, brackets left aside; a bracket that
/// closes more than was opened ends it as well.
fn len_until(tokens: &[Token], mut ends: impl FnMut(usize) -> bool) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Symbol(b'(' | b'[' | b'{', _) => depth += 1,
            Token::Symbol(b')' | b']' | b'}', _) if depth == 0 => return at,
            Token::Symbol(b')' | b']' | b'}', _) => depth -= 1,
            _ if depth == 0 && ends(at) => return at,
            _ => {}
        }
    }
    tokens.len()
}

/// What [`len_until`] leaves of an expression, which has an end of its own.
fn expression_until(tokens: &[Token], ends: impl FnMut(usize) -> bool) -> &[Token] {
    let tokens = &tokens[..tokens.len().min(EXPRESSION_TOKENS_MAX)];
    &tokens[..len_until(tokens, ends)]
}

/// The first token that is no line end, from a place on.
fn next_code(tokens: &[Token], from: usize) -> Option<&Token> {
    tokens
        .get(from..)?
        .iter()
        .find(|token| !matches!(token, Token::LineEnd(_)))
}

/// Whether a statement begins at a token.
fn is_statement_start(tokens: &[Token], at: usize) -> bool {
    match at.checked_sub(1).map(|before| &tokens[before]) {
        None | Some(Token::LineEnd(_) | Token::Symbol(b'{' | b'}' | b';', _)) => true,
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests;
