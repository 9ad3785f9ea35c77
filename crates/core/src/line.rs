//! Texts of one line, such as what a machine is called: they stand in lists and in the middle of sentences.

use crate::prose;

/// Whether a text is one line that reads as it is written: without line ends, without characters that command
/// a terminal, and without those that cannot be seen and turn around what stands beside them.
///
/// ```
/// use wharfinger_core::line::is_line;
/// assert!(is_line("nightly import, نسخه ۲"));
/// assert!(!is_line("two\nlines"));
/// assert!(!is_line("\u{202e}ela\u{2066} laptop"));
/// ```
#[must_use]
pub fn is_line(text: &str) -> bool {
    !text.contains(is_unfit)
}

fn is_unfit(c: char) -> bool {
    // The Arabic letter mark (Unicode UAX #9, section 2), and the separators of lines and paragraphs.
    c.is_control() || prose::hides(c) || matches!(c, '\u{61c}' | '\u{2028}' | '\u{2029}')
}
