//! Characters as bytes: the YAML parser counts the former.

use wharfinger_core::report::Span;

/// Characters between two places that are remembered: few enough to walk, many enough not to weigh.
const STEP: usize = 64;

/// The way from the n-th character of a text to its byte.
#[derive(Debug)]
pub(super) struct Offsets<'a> {
    text: &'a str,
    /// The byte of every `STEP`-th character; empty where each character is one byte.
    known: Vec<usize>,
}

impl<'a> Offsets<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let known = if text.is_ascii() {
            Vec::new()
        } else {
            let bytes = text.char_indices().map(|(byte, _)| byte);
            bytes.step_by(STEP).collect()
        };
        Self { text, known }
    }

    /// The bytes of a range of characters.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let start = self.byte(start);
        Span::new(start, self.byte(end).max(start))
    }

    fn byte(&self, character: usize) -> usize {
        if self.known.is_empty() {
            return character.min(self.text.len());
        }
        let Some(near) = self.known.get(character / STEP) else {
            return self.text.len();
        };
        let rest = &self.text[*near..];
        let further = rest.char_indices().nth(character % STEP);
        further.map_or(self.text.len(), |(byte, _)| near + byte)
    }
}

#[cfg(test)]
mod tests {
    use super::{Offsets, STEP};
    use wharfinger_core::report::Span;

    #[test]
    fn characters_lead_to_bytes() {
        let text = "é".repeat(3 * STEP) + "x";
        let offsets = Offsets::new(&text);
        for character in 0..=3 * STEP {
            assert_eq!(offsets.byte(character), 2 * character);
        }
        assert_eq!(offsets.byte(3 * STEP + 1), text.len());
        assert_eq!(offsets.byte(usize::MAX), text.len());
        assert_eq!(Offsets::new("abc").span(1, 9), Span::new(1, 3));
        assert_eq!(Offsets::new("").span(0, 0), Span::at(0));
    }
}
