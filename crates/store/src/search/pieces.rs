//! What SQLite's search index holds of a tool: pieces of its words, told apart by their lengths.
//!
//! - Every three characters in a row, by which a term is found anywhere in a word.
//! - Every eight: many words share all their threes with others, few an eight. Without them, a search for
//!   one name of a million steps through thousands that share every three.
//! - Its *edges*: one and two characters where a word may start, for terms as short as that.
//!
//! A tool that has every piece of a term need not have the term, so what the index finds is compared
//! ([`super::matches`]). No piece spans white space, because no term holds any.

use super::{SEARCH_PIECE_CHARS, searched, word_starts};

/// Characters of a long piece. Fewer would serve shorter terms too, and be shared by more tools.
const LONG_CHARS: usize = 8;

/// The pieces of a tool, with a space behind each.
pub(crate) fn pieces(path: &str, description: Option<&str>) -> String {
    let text = searched(path, description);
    let mut pieces = String::new();
    for word in text.split_whitespace().map(Word::new) {
        let short = word.every(SEARCH_PIECE_CHARS);
        let long = word.every(LONG_CHARS);
        for piece in word.edges().chain(short).chain(long) {
            pieces.push_str(piece);
            pieces.push(' ');
        }
    }
    pieces
}

/// The expression that finds what has the pieces of every term, in an index of [`pieces`]; `None` when
/// there is nothing to look for. Every piece is a quoted string, so nothing a user types is syntax.
pub(crate) fn expression(terms: &[String]) -> Option<String> {
    let strings: Vec<String> = terms
        .iter()
        .flat_map(|term| Word::new(term).asked_for())
        .map(|piece| format!("\"{}\"", piece.replace('"', "\"\"")))
        .collect();
    (!strings.is_empty()).then(|| strings.join(" AND "))
}

/// A word or a term, which holds no white space.
struct Word<'t> {
    text: &'t str,
    /// Where each character starts, and the end.
    offsets: Vec<usize>,
}

impl<'t> Word<'t> {
    fn new(text: &'t str) -> Self {
        let starts = text.char_indices().map(|(offset, _)| offset);
        let offsets = starts.chain([text.len()]).collect();
        Self { text, offsets }
    }

    fn chars(&self) -> usize {
        self.offsets.len() - 1
    }

    fn piece(&self, at: usize, chars: usize) -> &'t str {
        &self.text[self.offsets[at]..self.offsets[at + chars]]
    }

    /// Every piece of so many characters.
    fn every(&self, chars: usize) -> impl Iterator<Item = &'t str> {
        let count = (self.chars() + 1).saturating_sub(chars);
        (0..count).map(move |at| self.piece(at, chars))
    }

    /// What a term shorter than a piece is found by.
    fn edges(&self) -> impl Iterator<Item = &'t str> {
        word_starts(self.text).flat_map(|start| {
            let word = &self.text[start..];
            let ends = word.char_indices().map(|(at, last)| at + last.len_utf8());
            ends.take(SEARCH_PIECE_CHARS - 1).map(|end| &word[..end])
        })
    }

    /// The pieces that a term is asked for by. Of the long ones, as many as cover it.
    fn asked_for(&self) -> Vec<&'t str> {
        match self.chars() {
            ..SEARCH_PIECE_CHARS => vec![self.text],
            SEARCH_PIECE_CHARS..LONG_CHARS => self.every(SEARCH_PIECE_CHARS).collect(),
            chars => {
                let last = chars - LONG_CHARS;
                let starts = (0..last).step_by(LONG_CHARS).chain([last]);
                starts.map(|at| self.piece(at, LONG_CHARS)).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::super::{matches, terms};
    use super::*;

    #[test]
    fn a_tool_has_its_edges_its_threes_and_its_eights() {
        let pieces = pieces("io/Samtools", Some("an 🦀é"));
        let pieces: Vec<_> = pieces.split_whitespace().collect();
        assert_eq!(
            pieces,
            [
                "i", "io", "/", "/s", "s", "sa", // Edges.
                "io/", "o/s", "/sa", "sam", "amt", "mto", "too", "ool", "ols", // Threes.
                "io/samto", "o/samtoo", "/samtool", "samtools", // Eights.
                "a", "an", "🦀", "🦀é", "é",
            ]
        );
    }

    #[test]
    fn a_long_term_asks_for_the_eights_that_cover_it_and_another_for_its_threes() {
        let expression = |search: &str| expression(&terms(search));
        assert_eq!(expression(" \u{1} "), None);
        assert_eq!(expression("x").as_deref(), Some(r#""x""#));
        assert_eq!(
            expression("a\"b* OR").as_deref(),
            Some(r#""a""b" AND """b*" AND "or""#)
        );
        assert_eq!(
            expression("samtool").as_deref(),
            Some(r#""sam" AND "amt" AND "mto" AND "too" AND "ool""#)
        );
        assert_eq!(expression("samtools").as_deref(), Some(r#""samtools""#));
        assert_eq!(
            expression("/samtools").as_deref(),
            Some(r#""/samtool" AND "samtools""#)
        );
        assert_eq!(
            expression("abcdefghijklmnopqr").as_deref(),
            Some(r#""abcdefgh" AND "ijklmnop" AND "klmnopqr""#)
        );
    }

    /// Few letters, so that terms are found, and some that trouble tokenizers.
    const WORDS: &str = "[ab/\"'. é🦀_İ-]{0,40}";

    proptest! {
        /// Nothing is found by the text that is not found by the pieces.
        #[test]
        fn what_has_a_term_has_its_pieces(
            path in WORDS,
            description in WORDS,
            start in 0_usize..90,
            chars in 1_usize..30,
        ) {
            let text = searched(&path, Some(&description));
            let search: String = text.chars().skip(start).take(chars).collect();
            let terms = terms(&search);
            if matches(&terms, &path, Some(&description)) {
                let pieces = pieces(&path, Some(&description));
                let pieces: BTreeSet<_> = pieces.split(' ').collect();
                for piece in terms.iter().flat_map(|term| Word::new(term).asked_for()) {
                    prop_assert!(pieces.contains(piece), "{piece} of {terms:?} in {text}");
                }
            }
        }
    }
}
