//! Text of people, made fit for a letter: one line for a header, wrapped or quoted lines for the
//! body, and nothing in it that cannot be seen.

use super::limits::LINE_CHARS_MAX;

/// Whether a character does something instead of being seen: it ends a line, so that what follows
/// would be a header of its own, or turns the direction, so that a path reads as another.
pub(crate) fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            // Line and paragraph separators.
            '\u{2028}' | '\u{2029}'
            // Bidirectional controls (Unicode Standard Annex 9, section 2).
            | '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            // Zero width.
            | '\u{200b}' | '\u{feff}'
        )
}

/// The text on one line: what cannot be seen, and every run of spaces, becomes one space.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || is_unseen(c)) {
        if word.is_empty() {
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// The same, at most `chars_max` characters long; what is cut ends in `…`.
pub(crate) fn shortened(text: &str, chars_max: usize) -> String {
    let line = one_line(text);
    if line.chars().count() <= chars_max {
        return line;
    }
    let kept = chars_max.saturating_sub(1);
    line.chars().take(kept).chain(['…']).collect()
}

/// Appends the text in lines that fit, each behind `mark`. A word that is longer has its own line:
/// broken, a path or a link would be another.
pub(crate) fn push_wrapped(out: &mut String, mark: &str, text: &str) {
    let mut room = 0;
    let mut is_first = true;
    for word in one_line(text).split(' ') {
        let chars = word.chars().count();
        if is_first || chars + 1 > room {
            if !is_first {
                out.push('\n');
            }
            out.push_str(mark);
            room = LINE_CHARS_MAX.saturating_sub(mark.chars().count());
            is_first = false;
        } else {
            out.push(' ');
            room -= 1;
        }
        out.push_str(word);
        room = room.saturating_sub(chars);
    }
    out.push('\n');
}

/// Appends what somebody wrote, line by line, marked as theirs: what looks like our own words,
/// or like the end of the letter, stands behind a `>`.
pub(crate) fn push_quoted(out: &mut String, text: &str) {
    for line in text.trim().lines() {
        if one_line(line).is_empty() {
            out.push_str(">\n");
        } else {
            push_wrapped(out, "> ", line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_one_line() {
        for (text, line) in [
            ("a\r\nBcc: b", "a Bcc: b"),
            (" a \t b\u{0}c ", "a b c"),
            ("a\u{2028}b\u{85}c\u{0b}d", "a b c d"),
            ("gpj\u{202e}exe", "gpj exe"),
            ("é 埠頭 🦀", "é 埠頭 🦀"),
            ("\r\n", ""),
        ] {
            assert_eq!(one_line(text), line, "{text:?}");
        }
    }

    #[test]
    fn what_is_too_long_is_cut_between_characters() {
        assert_eq!(shortened("é é", 3), "é é");
        assert_eq!(shortened("éééé", 3), "éé…");
    }

    #[track_caller]
    fn check_wrapped(mark: &str, text: &str, expected: &str) {
        let mut out = String::new();
        push_wrapped(&mut out, mark, text);
        assert_eq!(out, expected);
    }

    #[test]
    fn lines_are_as_full_as_they_may_be() {
        let (half, more) = ("a".repeat(35), "b".repeat(36));
        check_wrapped("", &format!("{half} {more}"), &format!("{half} {more}\n"));
        check_wrapped("", &format!("{more} {more}"), &format!("{more}\n{more}\n"));
        check_wrapped(
            "> ",
            &format!("{half} {more}"),
            &format!("> {half}\n> {more}\n"),
        );
        let long = "c".repeat(LINE_CHARS_MAX + 1);
        check_wrapped("", &format!("a {long} b"), &format!("a\n{long}\nb\n"));
        check_wrapped("", &format!("{long} b"), &format!("{long}\nb\n"));
        check_wrapped("", "", "\n");
    }

    #[test]
    fn a_quotation_keeps_its_paragraphs_and_no_more() {
        let mut out = String::new();
        push_quoted(&mut out, "\n Hello,\r\n\r\n.\n-- \nyours\u{202e}\n\n");
        assert_eq!(out, "> Hello,\n>\n> .\n> --\n> yours\n");
    }
}
