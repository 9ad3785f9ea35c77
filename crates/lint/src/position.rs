//! Offsets as lines and columns.

use wharfinger_core::report::Span;

/// Bytes between two places that are remembered: few enough to walk, many enough not to weigh.
const STEP: usize = 256;

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
    /// UTF-16 code units in front of every `STEP`-th byte; empty where each byte is one.
    units: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// Reads `text` once.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(breaks).collect(),
            units: units_before_steps(text),
        }
    }

    /// The line and column of a byte; of the end of the text, behind its last character.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        Position {
            line,
            column: 1 + self.utf16_offset(offset) - self.utf16_offset(start),
        }
    }

    /// How many UTF-16 code units stand in front of a byte.
    #[must_use]
    pub fn utf16_offset(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        let Some(known) = self.units.get(offset / STEP) else {
            return offset;
        };
        let near = offset - offset % STEP;
        known + units_in(&self.text.as_bytes()[near..offset])
    }

    /// The line that holds a byte, without its end, and where it begins.
    #[must_use]
    pub fn line_at(&self, offset: usize) -> (usize, &'a str) {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        let end = self
            .starts
            .get(line)
            .map_or(self.text.len(), |next| next - 1);
        let line = Span::new(start, end).of(self.text);
        (start, line.strip_suffix('\r').unwrap_or(line))
    }
}

fn units_before_steps(text: &str) -> Vec<usize> {
    if text.is_ascii() {
        return Vec::new();
    }
    let mut before = 0;
    // With an empty step behind the last one, the end of the text is known as well.
    let steps = text.as_bytes().chunks(STEP).chain(std::iter::once(&[][..]));
    let units = steps.map(|step| {
        let here = before;
        before += units_in(step);
        here
    });
    units.collect()
}

/// How many code units begin in some bytes of UTF-8: none in those that go on with a character, two in the
/// first of four.
fn units_in(bytes: &[u8]) -> usize {
    let units = bytes.iter().map(|byte| match byte {
        0x80..=0xBF => 0,
        0xF0.. => 2,
        _ => 1,
    });
    units.sum()
}

#[cfg(test)]
mod tests {
    use super::{Lines, Position};

    #[test]
    fn places_far_into_a_line_are_known() {
        let text = "aé𝒳".repeat(super::STEP);
        let lines = Lines::new(&text);
        let offsets = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        for offset in offsets {
            let units = text[..offset].encode_utf16().count();
            assert_eq!(lines.utf16_offset(offset), units);
            assert_eq!(lines.position(offset).column, 1 + units);
        }
    }

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
