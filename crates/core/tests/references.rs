//! Compat mode agrees with distribution/reference on every row of `tests/data/references.jsonl`.

use serde_json::Value;
use wharfinger_core::code::Code;
use wharfinger_core::image::check;
use wharfinger_core::reference::compat::{self, Rejection};
use wharfinger_core::reference::{ImageReference, Mode};
use wharfinger_core::registry::Catalogue;

const ROWS: usize = 9_974;

#[test]
fn compat_mode_gives_docker_s_verdict_on_every_row() {
    let data = include_str!("../../../tests/data/references.jsonl");
    let mut wrong = Vec::new();
    for line in data.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let input = match row["input_b64"].as_str() {
            Some(text) => base64(text),
            None => row["input"].as_str().unwrap().as_bytes().to_vec(),
        };
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let expected = if row["ok"].as_bool().unwrap() {
            Ok(["domain", "path", "tag", "digest", "familiar"].map(text))
        } else {
            Err(text("error"))
        };
        let found = match compat::verdict(&input) {
            Ok(reference) => Ok([
                reference.domain().to_owned(),
                reference.path().into_owned(),
                reference.tag().unwrap_or_default().to_owned(),
                reference.digest().unwrap_or_default().to_owned(),
                reference.familiar(),
            ]),
            Err(rejection) => Err(rejection.as_str().to_owned()),
        };
        if found != expected {
            wrong.push(format!("{line}\n  found {found:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} rows differ:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(20)].join("\n")
    );
    assert_eq!(data.lines().count(), ROWS);
}

/// distribution/reference limits the path and the tag, never the host nor the text.
#[test]
fn compat_mode_reads_texts_of_any_length() {
    let label = "a".repeat(5_000);
    let labels = "a.".repeat(2_500);
    for (text, domain) in [
        (format!("{label}.org/team/tool:1"), format!("{label}.org")),
        (format!("{labels}org/team/tool:1"), format!("{labels}org")),
        (
            format!("[{}]/team/tool:1", "::1:".repeat(2_000)),
            format!("[{}]", "::1:".repeat(2_000)),
        ),
    ] {
        let reference = compat::verdict(text.as_bytes()).unwrap();
        assert_eq!(reference.domain(), domain);
        assert_eq!(reference.path(), "team/tool");
        assert_eq!(reference.tag(), Some("1"));
        assert!(ImageReference::parse(&text, Mode::Strict).is_none());
        let catalogue = Catalogue::built_in();
        assert!(check(&catalogue, &text, Mode::Compat).reference.is_some());
        let strict = check(&catalogue, &text, Mode::Strict);
        assert_eq!(strict.issues[0].code, Code::ReferenceTextTooLong);
    }
}

#[test]
fn long_hostile_texts_are_refused_with_docker_s_error() {
    for (piece, expected) in [
        ("a", Rejection::NameTooLong),
        ("a/", Rejection::InvalidFormat),
        ("a-", Rejection::InvalidFormat),
        ("a:", Rejection::InvalidFormat),
        ("a@", Rejection::InvalidFormat),
        ("[", Rejection::InvalidFormat),
        ("A", Rejection::UppercaseRepository),
        ("\u{130}", Rejection::UppercaseRepository),
    ] {
        let text = piece.repeat(100_000 / piece.len());
        assert_eq!(compat::verdict(text.as_bytes()), Err(expected), "{piece}");
    }
}

/// Decodes the few rows whose input is not UTF-8.
fn base64(text: &str) -> Vec<u8> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bits = 0_u32;
    let mut bytes = Vec::new();
    for (count, digit) in (1_usize..).zip(text.bytes().filter(|byte| *byte != b'=')) {
        let value = (0_u32..)
            .zip(ALPHABET)
            .find_map(|(value, symbol)| (*symbol == digit).then_some(value))
            .expect("the rows are Base64");
        bits = bits << 6 | value;
        let spare = (count * 6) % 8;
        if count % 4 != 1 {
            bytes.push((bits >> spare).to_le_bytes()[0]);
        }
    }
    bytes
}
