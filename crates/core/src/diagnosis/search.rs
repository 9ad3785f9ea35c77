//! One pass over the text: lines with a needle are read closely, all others are passed over.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

use super::images::{self, MARKS, NamedImage};
use super::needles::{Needles, Rows};
use super::patterns::{PATTERNS, Pattern};
use crate::registry::Catalogue;
use crate::report::Span;

/// Most bytes of compiled automata in memory, each; the tables take a part of it, and a row that
/// would blow it up fails the test that compiles them.
const COMPILED_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Most images that are kept; a workflow of a hundred tools names each a few times.
const IMAGES_MAX: usize = 512;

/// A line that a row of the table matches.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match {
    pub(super) pattern: &'static Pattern,
    /// The line, without the white space around it.
    pub(super) line: Span,
}

/// What the text holds, in its order.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) matches: Vec<Match>,
    pub(super) images: Vec<NamedImage>,
}

/// Searches the whole text once.
pub(super) fn search(catalogue: &Catalogue, text: &str) -> Found {
    let lines: Vec<_> = TABLES.needles.lines(text).collect();
    Found {
        matches: matches(text, &lines),
        images: last_images(catalogue, text, &lines),
    }
}

/// Of each row the first and the last line that it matches: the first may be the cause, the last decides the
/// order.
fn matches(text: &str, lines: &[(Span, Rows)]) -> Vec<Match> {
    let mut places = first_places(text, lines.iter(), [true; PATTERNS.len()]);
    let mut is_found = [false; PATTERNS.len()];
    for (_, row) in &places {
        is_found[*row] = true;
    }
    places.extend(first_places(text, lines.iter().rev(), is_found));
    places.sort_unstable_by_key(|(line, row)| (line.start, *row));
    places.dedup();
    let matched = |(line, row): (Span, usize)| Match {
        pattern: &PATTERNS[row],
        line: trimmed(text, line),
    };
    places.into_iter().map(matched).collect()
}

fn is_match(row: usize, line: &str) -> bool {
    TABLES.patterns[row].is_match(line) && PATTERNS[row].is_meant_by(line)
}

/// The first of some lines that each of the wanted rows matches.
fn first_places<'l>(
    text: &str,
    lines: impl Iterator<Item = &'l (Span, Rows)>,
    mut is_wanted: [bool; PATTERNS.len()],
) -> Vec<(Span, usize)> {
    let mut places = Vec::new();
    for (line, rows) in lines {
        for row in rows.iter().take_while(|row| *row < PATTERNS.len()) {
            if is_wanted[row] && is_match(row, line.of(text)) {
                is_wanted[row] = false;
                places.push((*line, row));
            }
        }
    }
    places
}

/// The last images of a text, in its order: they are nearer to what failed.
fn last_images(catalogue: &Catalogue, text: &str, lines: &[(Span, Rows)]) -> Vec<NamedImage> {
    let mut images = Vec::new();
    for (line, rows) in lines.iter().rev() {
        if images.len() >= IMAGES_MAX {
            break;
        }
        let marks = rows
            .iter()
            .filter_map(|row| row.checked_sub(PATTERNS.len()));
        let found: Vec<_> = marks
            .flat_map(|mark| TABLES.marks[mark].captures_iter(line.of(text)))
            .filter_map(|captures| NamedImage::from_match(catalogue, &captures, line.start))
            .collect();
        images.extend(found.into_iter().rev());
    }
    images.truncate(IMAGES_MAX);
    images.reverse();
    images
}

fn trimmed(text: &str, line: Span) -> Span {
    let content = line.of(text);
    let start = line.start + (content.len() - content.trim_start().len());
    Span::new(start, (line.start + content.trim_end().len()).max(start))
}

/// Rows of `needles` are the patterns, and behind them the marks.
struct Tables {
    needles: Needles,
    patterns: Vec<Regex>,
    marks: Vec<Regex>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let patterns = PATTERNS.iter().map(|row| row.needle);
    let marks = MARKS.iter().map(|(needle, _)| *needle);
    Tables {
        needles: Needles::new(patterns.chain(marks)),
        patterns: PATTERNS.iter().map(|row| compiled(row.regex)).collect(),
        marks: MARKS
            .iter()
            .map(|(_, mark)| compiled(&images::pattern(mark)))
            .collect(),
    }
});

/// A pattern of program output, in which capital letters mean nothing.
pub(super) fn compiled(pattern: &str) -> Regex {
    RegexBuilder::new(pattern)
        .case_insensitive(true)
        .size_limit(COMPILED_BYTES_MAX)
        .build()
        .expect("a test compiles every pattern")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    const CASES: &str = include_str!("../../../../tests/data/diagnoses.jsonl");

    /// Every line of the cases.
    static LINES: LazyLock<Vec<String>> = LazyLock::new(|| {
        let of_case = |case| {
            let case: Value = serde_json::from_str(case).unwrap();
            let lines = case["text"].as_str().unwrap().lines();
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        CASES.lines().flat_map(of_case).collect()
    });

    proptest! {
        #[test]
        fn what_is_not_read_would_change_nothing(
            repeated in prop::collection::vec((0..LINES.len(), 1..30_usize), 0..60),
        ) {
            let line = |(line, times): &(usize, usize)| format!("{}\n", LINES[*line]).repeat(*times);
            let text: String = repeated.iter().map(line).collect();
            let catalogue = Catalogue::built_in();
            let found = search(&catalogue, &text);
            let places: Vec<_> = found.matches.iter().map(|found| (found.line, found.pattern.id)).collect();
            prop_assert_eq!(places, places_of_every_line(&text));
            prop_assert_eq!(found.images, images_of_every_line(&catalogue, &text));
        }
    }

    /// Each row tried on each line.
    fn places_of_every_line(text: &str) -> Vec<(Span, &'static str)> {
        let mut places = Vec::new();
        for row in 0..PATTERNS.len() {
            let matched: Vec<_> = lines(text)
                .filter(|line| is_match(row, line.of(text)))
                .collect();
            let ends: BTreeSet<_> = matched.first().into_iter().chain(matched.last()).collect();
            places.extend(ends.into_iter().map(|line| (trimmed(text, *line), row)));
        }
        places.sort_unstable();
        places
            .into_iter()
            .map(|(line, row)| (line, PATTERNS[row].id))
            .collect()
    }

    /// Each mark tried on each line.
    fn images_of_every_line(catalogue: &Catalogue, text: &str) -> Vec<NamedImage> {
        let mut images: Vec<_> = lines(text)
            .flat_map(|line| {
                let found = TABLES
                    .marks
                    .iter()
                    .flat_map(move |mark| mark.captures_iter(line.of(text)));
                found.filter_map(move |captures| {
                    NamedImage::from_match(catalogue, &captures, line.start)
                })
            })
            .collect();
        images.drain(..images.len().saturating_sub(IMAGES_MAX));
        images
    }

    fn lines(text: &str) -> impl Iterator<Item = Span> {
        let ends = text.match_indices('\n').map(|(end, _)| end);
        ends.scan(0, |start, end| {
            let line = Span::new(*start, end);
            *start = end + 1;
            Some(line)
        })
    }
}
