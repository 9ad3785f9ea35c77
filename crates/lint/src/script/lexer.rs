//! Words, texts and symbols of the languages that workflows are written in.
//!
//! Not a parser: what names an image is a directive with an expression behind it, and to find both it
//! takes no more than to tell code from comments, texts and commands. A reader this modest also reads
//! files that a parser would refuse, such as drafts, older versions, and what is being typed.

use wharfinger_core::report::Span;

use super::dialect::{Dialect, Holes};

/// Most texts inside the expressions inside of texts. nf-core has two.
const NESTED_MAX: usize = 8;

/// Most bytes of an expression inside a text. nf-core has 500; what never ends must not be looked for in
/// all of a file, again and again.
const HOLE_BYTES_MAX: usize = 4_096;

/// Most times that a file is looked at: what is begun and never ended, a text, a command, would else be
/// followed to the end of the file from every place. A file that people wrote is looked at twice.
const LOOKS_PER_BYTE: usize = 4;

/// A piece of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A name with its dots, or a number.
    Word(Span),
    /// A quoted text.
    Text(Text),
    /// Any other character; of several bytes, its first.
    Symbol(u8, Span),
    /// The end of a line.
    LineEnd(usize),
}

/// A quoted text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text {
    /// What stands between the quotes.
    pub(super) span: Span,
    /// Expressions inside, with their marks.
    pub(super) holes: Vec<Hole>,
}

/// An expression in a text, `${x}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hole {
    /// With its marks.
    pub(super) span: Span,
    /// Without.
    pub(super) inside: Span,
}

impl Token {
    pub(super) fn span(&self) -> Span {
        match self {
            Self::Word(span) | Self::Symbol(_, span) => *span,
            Self::Text(text) => text.span,
            Self::LineEnd(at) => Span::at(*at),
        }
    }

    pub(super) fn is_symbol(&self, symbol: u8) -> bool {
        matches!(self, Self::Symbol(byte, _) if *byte == symbol)
    }

    /// The word, where it is one.
    pub(super) fn word<'a>(&self, source: &'a str) -> Option<&'a str> {
        match self {
            Self::Word(span) => Some(span.of(source)),
            _ => None,
        }
    }
}

/// The tokens of a part of `source`.
pub(super) fn tokens(source: &str, part: Span, dialect: &Dialect) -> Vec<Token> {
    let mut lexer = Lexer {
        source,
        bytes: &source.as_bytes()[..part.end],
        dialect,
        at: part.start,
        looks_left: LOOKS_PER_BYTE * part.len(),
        tokens: Vec::new(),
    };
    while let Some(byte) = lexer.bytes.get(lexer.at) {
        lexer.step(*byte);
    }
    lexer.tokens
}

