use crate::policy::json::{Json, push_string, read};
use crate::policy::{DEPTH_MAX, Document, InvalidPolicy, POLICY_BYTES_MAX};

use super::installation;

/// What is refused, and what is said about it.
#[test]
fn what_is_no_json_is_refused_with_its_place() {
    for (text, message) in [
        ("", "it ends at byte 0, where a value belongs"),
        (
            "{",
            "it ends at byte 1, where a name in double quotes belongs",
        ),
        ("{\"a\"}", "`}` at byte 4, where `:` belongs"),
        (
            "{\"a\":1,}",
            "`}` at byte 7, where a name in double quotes belongs",
        ),
        (
            "{\"a\":1 \"b\":2}",
            "`\\\"` at byte 7, where `,` or `}` belongs",
        ),
        ("[1,]", "`]` at byte 3, where a value belongs"),
        ("[1 2]", "`2` at byte 3, where `,` or `]` belongs"),
        ("nul", "`n` at byte 0, where a value belongs"),
        ("{} x", "`x` at byte 3, where nothing more belongs"),
        ("01", "`1` at byte 1, where nothing more belongs"),
        ("-", "it ends at byte 1, where a digit belongs"),
        ("1.", "it ends at byte 2, where a digit belongs"),
        ("1e+", "it ends at byte 3, where a digit belongs"),
        (
            "\"a",
            "it ends at byte 2, where the end of the string, `\"` belongs",
        ),
        (
            "\"a\n\"",
            "`\\n` at byte 2, where the end of the string, `\"` belongs",
        ),
        (
            r#""\x""#,
            "`x` at byte 2, where one of `\"\\/bfnrtu` belongs",
        ),
        (
            r#""\u12g4""#,
            "`g` at byte 5, where four hexadecimal digits belongs",
        ),
        (
            r#""\ud800""#,
            "`\\\"` at byte 7, where the second half of a surrogate pair belongs",
        ),
        ("'a'", "`\\'` at byte 0, where a value belongs"),
        ("\u{feff}{}", "`\\u{feff}` at byte 0, where a value belongs"),
    ] {
        let error = read(text).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("the policy is not JSON: {message}"),
            "{text}"
        );
    }
    for lonely in [r#""\udc00""#, r#""\ud800\u0041""#, r#""\ud800\ud800""#] {
        assert!(read(lonely).is_err(), "{lonely}");
    }
}

#[test]
fn escapes_are_read() {
    for (text, decoded) in [
        (r#""a""#, "a"),
        (r#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
        (r#""\u00e9\u20AC""#, "é€"),
        (r#""\ud83d\ude00!""#, "😀!"),
    ] {
        assert_eq!(read(text).unwrap().as_str(), Some(decoded));
    }
}

#[test]
fn strings_survive_being_written() {
    for text in ["", "a\"b\\c", "\0\u{1f}\u{7f}", "é😀"] {
        let mut written = String::new();
        push_string(&mut written, text);
        assert_eq!(read(&written).unwrap().as_str(), Some(text));
    }
}

#[test]
fn numbers_and_repeated_members_are_kept_as_they_are() {
    let node = read(r#"{"a":1e400,"a":-0.0}"#).unwrap();
    let values: Vec<_> = node
        .members()
        .unwrap()
        .iter()
        .map(|member| &member.value.json)
        .collect();
    assert_eq!(values, [&Json::Number("1e400"), &Json::Number("-0.0")]);
}

#[test]
fn depth_and_length_have_limits() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(read(&nested(DEPTH_MAX + 1)).is_ok());
    assert_eq!(
        read(&nested(DEPTH_MAX + 2)),
        Err(InvalidPolicy::TooDeep { at: DEPTH_MAX + 1 })
    );
    assert!(read(&"[".repeat(1_000_000)).is_err());

    let installation = installation();
    let long = format!(r#"{{"Statement":[]}}{}"#, " ".repeat(POLICY_BYTES_MAX));
    assert!(matches!(
        Document::read(&long, &installation),
        Err(InvalidPolicy::TooLong { .. })
    ));
}

#[test]
fn what_is_no_policy_is_refused() {
    let installation = installation();
    for (text, message) in [
        ("[]", "the policy is JSON, but no object"),
        ("{}", "the policy has no `Statement`"),
        (
            r#"{"Statement":[],"Statement":[]}"#,
            "the policy has 2 members `Statement`; one is allowed",
        ),
        (
            r#"{"Statement":[{},1]}"#,
            "the policy's statement at byte 17 is no object",
        ),
        (
            r#"{"Statement":"x"}"#,
            "the policy's statement at byte 13 is no object",
        ),
    ] {
        let error = Document::read(text, &installation).unwrap_err();
        assert_eq!(error.to_string(), message, "{text}");
    }
}
