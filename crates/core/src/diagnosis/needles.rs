//! Literals that are all looked for at once, and which rows of a table each is for.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Match};

use crate::report::Span;

/// Most rows of a table, twice what the larger one has: the tests read no table that has more.
const ROWS_MAX: usize = 256;

/// Rows of a table, by number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Rows([u64; ROWS_MAX / 64]);

impl Rows {
    fn insert(&mut self, row: usize) {
        self.0[row / 64] |= 1 << (row % 64);
    }

    fn insert_all(&mut self, others: Self) {
        for (word, other) in self.0.iter_mut().zip(others.0) {
            *word |= other;
        }
    }

    /// In order.
    pub(super) fn iter(self) -> impl Iterator<Item = usize> {
        let words = self.0.into_iter().enumerate();
        words.flat_map(|(number, mut word)| {
            std::iter::from_fn(move || {
                let lowest = (word != 0).then(|| word.trailing_zeros() as usize)?;
                word &= word - 1;
                Some(number * 64 + lowest)
            })
        })
    }
}

/// The needles of a table: what is in every text that a row matches, or one of several.
pub(super) struct Needles {
    automaton: AhoCorasick,
    /// Of each spelling of a needle the rows that it is for.
    rows: Vec<Rows>,
}

impl Needles {
    /// Takes the needles of each row, in small letters, with `|` between them.
    pub(super) fn new<'a>(table: impl Iterator<Item = &'a str>) -> Self {
        let mut rows: BTreeMap<String, Rows> = BTreeMap::new();
        for (row, needles) in table.enumerate() {
            for spelling in needles.split('|').flat_map(spellings) {
                rows.entry(spelling).or_default().insert(row);
            }
        }
        Self {
            automaton: AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .kind(Some(AhoCorasickKind::DFA))
                .build(rows.keys())
                .expect("a table has some hundred needles"),
            rows: rows.into_values().collect(),
        }
    }

    /// The rows that a text has a needle of: of a hundred a few.
    pub(super) fn rows(&self, text: &str) -> Rows {
        self.of_hits(self.automaton.find_overlapping_iter(text))
    }

    /// The lines that hold a needle, each with the rows to try on it.
    pub(super) fn lines<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (Span, Rows)> + 't {
        let mut hits = self.automaton.find_overlapping_iter(text).peekable();
        std::iter::from_fn(move || {
            let line = line_around(text, hits.peek()?.start());
            let in_line = std::iter::from_fn(|| hits.next_if(|hit| hit.start() < line.end));
            Some((line, self.of_hits(in_line)))
        })
    }

    fn of_hits(&self, hits: impl Iterator<Item = Match>) -> Rows {
        let mut rows = Rows::default();
        for hit in hits {
            rows.insert_all(self.rows[hit.pattern()]);
        }
        rows
    }
}

/// A needle as patterns match it that do not tell small letters from capital ones: in Unicode, two letters
/// have a third form.
fn spellings(needle: &str) -> Vec<String> {
    let mut spellings = vec![String::new()];
    for letter in needle.chars() {
        let other = match letter {
            's' => Some('\u{17f}'),
            'k' => Some('\u{212a}'),
            _ => None,
        };
        let with = |letter: char| {
            spellings
                .iter()
                .map(move |start| format!("{start}{letter}"))
        };
        spellings = with(letter)
            .chain(other.into_iter().flat_map(with))
            .collect();
    }
    spellings
}

fn line_around(text: &str, at: usize) -> Span {
    let start = text[..at].rfind('\n').map_or(0, |before| before + 1);
    let end = text[at..]
        .find('\n')
        .map_or(text.len(), |length| at + length);
    Span::new(start, end)
}

#[cfg(test)]
mod tests {
    use proptest::strategy::{Strategy, ValueTree};
    use proptest::string::string_regex;
    use proptest::test_runner::TestRunner;

    use super::*;
    use crate::diagnosis::images::{self, MARKS};
    use crate::diagnosis::patterns::PATTERNS;
    use crate::diagnosis::secrets::{self, SECRETS};

    /// Texts of each row: enough for each of its alternatives, of which the longest have some twenty.
    const TEXTS_PER_ROW: usize = 128;

    #[test]
    fn whatever_a_row_matches_holds_a_needle_of_it() {
        let patterns = PATTERNS
            .iter()
            .map(|row| (row.needle, format!("(?i){}", row.regex)));
        let marks = MARKS
            .iter()
            .map(|(needles, mark)| (*needles, format!("(?i){}", images::pattern(mark))));
        let kinds = SECRETS
            .iter()
            .map(|(needles, kind)| (*needles, secrets::whole(kind)));
        let mut runner = TestRunner::deterministic();
        for (needles, pattern) in patterns.chain(marks).chain(kinds) {
            let row = Needles::new([needles].into_iter());
            let texts = string_regex(&without_places(&pattern)).unwrap();
            for _ in 0..TEXTS_PER_ROW {
                let text = texts.new_tree(&mut runner).unwrap().current();
                assert!(row.rows(&text).iter().eq([0]), "{pattern}: {text}");
            }
        }
    }

    #[test]
    fn a_line_is_named_once_with_all_of_its_rows() {
        let needles = Needles::new(["not found", "found|denied", "asks"].into_iter());
        let text = "Not Found, denied\nnothing\n\nA\u{17f}\u{212a}S, found";
        let lines: Vec<(&str, Vec<usize>)> = needles
            .lines(text)
            .map(|(line, rows)| (line.of(text), rows.iter().collect()))
            .collect();
        assert_eq!(
            lines,
            [
                ("Not Found, denied", vec![0, 1]),
                ("A\u{17f}\u{212a}S, found", vec![1, 2])
            ]
        );
    }

    /// A pattern that matches the same and more: wherever it stands.
    fn without_places(pattern: &str) -> String {
        let mut letters = pattern.chars().peekable();
        let mut is_in_class = false;
        let mut rest = String::new();
        while let Some(letter) = letters.next() {
            match letter {
                '\\' => match letters.next() {
                    Some('b') => {}
                    escaped => rest.extend([letter].into_iter().chain(escaped)),
                },
                '^' | '$' if !is_in_class => {}
                _ => {
                    is_in_class = letter == '[' || (is_in_class && letter != ']');
                    rest.push(letter);
                }
            }
        }
        rest
    }
}
