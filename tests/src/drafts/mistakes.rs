//! One mistake at a time, in a draft that was good.

use wharfinger_core::report::Field;

use super::{FIELDS, Form, good, words};
use crate::random::Random;

/// Bytes of the longest texts: beyond every limit of the rules, of which the descriptions' 10,000
/// characters is the largest.
const LONG_BYTES: usize = 12_000;

/// Makes one mistake, in the fields that are there or in one that should not be.
pub(super) fn make(random: &mut Random, form: &mut Form) {
    match random.below(12) {
        0 => {
            form.remove(*random.pick(FIELDS));
        }
        1 => {
            let field = *random.pick(FIELDS);
            form.set(field, other(random, field));
        }
        2 => swap(random, form),
        _ => {
            let Some((field, text)) = (!form.texts.is_empty()).then(|| random.pick(&form.texts))
            else {
                return;
            };
            let (field, text) = (*field, misspelt(random, text));
            form.set(field, text);
        }
    }
}

/// Another text for a field: of the right kind, of another field's kind, or of none.
fn other(random: &mut Random, field: Field) -> String {
    let texts = match field {
        Field::Image | Field::RegistryPath => words::HOSTS,
        Field::Registry => words::REGISTRY_IDS,
        Field::Namespace => words::NAMESPACES,
        Field::Tag => words::TAGS,
        Field::Digest => return misspelt_digest(random),
        Field::ToolName => words::TOOL_NAMES,
        Field::Visibility => words::VISIBILITIES,
        Field::ContactEmail => words::BAD_CONTACTS,
        Field::Description => words::DESCRIPTIONS,
        Field::SourceUrl => words::BAD_SOURCES,
        _ => words::NAMES,
    };
    (*random.pick(texts)).to_owned()
}

/// Exchanges the texts of two fields, as when a path is typed where the tag belongs.
fn swap(random: &mut Random, form: &mut Form) {
    let (first, second) = (*random.pick(FIELDS), *random.pick(FIELDS));
    let texts = (
        form.get(first).map(str::to_owned),
        form.get(second).map(str::to_owned),
    );
    for (field, text) in [(first, texts.1), (second, texts.0)] {
        match text {
            Some(text) => form.set(field, text),
            None => form.remove(field),
        }
    }
}

fn misspelt(random: &mut Random, text: &str) -> String {
    match random.below(16) {
        0 => spliced(random, text, |_, _| String::new()),
        1 => spliced(random, text, |_, found| found.repeat(2)),
        2 => spliced(random, text, |_, found| found.to_uppercase()),
        3 => text.to_uppercase(),
        4 => {
            let at = place(random, text);
            let oddity = *random.pick(words::ODDITIES);
            [&text[..at], oddity, &text[at..]].concat()
        }
        5 => spliced(random, text, |random, _| {
            (*random.pick(words::ODDITIES)).to_owned()
        }),
        6 | 7 => look_alike(random, text),
        8 | 9 => {
            let (before, behind) = *random.pick(words::PASTED);
            [before, text, behind].concat()
        }
        10 => {
            let (from, to) = *random.pick(&[
                ("/", "\\"),
                ("/", "//"),
                ("/", ":"),
                (":", ";"),
                (":", "/"),
                (":", "@"),
                (":", "::"),
                ("-", "_"),
                ("_", "-"),
                (".", ","),
                (".", ".."),
                ("@", ":"),
                ("_", "___"),
                ("@", "@@"),
            ]);
            text.replacen(from, to, 1 + random.below(2))
        }
        11 => text[..place(random, text)].to_owned(),
        12 => text[place(random, text)..].to_owned(),
        13 => {
            let longest = if random.one_in(8) { LONG_BYTES } else { 300 };
            let length = 1 + random.below(longest);
            if random.one_in(4) {
                // Every limit that is even falls inside one of these letters, or every odd one.
                return ["a", &"é".repeat(length / 2)][random.below(2)..].concat();
            }
            let times = length.div_ceil(text.len().max(1));
            text.repeat(times)
        }
        14 => misspelt_digest(random),
        _ => (*random.pick(&[
            "",
            " ",
            "\n",
            "_",
            "-",
            ".",
            "/",
            ":",
            "@",
            "null",
            "undefined",
            "[object Object]",
        ]))
        .to_owned(),
    }
}

/// A random place between two characters.
fn place(random: &mut Random, text: &str) -> usize {
    text.floor_char_boundary(random.below(text.len() + 1))
}

/// Replaces one character.
fn spliced(
    random: &mut Random,
    text: &str,
    replacement: impl FnOnce(&mut Random, &str) -> String,
) -> String {
    let at = place(random, text);
    let Some(found) = text[at..].chars().next() else {
        return replacement(random, text);
    };
    let end = at + found.len_utf8();
    [
        &text[..at],
        &replacement(random, &text[at..end]),
        &text[end..],
    ]
    .concat()
}

/// Replaces a character, or all of its kind, by one that looks like it.
fn look_alike(random: &mut Random, text: &str) -> String {
    let fitting: Vec<_> = words::LOOK_ALIKES
        .iter()
        .filter(|(meant, _)| text.contains(*meant))
        .collect();
    if fitting.is_empty() {
        return text.to_owned();
    }
    let (meant, typed) = **random.pick(&fitting);
    let times = if random.one_in(2) { 1 } else { usize::MAX };
    text.replacen(meant, typed.encode_utf8(&mut [0; 4]), times)
}

fn misspelt_digest(random: &mut Random) -> String {
    let digest = good::digest(random);
    match random.below(8) {
        0 => digest.to_uppercase(),
        1 => digest[..digest.len() - 1].to_owned(),
        2 => digest + "0",
        3 => digest.replacen("sha", "md", 1),
        4 => digest.replacen(':', "-", 1),
        5 => digest.split(':').next_back().unwrap_or_default().to_owned(),
        6 => digest.replace(['a', '7'], "g"),
        _ => ["@", &digest].concat(),
    }
}
