//! Templates that become YAML, such as Helm's: read line by line, since only a run makes them YAML.

use wharfinger_core::report::Span;

use super::is_web_address;
use super::tree::is_null;
use crate::place::{Places, Reading, Unknown, span_within};

/// How an expression begins and ends.
pub(super) const OPENING: &str = "{{";
pub(super) const CLOSING: &str = "}}";

/// Whether a text is likely to be a template.
pub(super) fn is_template(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), OPENING.as_bytes()).is_some()
}

/// Finds the lines that say `image: ...`.
pub(super) fn extract(text: &str, places: &mut Places) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if let Some(value) = image_in(line).filter(|value| !is_web_address(value.of(line))) {
            let span = value.shifted(start);
            let image = span.of(text);
            match image.find(OPENING) {
                Some(open) => {
                    let expression = Span::new(open, image.len());
                    let what = format!("`{}`", expression.of(image));
                    places.push(span, Reading::Open(Unknown::new(expression, what)));
                }
                None => places.plain(span),
            }
        }
    }
}

/// Where the value of `image:` stands in a line, without quotes and comment.
fn image_in(line: &str) -> Option<Span> {
    let key = line.trim_start().trim_start_matches("- ").trim_start();
    let rest = key.strip_prefix("image:")?;
    // A value that goes on in the next line is none for a reader of lines.
    let value = rest.strip_prefix([' ', '\t'])?.trim();
    let value = match value.bytes().next()? {
        quote @ (b'"' | b'\'') => &value[1..quoted_end(value, quote)?],
        // A mapping, unless it is an expression.
        b'{' if !value.starts_with(OPENING) => return None,
        // A list; an anchor, an alias, a tag, a block, a comment: more than a line.
        b'[' | b'&' | b'*' | b'!' | b'|' | b'>' | b'#' => return None,
        _ => Some(value.split(" #").next()?.trim_end()).filter(|value| !is_null(value))?,
    };
    (!value.is_empty()).then(|| span_within(line, value))
}

/// Where the quote closes that a value begins with, unless it has escapes; expressions have quotes of their own, and may go on in the
/// next line.
fn quoted_end(value: &str, quote: u8) -> Option<usize> {
    let mut at = 1;
    loop {
        let rest = &value[at..];
        if rest.as_bytes().first() == Some(&quote) {
            return Some(at);
        }
        if quote == b'"' && rest.starts_with('\\') {
            return None;
        }
        at += match rest
            .strip_prefix(OPENING)
            .map(|inside| inside.find(CLOSING))
        {
            Some(Some(length)) => OPENING.len() + length + CLOSING.len(),
            Some(None) => return Some(value.len()),
            None => rest.chars().next()?.len_utf8(),
        };
    }
}
