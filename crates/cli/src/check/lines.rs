//! A JSON object a line in, one a line out, in order, as they come.
//!
//! A line that cannot be read gets an answer too, with `error` saying why, so that the answers
//! stay in step with the questions.

use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};

use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use wharfinger_core::image;
use wharfinger_core::reference::Mode;
use wharfinger_core::registration::{Draft, check};
use wharfinger_core::registry::Catalogue;
use wharfinger_core::wire;
use wharfinger_server::json_words;

use crate::output::json_line;

/// Most bytes of a line, its end included: far more than any draft that could be registered (the
/// server takes 64 KiB), little enough to hold.
const LINE_BYTES_MAX: usize = 1024 * 1024;

/// Bytes that are read at once.
const READ_AHEAD_BYTES: usize = 64 * 1024;

/// What is asked about each line.
#[derive(Clone, Copy, Debug)]
pub(super) enum Question {
    /// Whether `{"image": "..."}` is a reference.
    Image(Mode),
    /// Whether a whole draft could be registered.
    Registration,
}

/// An object with the text to read; what else it has is the asker's own. No list, which a derived
/// reader would take for one.
struct ImageLine {
    image: String,
}

impl<'de> Deserialize<'de> for ImageLine {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ImageLineVisitor)
    }
}

struct ImageLineVisitor;

impl<'de> Visitor<'de> for ImageLineVisitor {
    type Value = ImageLine;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object such as {\"image\": \"...\"}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ImageLine, A::Error> {
        let mut image = None;
        while let Some(key) = map.next_key::<String>()? {
            if key != "image" {
                map.next_value::<IgnoredAny>()?;
            } else if image.replace(map.next_value()?).is_some() {
                return Err(de::Error::custom("`image` is given twice"));
            }
        }
        let image = image.ok_or_else(|| de::Error::missing_field("image"))?;
        Ok(ImageLine { image })
    }
}

/// Answers every line; returns whether all of them were valid.
pub(super) fn answer(
    catalogue: &Catalogue,
    question: Question,
    input: impl Read,
    out: &mut impl Write,
) -> anyhow::Result<bool> {
    let mut input = BufReader::with_capacity(READ_AHEAD_BYTES, input);
    let mut all_valid = true;
    let mut line = Vec::new();
    let mut number = 0_u64;
    while next_line(&mut input, &mut line)? {
        number += 1;
        all_valid &= match question {
            _ if line.len() > LINE_BYTES_MAX => {
                let reason = format!("the line is longer than {LINE_BYTES_MAX} bytes");
                unreadable(question, number, &reason, out)?
            }
            Question::Image(mode) => match serde_json::from_slice::<ImageLine>(&line) {
                Ok(ImageLine { image }) => {
                    let checked = image::check(catalogue, &image, mode);
                    json_line(out, &wire::checked_image(&image, &checked))?;
                    checked.reference.is_some()
                }
                Err(error) => unreadable(question, number, &reason(&error), out)?,
            },
            Question::Registration => match serde_json::from_slice::<Draft>(&line) {
                Ok(draft) => {
                    let report = check(catalogue, &draft);
                    json_line(out, &wire::report(&draft, &report))?;
                    report.is_valid()
                }
                Err(error) => unreadable(question, number, &reason(&error), out)?,
            },
        };
        // Whoever waits for an answer before asking again gets it.
        if input.buffer().is_empty() {
            out.flush()?;
        }
    }
    out.flush()?;
    Ok(all_valid)
}

/// Reads the next line without its end; of one that is too long, one byte too many.
fn next_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> std::io::Result<bool> {
    line.clear();
    let limit = LINE_BYTES_MAX as u64 + 1;
    if input.by_ref().take(limit).read_until(b'\n', line)? == 0 {
        return Ok(false);
    }
    if line.len() > LINE_BYTES_MAX && line.last() != Some(&b'\n') {
        input.skip_until(b'\n')?;
        return Ok(true);
    }
    while line.last().is_some_and(u8::is_ascii_whitespace) {
        line.pop();
    }
    Ok(true)
}

/// What JSON has against a line; its own count of lines would only confuse.
fn reason(error: &serde_json::Error) -> String {
    let what = json_words(error);
    match error.column() {
        // A value as a whole has no place.
        0 => what,
        column => format!("{what} (column {column})"),
    }
}

fn unreadable(
    question: Question,
    number: u64,
    reason: &str,
    out: &mut impl Write,
) -> anyhow::Result<bool> {
    let error = format!("line {number}: {reason}");
    let answer = match question {
        Question::Image(_) => serde_json::json!({
            "image": null, "valid": false, "reference": null, "issues": [], "error": error,
        }),
        Question::Registration => serde_json::json!({
            "valid": false, "issues": [], "normalized": null, "error": error,
        }),
    };
    json_line(out, &answer)?;
    Ok(false)
}
