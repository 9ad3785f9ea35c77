//! Free texts of several lines: what one person writes and others read.

use crate::code::Code;
use crate::report::{Field, Fix, Issue, Span};

/// What is asked of the free text in a field, and what it is called.
pub(crate) struct Rule {
    pub(crate) field: Field,
    /// What messages call it: `the description`.
    pub(crate) noun: &'static str,
    pub(crate) chars_max: usize,
    /// Said when it is longer than that.
    pub(crate) too_long: Code,
    /// Said about a character that no free text has.
    pub(crate) character: Code,
}

/// Checks a text that is there.
pub(crate) fn check(text: &str, rule: &Rule, issues: &mut Vec<Issue>) {
    let count = text.chars().count();
    if let Some((cut, _)) = text.char_indices().nth(rule.chars_max) {
        issues.push(
            Issue::new(
                rule.too_long,
                rule.field,
                Span::new(cut, text.len()),
                format!(
                    "{} has {count} characters, {} are allowed",
                    rule.noun, rule.chars_max
                ),
            )
            .help("shorten it, and link to the rest"),
        );
    }
    if let Some((start, c)) = first_unfit(text) {
        let kind = if hides(c) {
            "an invisible character"
        } else {
            "a control character"
        };
        issues.push(
            Issue::new(
                rule.character,
                rule.field,
                Span::new(start, start + c.len_utf8()),
                format!("there is {kind} here (U+{:04X})", u32::from(c)),
            )
            .help("remove it")
            .fix(removal(rule.field, text, is_unfit)),
        );
    }
}

/// The first character that no free text has, and where.
pub(crate) fn first_unfit(text: &str) -> Option<(usize, char)> {
    text.char_indices().find(|(_, c)| is_unfit(*c))
}

/// Whether nothing of a text can be seen.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_unfit(c))
}

fn is_unfit(c: char) -> bool {
    is_control(c) || hides(c)
}

/// Whether a character commands a terminal instead of being text in one or more lines.
pub(crate) fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t')
}

/// Whether a character cannot be seen and changes how the text around it is read: bidirectional
/// controls turn it around (Unicode UAX #9; "Trojan Source", CVE-2021-42574).
///
/// The joiners U+200C and U+200D are none of them: Persian, the scripts of India and emoji are
/// spelt with them.
pub(crate) fn hides(c: char) -> bool {
    matches!(
        c,
        '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

/// Removes all characters of a kind at once, of which there is one at least.
pub(crate) fn removal(field: Field, text: &str, is_bad: impl Fn(char) -> bool) -> Fix {
    let start = text.find(&is_bad).unwrap_or_default();
    let end = text
        .char_indices()
        .rfind(|(_, c)| is_bad(*c))
        .map_or(start, |(at, c)| at + c.len_utf8());
    let span = Span::new(start, end);
    let rest = span.of(text).replace(&is_bad, "");
    let is_one = span.of(text).chars().nth(1).is_none();
    let label = if is_one {
        "Remove the character"
    } else {
        "Remove all such characters"
    };
    Fix::new(label, field, span, rest)
}

/// A text of several lines as it is kept: without white space around it, and with the line ends
/// that scripts give out, whoever sent it: forms send CR LF (HTML Living Standard, section
/// 4.10.21.4).
pub(crate) fn kept(text: &str) -> String {
    text.trim().replace("\r\n", "\n").replace('\r', "\n")
}
