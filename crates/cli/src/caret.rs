//! What a check says, for people: the text with the place marked under it.

use std::fmt::Display;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};
use wharfinger_core::report::{Severity, Span};

/// Most columns of the text that are shown around a mark; a line of 100 with the indentation.
const COLUMNS_MAX: usize = 96;

const BOLD: Style = Style::new().bold();
const CYAN: Style = AnsiColor::Cyan.on_default().bold();

/// What is said, and about what.
pub(crate) struct Said<'a> {
    pub(crate) code: &'a dyn Display,
    pub(crate) severity: Severity,
    pub(crate) message: &'a str,
    /// The file, line and column, where there is a file.
    pub(crate) place: Option<String>,
    /// The line that holds what it is about.
    pub(crate) line: &'a str,
    /// Where in the line.
    pub(crate) span: Span,
    pub(crate) help: Option<&'a str>,
}

/// Writes the message, the marked line and the next step; fixes and an empty line go behind.
pub(crate) fn write(out: &mut impl Write, said: &Said<'_>) -> io::Result<()> {
    let style = match said.severity {
        Severity::Error => AnsiColor::Red.on_default().bold(),
        Severity::Warning => AnsiColor::Yellow.on_default().bold(),
        Severity::Info => CYAN,
    };
    writeln!(
        out,
        "{style}{}[{}]{style:#}{BOLD}: {}{BOLD:#}",
        said.severity, said.code, said.message
    )?;
    if let Some(place) = &said.place {
        writeln!(out, "  {CYAN}-->{CYAN:#} {}", visible(place))?;
    }
    let marked = Marked::new(said.line, said.span);
    writeln!(out, "  {}", marked.text)?;
    let carets = "^".repeat(marked.width);
    writeln!(
        out,
        "  {:indent$}{style}{carets}{style:#}",
        "",
        indent = marked.column
    )?;
    if let Some(help) = said.help {
        writeln!(out, "  {CYAN}help{CYAN:#}: {help}")?;
    }
    Ok(())
}

/// Writes a mend, and what it leads to.
pub(crate) fn write_fix(out: &mut impl Write, label: &str, mended: &str) -> io::Result<()> {
    writeln!(out, "  {CYAN}fix{CYAN:#}: {label}: `{}`", visible(mended))
}

/// A text as a terminal shows it, and where the mark goes, in columns.
#[derive(Debug, PartialEq, Eq)]
struct Marked {
    text: String,
    column: usize,
    width: usize,
}

impl Marked {
    /// Looks at no more of the text than it shows: a file may be one line, with thousands of marks.
    fn new(text: &str, span: Span) -> Self {
        let before = text.get(..span.start).unwrap_or_default();
        let after = text.get(span.end..).unwrap_or_default();
        let inside = cut(span.of(text).chars(), COLUMNS_MAX);
        let width = inside.width();
        let around = (COLUMNS_MAX - width) / 2;
        let before: String = cut(before.chars().rev(), around).chars().rev().collect();
        Self {
            column: before.width(),
            width: width.max(1),
            text: [before, inside, cut(after.chars(), around)].concat(),
        }
    }
}

/// The text with everything that takes no room, or moves the cursor, made visible.
fn visible(text: &str) -> String {
    text.chars().map(shown).collect()
}

fn shown(character: char) -> char {
    match character {
        '\u{7f}' => '\u{2421}',
        control if u32::from(control) < 0x20 => {
            char::from_u32(0x2400 + u32::from(control)).unwrap_or(char::REPLACEMENT_CHARACTER)
        }
        other if other.width().unwrap_or(0) == 0 => char::REPLACEMENT_CHARACTER,
        other => other,
    }
}

/// The first characters as they are shown, in so many columns; an ellipsis is the last of them where there
/// are more.
fn cut(characters: impl Iterator<Item = char>, columns_max: usize) -> String {
    let mut text = String::new();
    let mut columns = 0;
    for character in characters.map(shown) {
        columns += character.width().unwrap_or(0);
        if columns > columns_max {
            while text.width() >= columns_max && text.pop().is_some() {}
            text.push('…');
            break;
        }
        text.push(character);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, span: Span, expected: &str) {
        let marked = Marked::new(text, span);
        let carets = format!("{}{}", " ".repeat(marked.column), "^".repeat(marked.width));
        assert_eq!(format!("{}\n{carets}", marked.text), expected);
    }

    #[test]
    fn marks_stand_under_what_they_mean() {
        check("Nginx", Span::new(0, 1), "Nginx\n^");
        check("nginx", Span::at(5), "nginx\n     ^");
        check("", Span::at(0), "\n^");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        check("日本/x", Span::new(7, 8), "日本/x\n     ^");
        check("日本/x", Span::new(0, 6), "日本/x\n^^^^");
    }

    #[test]
    fn what_cannot_be_seen_is_shown() {
        check("a\tb", Span::new(1, 2), "a␉b\n ^");
        check("a\u{200b}b", Span::new(1, 4), "a\u{fffd}b\n ^");
        check("a\u{202e}b", Span::new(4, 5), "a\u{fffd}b\n  ^");
    }

    #[test]
    fn long_texts_are_cut_around_the_mark() {
        let text = format!("{}X{}", "a".repeat(500), "b".repeat(500));
        let marked = Marked::new(&text, Span::new(500, 501));
        assert!(marked.text.width() <= COLUMNS_MAX);
        assert_eq!(marked.text.chars().nth(marked.column), Some('X'));
        assert!(marked.text.starts_with("…a") && marked.text.ends_with("b…"));
    }
}
