//! Scopes of Nextflow: where a word says which image a process runs in.

use super::is_statement_start;
use super::lexer::Token;

/// Blocks that choose processes: Nextflow, "Process selectors".
const SELECTORS: &[&str] = &["withName", "withLabel"];

/// What stands behind the directives of a process: Nextflow, "Process"; from there on `container` is a name
/// like any other.
const SECTIONS: &[&str] = &[
    "input", "output", "topic", "stage", "when", "script", "shell", "exec", "stub",
];

/// What brackets enclose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// The file, or a profile.
    Top,
    Profiles,
    /// Directives of a process, or settings of processes.
    Process,
    /// Any other braces.
    Elsewhere,
    /// Round or square ones.
    Brackets,
}

/// A walk over the tokens of a file that knows the scope.
#[derive(Debug)]
pub(super) struct Scopes<'a> {
    text: &'a str,
    tokens: &'a [Token],
    scope: Scope,
    /// Where the statement begins.
    statement: usize,
    /// Those around this one, each with its statement.
    around: Vec<(Scope, usize)>,
}

impl<'a> Scopes<'a> {
    pub(super) fn new(text: &'a str, tokens: &'a [Token]) -> Self {
        Self {
            text,
            tokens,
            scope: Scope::Top,
            statement: 0,
            around: Vec::new(),
        }
    }

    /// The scope behind the next token, which is the one at `at`.
    pub(super) fn next(&mut self, at: usize) -> Scope {
        match &self.tokens[at] {
            Token::Symbol(b'{', _) => {
                let inside = self.inside(at);
                self.open(inside);
            }
            Token::Symbol(b'(' | b'[', _) => self.open(Scope::Brackets),
            Token::Symbol(b')' | b']', _) if self.scope == Scope::Brackets => self.close(),
            Token::Symbol(b'}', _) => {
                // A bracket that nothing closes ends with the braces around it.
                while self.scope == Scope::Brackets {
                    self.close();
                }
                self.close();
            }
            Token::LineEnd(_) => {}
            token if is_statement_start(self.tokens, at) => {
                self.statement = at;
                let is_section = matches!(token.word(self.text), Some(name) if SECTIONS.contains(&name))
                    && self
                        .tokens
                        .get(at + 1)
                        .is_some_and(|next| next.is_symbol(b':'));
                if is_section && self.scope == Scope::Process {
                    self.scope = Scope::Elsewhere;
                }
            }
            _ => {}
        }
        self.scope
    }

    fn open(&mut self, scope: Scope) {
        self.around.push((self.scope, self.statement));
        self.scope = scope;
    }

    fn close(&mut self) {
        (self.scope, self.statement) = self.around.pop().unwrap_or((Scope::Top, self.statement));
    }

    /// What the brace at `at` opens, by the statement that it belongs to.
    fn inside(&mut self, at: usize) -> Scope {
        let statement = self.tokens[self.statement..at].iter();
        let mut statement = statement.filter(|token| !matches!(token, Token::LineEnd(_)));
        let first = statement.next();
        let word = first.and_then(|first| first.word(self.text));
        match (self.scope, word) {
            (_, Some("process")) => match (statement.next(), statement.next()) {
                // A process stands in nothing else: whatever is open was not closed.
                (Some(Token::Word(_) | Token::Text(_)), None) => {
                    self.around.clear();
                    self.scope = Scope::Top;
                    Scope::Process
                }
                (None, _) if self.scope == Scope::Top => Scope::Process,
                _ => Scope::Elsewhere,
            },
            (Scope::Top, Some("profiles")) => Scope::Profiles,
            (Scope::Top | Scope::Profiles | Scope::Process, Some("if" | "else")) => self.scope,
            (Scope::Profiles, _) => Scope::Top,
            // Settings that are kept in a file of their own begin with a selector.
            (Scope::Top | Scope::Process, Some(name)) if SELECTORS.contains(&name) => {
                Scope::Process
            }
            // A selector in quotes, or its older form, `$NAME`.
            (Scope::Process, None) if first.is_some() => Scope::Process,
            _ => Scope::Elsewhere,
        }
    }
}
