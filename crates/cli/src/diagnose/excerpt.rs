//! The part of a long output that a server is asked about.

use std::borrow::Cow;

use wharfinger_core::diagnosis::{Diagnosis, Log};
use wharfinger_core::report::Span;

/// Most bytes of an output that are sent: JSON may spell each as six, and a server reads 256 KiB.
const SENT_BYTES_MAX: usize = 40 * 1024;

/// Bytes on either side of a line that matters: what names the program stands near.
const AROUND_BYTES: usize = 1024;

/// Most bytes of a line that matters. Some engines print a whole log in one; what is shown of it has 2 KiB.
const LINE_BYTES_MAX: usize = 8 * 1024;

/// The output, or of a long one the lines that name the image and say what failed, with what is around them,
/// and the end.
pub(super) fn of<'a>(log: &'a Log, found: &[Diagnosis]) -> Cow<'a, str> {
    let spans = found.iter().flat_map(|diagnosis| {
        let image = diagnosis.image.iter().map(|image| image.span);
        image.chain(diagnosis.evidence.iter().copied())
    });
    cut(log.text(), spans)
}

fn cut(text: &str, spans: impl Iterator<Item = Span>) -> Cow<'_, str> {
    if text.len() <= SENT_BYTES_MAX {
        return Cow::Borrowed(text);
    }
    let mut parts = Vec::new();
    for span in spans {
        let with = joined(&parts, around(text, span));
        if bytes(&with) <= SENT_BYTES_MAX {
            parts = with;
        }
    }
    let end = text.len() - (SENT_BYTES_MAX - bytes(&parts));
    let end = Span::new(text.ceil_char_boundary(end), text.len());
    let mut cut = String::with_capacity(SENT_BYTES_MAX);
    for part in joined(&parts, end) {
        if !cut.is_empty() && !cut.ends_with('\n') {
            cut.push('\n');
        }
        cut.push_str(part.of(text));
    }
    Cow::Owned(cut)
}

/// A span with the lines around it, whole ones where they are short enough.
fn around(text: &str, span: Span) -> Span {
    let span_end = text.floor_char_boundary(span.end.min(span.start + LINE_BYTES_MAX));
    let from = text.ceil_char_boundary(span.start.saturating_sub(AROUND_BYTES));
    let to = text.floor_char_boundary(span_end + AROUND_BYTES);
    let first_line = text[from..span.start].find('\n').filter(|_| from > 0);
    let last_line = text[span_end..to].rfind('\n').filter(|_| to < text.len());
    Span::new(
        first_line.map_or(from, |before| from + before + 1),
        last_line.map_or(to, |length| span_end + length + 1),
    )
}

/// Parts of a text with one more, in order, those that touch as one.
fn joined(parts: &[Span], more: Span) -> Vec<Span> {
    let mut parts = [parts, &[more]].concat();
    parts.sort_unstable();
    parts.dedup_by(|next, before| {
        let touches = next.start <= before.end;
        if touches {
            before.end = before.end.max(next.end);
        }
        touches
    });
    parts
}

/// How many bytes parts have, each with an end of line behind it.
fn bytes(parts: &[Span]) -> usize {
    parts.iter().map(|part| part.len() + 1).sum()
}

#[cfg(test)]
mod tests {
    use wharfinger_core::diagnosis::{NamedImage, diagnose};
    use wharfinger_core::registry::Catalogue;

    use super::*;

    #[test]
    fn a_short_output_is_sent_whole() {
        let text = "x".repeat(SENT_BYTES_MAX);
        assert_eq!(cut(&text, std::iter::empty()), text);
    }

    #[test]
    fn the_end_of_a_long_output_is_sent() {
        let long = format!("first {}last", "\u{e4}".repeat(SENT_BYTES_MAX));
        let sent = cut(&long, std::iter::empty());
        assert!(sent.len() <= SENT_BYTES_MAX && sent.ends_with("last"));
        assert!(sent.starts_with('\u{e4}'));
    }

    #[test]
    fn what_failed_is_sent_wherever_it_stands() {
        let quiet = "2a7e8e5f27b9: Pull complete\n".repeat(10_000);
        let text = format!(
            "{quiet}Trying to pull quay.io/team/tool:1.0...\n{quiet}manifest unknown\n{quiet}the end"
        );
        let catalogue = Catalogue::built_in();
        let log = Log::new(&text);
        let found = diagnose(&catalogue, &log);
        let sent = of(&log, &found);
        assert!(sent.len() <= SENT_BYTES_MAX && sent.ends_with("the end"));
        let again = diagnose(&catalogue, &Log::new(&sent));
        assert_eq!(again[0].cause, found[0].cause);
        let image = |found: &[Diagnosis]| found[0].image.as_ref().map(NamedImage::reference);
        assert_eq!(image(&again), Some("quay.io/team/tool:1.0".to_owned()));
        assert_eq!(image(&again), image(&found));
    }

    #[test]
    fn a_line_that_is_a_whole_log_leaves_room_for_others() {
        let long = "\u{e4}".repeat(SENT_BYTES_MAX);
        let text = format!("{long}\nfirst\n{long}");
        let whole = Span::whole(&long);
        let first = text.find("first").unwrap();
        let sent = cut(&text, [whole, Span::new(first, first + 5)].into_iter());
        assert!(sent.len() <= SENT_BYTES_MAX && sent.contains("\nfirst\n"));
    }
}
