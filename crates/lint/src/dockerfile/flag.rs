//! Flags of instructions: what is written in them, and what is no part of their value.
//!
//! The rules are those of BuildKit's `extractBuilderFlags`: a flag may hold quotes anywhere, and loses
//! them: `--from="build"`, `"--from=build"` being none.

use wharfinger_core::report::{Edit, Span};

use super::line::Word;
use crate::place::{Edits, edit};

/// What a flag loses when it is read: quotes, escape characters, ends of lines. `None` where a quote goes on
/// behind white space, or where there are too many of them for an image.
pub(super) fn dropped(written: &str, escape: u8, word: &Word) -> Option<Vec<Edit>> {
    let mut edits = Edits::of(written);
    let mut drop = |start, end| edits.push(Span::new(start, end), "").ok();
    let mut breaks = word.breaks.iter().peekable();
    let mut quote = None;
    let mut at = 0;
    while let Some(&byte) = written.as_bytes().get(at) {
        if let Some(line_break) = breaks.next_if(|it| it.start == word.span.start + at) {
            drop(at, at + line_break.len())?;
            at += line_break.len();
            continue;
        }
        match (byte, quote) {
            (byte, Some(open)) if byte == open => {
                drop(at, at + 1)?;
                quote = None;
            }
            (b'"' | b'\'', None) => {
                drop(at, at + 1)?;
                quote = Some(byte);
            }
            // What stands behind it means itself.
            (byte, _) if byte == escape => {
                drop(at, at + 1)?;
                at += 1;
            }
            _ => {}
        }
        at += 1;
    }
    quote.is_none().then(|| edits.finish())
}

/// The edits inside of a part, as ones of that part.
pub(super) fn within(edits: &[Edit], part: Span) -> Vec<Edit> {
    let is_inside = |it: &&Edit| part.start <= it.span.start && it.span.end <= part.end;
    let moved = |it: &Edit| {
        let span = Span::new(it.span.start - part.start, it.span.end - part.start);
        edit(span, it.text.clone())
    };
    edits.iter().filter(is_inside).map(moved).collect()
}
