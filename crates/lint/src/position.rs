//! Offsets as lines and columns.

use wharfinger_core::report::Span;

/// A place in a text as editors show it, both counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line; `\n` and `\r\n` end one.
    pub line: usize,
    /// The column in UTF-16 code units, as in SARIF and the Language Server Protocol.
    pub column: usize,
}

/// The lines of a text.
///
/// ```
/// use wharfinger_lint::{Lines, Position};
/// let lines = Lines::new("FROM nginx\nCOPY é x\n");
/// assert_eq!(lines.position(19), Position { line: 2, column: 8 });
/// assert_eq!(lines.line_at(19), (11, "COPY é x"));
/// ```
#[derive(Clone, Debug)]
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// Reads `text` once.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(breaks).collect(),
        }
    }

    /// The line and column of a byte; of the end of the text, behind its last character.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        Position {
            line,
            column: 1 + utf16_len(Span::new(start, offset).of(self.text)),
        }
    }

    /// How many UTF-16 code units stand in front of a byte.
    #[must_use]
    pub fn utf16_offset(&self, offset: usize) -> usize {
        utf16_len(Span::new(0, offset).of(self.text))
    }

    /// The line that holds a byte, without its end, and where it begins.
    #[must_use]
    pub fn line_at(&self, offset: usize) -> (usize, &'a str) {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        let rest = self.text.get(start..).unwrap_or_default();
        let line = rest.split('\n').next().unwrap_or_default();
        (start, line.strip_suffix('\r').unwrap_or(line))
    }
}

fn utf16_len(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.chars().map(char::len_utf16).sum()
}

#[cfg(test)]
mod tests {
    use super::{Lines, Position};

    #[test]
    fn lines_end_as_editors_end_them() {
        let lines = Lines::new("a\r\nb𝒳c\n");
        let place = |offset| {
            let Position { line, column } = lines.position(offset);
            (line, column)
        };
        assert_eq!(place(0), (1, 1));
        assert_eq!(place(3), (2, 1));
        // One character, two code units.
        assert_eq!(place(8), (2, 4));
        assert_eq!(place(10), (3, 1));
        assert_eq!(lines.utf16_offset(8), 6);
        assert_eq!(lines.line_at(0), (0, "a"));
        assert_eq!(lines.line_at(10), (10, ""));
    }
}
