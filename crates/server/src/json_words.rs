//! What is wrong with a JSON document, in words of people: the parser's are for who writes parsers.

use std::borrow::Cow;

use serde_json::error::Category;

/// What the parser says, and what that means.
const SYNTAX: &[(&str, &str)] = &[
    ("expected ident", NO_VALUE),
    ("expected value", NO_VALUE),
    (
        "key must be a string",
        "a name in double quotes is expected",
    ),
    (
        "trailing comma",
        "there is a comma behind the last entry; remove it",
    ),
    (
        "trailing characters",
        "there is something behind the end of the JSON document; remove it",
    ),
    ("expected `:`", "a colon is expected behind the name"),
    (
        "expected `,` or `}`",
        "a comma or a closing brace is expected",
    ),
    (
        "expected `,` or `]`",
        "a comma or a closing bracket is expected",
    ),
];

const NO_VALUE: &str = "this is no JSON; expected an object, a list, text in double quotes, a number, `true`, \
                        `false` or `null`";

/// What the parser calls what was found, and what that is.
const FOUND: &[(&str, &str)] = &[
    ("sequence", "a list"),
    ("map", "an object"),
    ("null", "`null`"),
    ("integer ", "the number "),
    ("floating point ", "the number "),
    ("string ", "the text "),
    ("boolean ", ""),
];

/// What the parser calls what it expects, and what that is.
const EXPECTED: &[(&str, &str)] = &[
    ("a string", "text"),
    ("a boolean", "`true` or `false`"),
    ("a sequence", "a list"),
    ("a map", "an object"),
    ("u8", WHOLE),
    ("u16", WHOLE),
    ("u32", WHOLE),
    ("u64", WHOLE),
    ("i64", "a whole number"),
];

const WHOLE: &str = "a whole number, 0 or more";

/// What is wrong with a document, without saying where.
///
/// ```
/// use serde_json::{Map, Value, from_str};
/// use wharfinger_server::json_words;
/// let error = from_str::<Map<String, Value>>("[1]").unwrap_err();
/// assert_eq!(json_words(&error), "found a list, expected an object");
/// ```
#[must_use]
pub fn json_words(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let said = match said.rsplit_once(" at line ") {
        Some((said, _)) if error.line() > 0 => said,
        _ => &said,
    };
    match error.classify() {
        Category::Eof if error.line() <= 1 && error.column() == 0 => {
            "there is nothing; expected a JSON document".to_owned()
        }
        Category::Eof => "the JSON document ends before it is whole".to_owned(),
        Category::Syntax => translated(SYNTAX, said).into_owned(),
        Category::Data | Category::Io => data(said),
    }
}

/// The same, with where: what the columns count is bytes.
pub(crate) fn with_place(error: &serde_json::Error) -> String {
    let words = json_words(error);
    match (error.line(), error.column()) {
        // A value as a whole has no place.
        (_, 0) => words,
        (line, column) => format!("{words} (line {line}, column {column})"),
    }
}

/// A document that is JSON, and not what is asked for.
fn data(said: &str) -> String {
    if let Some(name) = said.strip_prefix("missing field ") {
        return format!("{name} is missing");
    }
    let kind = said
        .strip_prefix("invalid type: ")
        .or_else(|| said.strip_prefix("invalid value: "));
    let Some((found, expected)) = kind.and_then(|rest| rest.rsplit_once(", expected ")) else {
        return said.to_owned();
    };
    let expected = translated(EXPECTED, expected);
    let known = FOUND
        .iter()
        .find_map(|(name, words)| Some((words, found.strip_prefix(name)?)));
    match known {
        Some((words, rest)) => format!("found {words}{rest}, expected {expected}"),
        None => format!("found {found}, expected {expected}"),
    }
}

fn translated<'a>(words: &'static [(&str, &str)], said: &'a str) -> Cow<'a, str> {
    let known = words.iter().find(|(name, _)| *name == said);
    Cow::Borrowed(known.map_or(said, |(_, words)| words))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Wish {
        #[expect(dead_code, reason = "only whether it can be read matters")]
        days: u32,
    }

    #[test]
    fn what_is_wrong_is_said_in_words_of_people() {
        for (body, said) in [
            ("", "there is nothing; expected a JSON document"),
            (
                "{\"days\":",
                "the JSON document ends before it is whole (line 1, column 8)",
            ),
            ("nonsense", &*format!("{NO_VALUE} (line 1, column 2)")),
            (
                "{days: 1}",
                "a name in double quotes is expected (line 1, column 2)",
            ),
            (
                "{\"days\": 1,}",
                "there is a comma behind the last entry; remove it (line 1, column 12)",
            ),
            ("{} {}", "`days` is missing (line 1, column 2)"),
            (
                "{\"days\": \"a, expected b\"}",
                "found the text \"a, expected b\", expected a whole number, 0 or more (line 1, column 24)",
            ),
            (
                "{\"days\": -1}",
                "found the number `-1`, expected a whole number, 0 or more (line 1, column 11)",
            ),
            (
                "{\"days\": true}",
                "found `true`, expected a whole number, 0 or more (line 1, column 13)",
            ),
        ] {
            let error = serde_json::from_str::<Wish>(body).unwrap_err();
            assert_eq!(with_place(&error), said, "{body}");
        }
    }
}