struct Lexer<'a> {
    source: &'a str,
    bytes: &'a [u8],
    dialect: &'a Dialect,
    at: usize,
    /// Bytes that may still be looked at for where something ends. With none left nothing ends, as in a
    /// file that is being typed.
    looks_left: usize,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn step(&mut self, byte: u8) {
        let start = self.at;
        let rest = &self.bytes[start..];
        match byte {
            b'\n' => {
                self.at += 1;
                // Empty lines mean nothing, and may be very many.
                if !matches!(self.tokens.last(), Some(Token::LineEnd(_))) {
                    self.tokens.push(Token::LineEnd(start));
                }
            }
            byte if byte.is_ascii_whitespace() => self.at += 1,
            _ if rest.starts_with(self.dialect.comment.as_bytes()) => {
                self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            }
            b'/' if self.dialect.has_block_comments && rest.starts_with(b"/*") => {
                let end = memchr::memmem::find(&rest[2..], b"*/");
                self.at += end.map_or(rest.len(), |end| end + 4);
            }
            b'"' | b'\'' => match self.text_at(start, 0) {
                Some((text, end)) => {
                    self.at = end;
                    self.tokens.push(Token::Text(text));
                }
                None => self.symbol(byte),
            },
            byte if byte == b'_' || byte.is_ascii_alphanumeric() => {
                let len = rest.iter().take_while(|byte| is_word_byte(**byte)).count();
                self.at += len;
                self.tokens.push(Token::Word(Span::new(start, self.at)));
                if self.dialect.has_commands && &rest[..len] == b"command" {
                    self.skip_command();
                }
            }
            _ => self.symbol(byte),
        }
    }

    fn symbol(&mut self, byte: u8) {
        let start = self.at;
        self.at += 1;
        while !self.source.is_char_boundary(self.at) {
            self.at += 1;
        }
        self.tokens
            .push(Token::Symbol(byte, Span::new(start, self.at)));
    }

    /// Skips what a task of WDL runs: `<<< ... >>>`, or everything in braces.
    fn skip_command(&mut self) {
        let rest = &self.bytes[self.at..];
        let rest = &rest[..rest.len().min(self.looks_left)];
        let blank = rest
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
        let body = &rest[blank..];
        let len = if body.starts_with(b"<<<") {
            memchr::memmem::find(body, b">>>").map(|end| end + 3)
        } else if body.starts_with(b"{") {
            braces_end(body)
        } else {
            Some(0)
        };
        // Without an end the file is being typed; the rest is read as code.
        self.looks_left -= len.map_or(rest.len(), |len| blank + len);
        if let Some(len) = len.filter(|len| *len > 0) {
            self.at += blank + len;
        }
    }

    /// Reads the text whose quote stands at `start`; gives where it ends as well.
    fn text_at(&mut self, start: usize, depth: usize) -> Option<(Text, usize)> {
        let quote = self.bytes[start];
        let triple = [quote; 3];
        let is_triple = self.dialect.has_triple_quotes && self.bytes[start..].starts_with(&triple);
        let quotes: &[u8] = if is_triple { &triple } else { &triple[..1] };
        let inside = start + quotes.len();
        let mut holes = Vec::new();
        let mut at = inside;
        loop {
            self.look()?;
            let rest = self.bytes.get(at..)?;
            if rest.starts_with(quotes) {
                let text = Text {
                    span: Span::new(inside, at),
                    holes,
                };
                return Some((text, at + quotes.len()));
            }
            match *rest.first()? {
                // A text ends on its line, unless three quotes are around it.
                b'\n' if !is_triple => return None,
                b'\\' => at += 2,
                _ => match self.hole_at(at, quote, depth).ok()? {
                    Some(hole) => {
                        at = hole.span.end;
                        holes.push(hole);
                    }
                    None => at += 1,
                },
            }
        }
    }

    /// Takes one of the looks that are left.
    fn look(&mut self) -> Option<()> {
        self.looks_left = self.looks_left.checked_sub(1)?;
        Some(())
    }

    /// The expression that begins at a place inside a text, if one does.
    fn hole_at(&mut self, at: usize, quote: u8, depth: usize) -> Result<Option<Hole>, Unclosed> {
        let rest = &self.bytes[at..];
        let mark = match self.dialect.holes {
            Holes::Braces => return Ok(self.braces_at(at)),
            Holes::DollarInDoubleQuotes if quote == b'\'' => 0,
            Holes::DollarInDoubleQuotes | Holes::DollarOrTilde if rest.starts_with(b"${") => 2,
            Holes::DollarOrTilde if rest.starts_with(b"~{") => 2,
            Holes::DollarInDoubleQuotes if rest.starts_with(b"$") => {
                let name = rest[1..]
                    .iter()
                    .take_while(|byte| is_word_byte(**byte))
                    .count();
                let inside = Span::new(at + 1, at + 1 + name);
                let span = Span::new(at, inside.end);
                return Ok((name > 0).then_some(Hole { span, inside }));
            }
            Holes::DollarInDoubleQuotes | Holes::DollarOrTilde => 0,
        };
        if mark == 0 {
            return Ok(None);
        }
        let end = self.hole_end(at + mark, depth).ok_or(Unclosed)?;
        Ok(Some(Hole {
            span: Span::new(at, end + 1),
            inside: Span::new(at + mark, end),
        }))
    }

    /// Where the brace closes that was opened in front of `from`, whatever texts are between.
    fn hole_end(&mut self, from: usize, depth: usize) -> Option<usize> {
        if depth == NESTED_MAX {
            return None;
        }
        let mut at = from;
        let mut braces = 0_usize;
        while at < from + HOLE_BYTES_MAX {
            self.look()?;
            match *self.bytes.get(at)? {
                b'}' if braces == 0 => return Some(at),
                b'}' => braces -= 1,
                b'{' => braces += 1,
                b'"' | b'\'' => {
                    (_, at) = self.text_at(at, depth + 1)?;
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// An expression of Python, in which its text cannot end; `{{` is a brace, and so is one that nothing
    /// closes.
    fn braces_at(&self, at: usize) -> Option<Hole> {
        let inside = self.bytes[at..].strip_prefix(b"{")?;
        let len = inside
            .iter()
            .take(HOLE_BYTES_MAX)
            .position(|byte| matches!(byte, b'{' | b'}' | b'"' | b'\'' | b'\n'))?;
        let start = at + 1;
        (inside[len] == b'}').then(|| Hole {
            span: Span::new(at, start + len + 1),
            inside: Span::new(start, start + len),
        })
    }
}

/// An expression in a text does not end, so neither does the text.
struct Unclosed;

fn is_word_byte(byte: u8) -> bool {
    matches!(byte, b'_' | b'.') || byte.is_ascii_alphanumeric()
}

/// How long the braces are that `body` begins with.
fn braces_end(body: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in body.iter().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return Some(at + 1),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}
