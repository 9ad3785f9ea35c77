//! JSON with places: every value knows where it stands in the text, so that what is not ours is
//! copied, never written again.
//!
//! RFC 8259 to the letter. Object members stay in order and may repeat: what a document says twice
//! is said twice in the copy. Numbers stay text, because `1e400` is somebody's number too.

use std::borrow::Cow;
use std::ops::Range;

use super::{DEPTH_MAX, InvalidPolicy};

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node<'a> {
    pub(super) span: Range<usize>,
    pub(super) json: Json<'a>,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Json<'a> {
    Null,
    Bool(bool),
    Number(&'a str),
    String(Cow<'a, str>),
    Array(Vec<Node<'a>>),
    Object(Vec<Member<'a>>),
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member<'a> {
    /// Where its name stands, quotes included.
    pub(super) name_span: Range<usize>,
    pub(super) name: Cow<'a, str>,
    pub(super) value: Node<'a>,
}

impl<'a> Node<'a> {
    pub(super) fn as_str(&self) -> Option<&str> {
        match &self.json {
            Json::String(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn members(&self) -> Option<&[Member<'a>]> {
        match &self.json {
            Json::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The items of a list; anything else is a list of one, as everywhere in IAM policies (IAM
    /// User Guide, Grammar of the IAM JSON policy language).
    pub(super) fn items(&self) -> &[Self] {
        match &self.json {
            Json::Array(items) => items,
            _ => std::slice::from_ref(self),
        }
    }
}

/// Reads a whole text as one value.
pub(super) fn read(text: &str) -> Result<Node<'_>, InvalidPolicy> {
    let mut reader = Reader { text, at: 0 };
    let node = reader.value(0)?;
    reader.skip_white_space();
    if reader.at < text.len() {
        return Err(reader.unexpected("nothing more"));
    }
    Ok(node)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn value(&mut self, depth: usize) -> Result<Node<'a>, InvalidPolicy> {
        if depth > DEPTH_MAX {
            return Err(InvalidPolicy::TooDeep { at: self.at });
        }
        self.skip_white_space();
        let start = self.at;
        let json = match self.peek() {
            Some(b'{') => Json::Object(self.object(depth)?),
            Some(b'[') => Json::Array(self.array(depth)?),
            Some(b'"') => Json::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => Json::Number(self.number()?),
            _ => self.word()?,
        };
        Ok(Node {
            span: start..self.at,
            json,
        })
    }

    fn object(&mut self, depth: usize) -> Result<Vec<Member<'a>>, InvalidPolicy> {
        let mut members = Vec::new();
        self.at += 1;
        self.skip_white_space();
        if self.take(b'}') {
            return Ok(members);
        }
        loop {
            self.skip_white_space();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.unexpected("a name in double quotes"));
            }
            let name = self.string()?;
            let name_span = start..self.at;
            self.skip_white_space();
            if !self.take(b':') {
                return Err(self.unexpected("`:`"));
            }
            members.push(Member {
                name_span,
                name,
                value: self.value(depth + 1)?,
            });
            self.skip_white_space();
            if self.take(b'}') {
                return Ok(members);
            }
            if !self.take(b',') {
                return Err(self.unexpected("`,` or `}`"));
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Vec<Node<'a>>, InvalidPolicy> {
        let mut items = Vec::new();
        self.at += 1;
        self.skip_white_space();
        if self.take(b']') {
            return Ok(items);
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.skip_white_space();
            if self.take(b']') {
                return Ok(items);
            }
            if !self.take(b',') {
                return Err(self.unexpected("`,` or `]`"));
            }
        }
    }

    /// A string, of which the opening quote was seen. Without escapes it is borrowed.
    fn string(&mut self) -> Result<Cow<'a, str>, InvalidPolicy> {
        self.at += 1;
        let mut decoded: Option<String> = None;
        let mut run = self.at;
        loop {
            match self.peek() {
                Some(b'"') => {
                    let rest = self.slice(run..self.at);
                    self.at += 1;
                    return Ok(match decoded {
                        None => Cow::Borrowed(rest),
                        Some(text) => Cow::Owned(text + rest),
                    });
                }
                Some(b'\\') => {
                    let rest = self.slice(run..self.at);
                    let text = decoded.get_or_insert_default();
                    text.push_str(rest);
                    self.at += 1;
                    let character = self.escape()?;
                    decoded.get_or_insert_default().push(character);
                    run = self.at;
                }
                None | Some(..b' ') => {
                    return Err(self.unexpected("the end of the string, `\"`"));
                }
                Some(_) => self.at += 1,
            }
        }
    }

    /// What stands behind a backslash.
    fn escape(&mut self) -> Result<char, InvalidPolicy> {
        let character = match self.peek() {
            Some(mark @ (b'"' | b'\\' | b'/')) => char::from(mark),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                return self.unicode();
            }
            _ => return Err(self.unexpected("one of `\"\\/bfnrtu`")),
        };
        self.at += 1;
        Ok(character)
    }

    /// Four hexadecimal digits, or eight with `\u` between where they are a surrogate pair.
    fn unicode(&mut self) -> Result<char, InvalidPolicy> {
        let first = self.four_digits()?;
        let scalar = if (0xD800..0xDC00).contains(&first) {
            if !(self.take(b'\\') && self.take(b'u')) {
                return Err(self.unexpected("the second half of a surrogate pair"));
            }
            let second = self.four_digits()?;
            match second.checked_sub(0xDC00) {
                Some(low @ 0..0x400) => 0x1_0000 + ((first - 0xD800) << 10) + low,
                _ => return Err(self.unexpected("the second half of a surrogate pair before this")),
            }
        } else {
            first
        };
        char::from_u32(scalar)
            .ok_or_else(|| self.unexpected("the first half of a surrogate pair before this"))
    }

    fn four_digits(&mut self) -> Result<u32, InvalidPolicy> {
        let mut value = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            let Some(digit) = digit else {
                return Err(self.unexpected("four hexadecimal digits"));
            };
            value = value << 4 | digit;
            self.at += 1;
        }
        Ok(value)
    }

    /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?` (RFC 8259 section 6).
    fn number(&mut self) -> Result<&'a str, InvalidPolicy> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _sign = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        Ok(self.slice(start..self.at))
    }

    fn digits(&mut self) -> Result<(), InvalidPolicy> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start {
            return Err(self.unexpected("a digit"));
        }
        Ok(())
    }

    fn word(&mut self) -> Result<Json<'a>, InvalidPolicy> {
        for (word, json) in [
            ("null", Json::Null),
            ("true", Json::Bool(true)),
            ("false", Json::Bool(false)),
        ] {
            if self.slice(self.at..self.text.len()).starts_with(word) {
                self.at += word.len();
                return Ok(json);
            }
        }
        Err(self.unexpected("a value"))
    }

    fn skip_white_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let is_there = self.peek() == Some(byte);
        self.at += usize::from(is_there);
        is_there
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// A part of the text. Both ends stand before or behind an ASCII character, or at an end.
    fn slice(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or_default()
    }

    fn unexpected(&self, expected: &'static str) -> InvalidPolicy {
        InvalidPolicy::NotJson {
            at: self.at,
            found: self
                .text
                .get(self.at..)
                .and_then(|rest| rest.chars().next()),
            expected,
        }
    }
}

/// What stands at a place of the text that was read.
pub(super) fn raw<'a>(text: &'a str, span: &Range<usize>) -> &'a str {
    text.get(span.clone()).unwrap_or_default()
}

/// Writes a text as a JSON string (RFC 8259 section 7).
pub(super) fn push_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\0'..='\u{1f}' => {
                out.push_str("\\u00");
                let code = u32::from(character);
                out.extend(
                    [code >> 4, code & 15].map(|digit| char::from_digit(digit, 16).unwrap_or('0')),
                );
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}
