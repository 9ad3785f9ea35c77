//! Reading.

use std::fmt;

use serde::de::{self, Deserializer, Expected, IntoDeserializer, Visitor};

/// How deep a value is kept. Drafts are flat and a list of registries has three levels; what lies
/// deeper can only be wrong, and is skipped without recursion.
const DEPTH_MAX: usize = 4;

/// A JSON value. Of a number only matters whether it is a small whole one.
#[derive(Debug, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(Option<u8>),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// Reads what `JSON.stringify` wrote; `None` where it did not.
pub(crate) fn read(text: &str) -> Option<Json> {
    let mut reader = Reader { rest: text };
    let value = reader.value(DEPTH_MAX)?;
    reader.rest.is_empty().then_some(value)
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn take(&mut self, token: char) -> bool {
        let rest = self.rest.strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn value(&mut self, depth: usize) -> Option<Json> {
        match self.rest.bytes().next()? {
            b'"' => self.text().map(Json::Text),
            b'{' | b'[' if depth == 0 => self.skip(),
            b'[' => {
                let mut items = Vec::new();
                self.items('[', ']', |reader| {
                    items.push(reader.value(depth - 1)?);
                    Some(())
                })?;
                Some(Json::List(items))
            }
            b'{' => {
                let mut entries = Vec::new();
                self.items('{', '}', |reader| {
                    let key = reader.text()?;
                    let value = reader.take(':').then(|| reader.value(depth - 1))??;
                    entries.push((key, value));
                    Some(())
                })?;
                Some(Json::Object(entries))
            }
            _ => {
                let end = self
                    .rest
                    .bytes()
                    .position(|byte| matches!(byte, b',' | b']' | b'}'))
                    .unwrap_or(self.rest.len());
                let (word, rest) = self.rest.split_at(end);
                self.rest = rest;
                Some(match word {
                    "null" => Json::Null,
                    "true" => Json::Bool(true),
                    "false" => Json::Bool(false),
                    number => Json::Number(number.parse().ok()),
                })
            }
        }
    }

    fn items(
        &mut self,
        open: char,
        close: char,
        mut item: impl FnMut(&mut Self) -> Option<()>,
    ) -> Option<()> {
        self.take(open);
        if self.take(close) {
            return Some(());
        }
        loop {
            item(self)?;
            if self.take(close) {
                return Some(());
            }
            if !self.take(',') {
                return None;
            }
        }
    }

    /// Skips a list or an object of any depth; what it was is told from its bracket.
    fn skip(&mut self) -> Option<Json> {
        let skipped = if self.rest.starts_with('[') {
            Json::List(Vec::new())
        } else {
            Json::Object(Vec::new())
        };
        let mut depth = 0_usize;
        loop {
            match self.rest.chars().next()? {
                '"' => {
                    self.text()?;
                    continue;
                }
                '[' | '{' => depth += 1,
                ']' | '}' => depth -= 1,
                _ => {}
            }
            let mut rest = self.rest.chars();
            rest.next();
            self.rest = rest.as_str();
            if depth == 0 {
                return Some(skipped);
            }
        }
    }

    fn text(&mut self) -> Option<String> {
        if !self.take('"') {
            return None;
        }
        let mut text = String::new();
        loop {
            let end = self.rest.bytes().position(|b| matches!(b, b'"' | b'\\'))?;
            let (plain, rest) = self.rest.split_at(end);
            text.push_str(plain);
            self.rest = rest;
            if self.take('"') {
                return Some(text);
            }
            self.take('\\');
            text.push(self.escaped()?);
        }
    }

    fn escaped(&mut self) -> Option<char> {
        let mut rest = self.rest.chars();
        let named = rest.next()?;
        self.rest = rest.as_str();
        Some(match named {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let (digits, rest) = self.rest.split_at_checked(4)?;
                self.rest = rest;
                // `JSON.stringify` escapes control characters, and halves of surrogate pairs
                // that stand alone; those have no other spelling in UTF-8.
                let code = u32::from_str_radix(digits, 16).ok()?;
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            literal => literal,
        })
    }
}

/// What does not fit, in words.
#[derive(Debug)]
pub(crate) struct Mismatch(String);

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Mismatch {}

impl de::Error for Mismatch {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }

    // The provided method formats what was found, floating-point numbers included: 14 KB.
    fn invalid_type(_: de::Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self(format!("{expected} is expected"))
    }
}

impl<'de> Deserializer<'de> for Json {
    type Error = Mismatch;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Bool(truth) => visitor.visit_bool(truth),
            Self::Number(number) => visitor.visit_u64(number.unwrap_or_default().into()),
            Self::Text(text) => visitor.visit_string(text),
            Self::List(items) => {
                visitor.visit_seq(de::value::SeqDeserializer::new(items.into_iter()))
            }
            Self::Object(entries) => {
                visitor.visit_map(de::value::MapDeserializer::new(entries.into_iter()))
            }
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl IntoDeserializer<'_, Mismatch> for Json {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::{Json, read};

    fn text(text: &str) -> Json {
        Json::Text(text.to_owned())
    }

    #[test]
    fn reads_what_stringify_writes() {
        let json = r#"{"a":"x\"\\\n\u001f\ud800y","b":[1,2.5,-3,true,null],"c":{},"d":256}"#;
        let numbers = vec![
            Json::Number(Some(1)),
            Json::Number(None),
            Json::Number(None),
            Json::Bool(true),
            Json::Null,
        ];
        let wanted = Json::Object(vec![
            ("a".to_owned(), text("x\"\\\n\u{1f}\u{fffd}y")),
            ("b".to_owned(), Json::List(numbers)),
            ("c".to_owned(), Json::Object(Vec::new())),
            ("d".to_owned(), Json::Number(None)),
        ]);
        assert_eq!(read(json), Some(wanted));
    }

    #[test]
    fn skips_what_lies_deep() {
        let deep = format!("[{}\"]\"{}]", "[".repeat(100_000), "]".repeat(100_000));
        assert!(matches!(read(&deep), Some(Json::List(items)) if items.len() == 1));
    }

    #[test]
    fn refuses_what_stringify_does_not_write() {
        for json in [
            "",
            "[",
            "{",
            "\"",
            "[1",
            "[1,",
            "{\"a\"",
            "{\"a\":",
            "{\"a\":1,}",
            "[]]",
            "\"\\u12\"",
            "\"\\",
        ] {
            assert_eq!(read(json), None, "{json}");
        }
    }
}
