//! What is no draft at all: values that are not text, and fields that do not exist. A field that is
//! given twice is no draft that anybody reads, so there is none here.

use serde_json::Value;

use super::{FIELDS, Form, words};
use crate::random::Random;

/// Most characters of a text of noise.
const NOISE_CHARS_MAX: usize = 40;

/// JSON values where text belongs. Numbers that only some readers can hold are left out: they are
/// refused before there is a draft.
const VALUES: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-1",
    "1.5",
    "1e10",
    "9007199254740993",
    "-0",
    "[]",
    "{}",
    "[\"quay.io\"]",
    "{\"host\":\"quay.io\"}",
    "[[[[]]]]",
    "\"\"",
];

/// Names that no draft has, among them those that mean something to JavaScript.
const NAMES: &[&str] = &[
    "Image",
    "images",
    "toolName",
    "tool-name",
    "registryPath",
    "",
    " image",
    "image ",
    "draft",
    "principal",
    "reason",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "0",
    "10",
    "2",
    "-1",
    "path",
    "naïve",
    "🐳",
    "名前",
    "a\u{0}b",
    "\u{feff}image",
    "\u{2028}",
    "valid",
    "issues",
    "a-name-that-is-far-too-long-to-be-repeated-in-a-message-and-therefore-cut-off-änd-möre",
];

/// An object with these members, in this order.
pub(super) fn object(members: impl IntoIterator<Item = (String, String)>) -> String {
    let members: Vec<String> = members
        .into_iter()
        .map(|(name, value)| [&text(&name), ":", &value].concat())
        .collect();
    ["{", &members.join(","), "}"].concat()
}

/// A text as JSON.
pub(super) fn text(text: &str) -> String {
    Value::from(text).to_string()
}

/// A good draft whose shape was spoilt once or more often.
pub(super) fn misshapen(random: &mut Random, form: &Form) -> String {
    let mut members: Vec<(String, String)> = form
        .texts
        .iter()
        .map(|(field, value)| (field.as_str().to_owned(), text(value)))
        .collect();
    for _ in 0..=random.below(3) {
        let value = (*random.pick(VALUES)).to_owned();
        match random.below(4) {
            0 => {
                let name = *random.pick(NAMES);
                insert(random, &mut members, name, value);
            }
            1 => {
                let field = random.pick(FIELDS).as_str();
                insert(random, &mut members, field, value);
            }
            2 => {
                let field = random.pick(FIELDS).as_str();
                let host = *random.pick(words::HOSTS);
                insert(random, &mut members, field, text(host));
            }
            _ => {
                let count = random.below(12);
                members.extend((0..count).map(|number| (format!("extra{number}"), value.clone())));
            }
        }
    }
    object(members)
}

/// Puts a member somewhere, instead of the one that has its name.
fn insert(random: &mut Random, members: &mut Vec<(String, String)>, name: &str, value: String) {
    members.retain(|(known, _)| known != name);
    let place = random.below(members.len() + 1);
    members.insert(place, (name.to_owned(), value));
}

/// Random characters in random fields.
pub(super) fn noise(random: &mut Random) -> Form {
    let mut form = Form::default();
    for _ in 0..=random.below(4) {
        let count = random.below(NOISE_CHARS_MAX);
        let noise: String = (0..count)
            .map(|_| match random.below(6) {
                0 => (*random.pick(words::ODDITIES)).to_owned(),
                1 => any_char(random).to_string(),
                _ => char::from(*random.pick(b"abcxyz0189.-_:/@ABZ")).to_string(),
            })
            .collect();
        form.set(*random.pick(FIELDS), noise);
    }
    form
}

/// Any character, most of them unassigned.
fn any_char(random: &mut Random) -> char {
    loop {
        let number = u32::try_from(random.below(0x11_0000)).expect("it is below 2^21");
        if let Some(c) = char::from_u32(number) {
            return c;
        }
    }
}
