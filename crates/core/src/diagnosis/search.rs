//! One pass over the text: lines with a needle are read closely, all others are passed over.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};

use super::images::{self, MARKS, NamedImage};
use super::patterns::{PATTERNS, Pattern};
use crate::registry::Catalogue;
use crate::report::Span;

/// Most bytes of compiled automata in memory, each; the tables take a part of it, and a row that
/// would blow it up fails the test that compiles them.
const COMPILED_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Most places that are kept of each row: the first may be the cause, the last decides the order.
const PLACES_PER_ROW_MAX: usize = 2;

/// Most images that are kept; a workflow of a hundred tools names each a few times.
const IMAGES_MAX: usize = 512;

/// Literals that are all looked for at once.
pub(super) struct Needles(Regex);

impl Needles {
    pub(super) fn new<'a>(needles: impl Iterator<Item = &'a str>) -> Self {
        let mut literals: Vec<String> = needles.map(regex::escape).collect();
        literals.sort_unstable();
        literals.dedup();
        let any = literals.join("|");
        Self(
            RegexBuilder::new(&any)
                .case_insensitive(true)
                .size_limit(COMPILED_BYTES_MAX)
                .build()
                .expect("escaped literals are a pattern"),
        )
    }

    pub(super) fn is_in(&self, line: &str) -> bool {
        self.0.is_match(line)
    }

    /// The lines that hold a needle.
    pub(super) fn lines<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Span> + 't {
        let mut at = 0;
        std::iter::from_fn(move || {
            let found = self.0.find_at(text, at)?;
            let start = text[..found.start()]
                .rfind('\n')
                .map_or(0, |before| before + 1);
            let end = text[found.start()..]
                .find('\n')
                .map_or(text.len(), |length| found.start() + length);
            at = end;
            Some(Span::new(start, end))
        })
    }
}

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
    let tables = &*TABLES;
    let mut found = Found::default();
    let mut places = vec![0_usize; PATTERNS.len()];
    for line in tables.needles.lines(text) {
        let content = line.of(text);
        for row in &tables.pattern_set.matches(content) {
            let pattern = &PATTERNS[row];
            if !pattern.is_meant_by(content) {
                continue;
            }
            let matched = Match {
                pattern,
                line: trimmed(text, line),
            };
            places[row] += 1;
            if places[row] > PLACES_PER_ROW_MAX {
                let last = found
                    .matches
                    .iter()
                    .rposition(|other| std::ptr::eq(other.pattern, matched.pattern));
                found
                    .matches
                    .remove(last.expect("it was kept when it was counted"));
            }
            found.matches.push(matched);
        }
        name_images(catalogue, content, line.start, &mut found.images);
    }
    found
}

fn name_images(catalogue: &Catalogue, line: &str, start: usize, images: &mut Vec<NamedImage>) {
    let tables = &*TABLES;
    for mark in &tables.mark_set.matches(line) {
        for captures in tables.marks[mark].captures_iter(line) {
            if let Some(image) = NamedImage::from_match(catalogue, &captures, start) {
                images.push(image);
            }
        }
    }
    if images.len() > IMAGES_MAX {
        // The last ones are nearer to what failed.
        images.drain(..IMAGES_MAX / 2);
    }
}

fn trimmed(text: &str, line: Span) -> Span {
    let content = line.of(text);
    let start = line.start + (content.len() - content.trim_start().len());
    Span::new(start, (line.start + content.trim_end().len()).max(start))
}

struct Tables {
    needles: Needles,
    pattern_set: RegexSet,
    mark_set: RegexSet,
    marks: Vec<Regex>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let patterns: Vec<String> = PATTERNS.iter().map(|row| row.regex.to_owned()).collect();
    let marks: Vec<String> = MARKS
        .iter()
        .map(|(_, mark)| images::pattern(mark))
        .collect();
    let needles = PATTERNS.iter().map(|row| row.needle);
    Tables {
        needles: Needles::new(needles.chain(MARKS.iter().map(|(needle, _)| *needle))),
        pattern_set: set(&patterns),
        mark_set: set(&marks),
        marks: each(&marks),
    }
});

fn set(patterns: &[String]) -> RegexSet {
    RegexSetBuilder::new(patterns)
        .case_insensitive(true)
        .size_limit(COMPILED_BYTES_MAX)
        .dfa_size_limit(COMPILED_BYTES_MAX)
        .build()
        .expect("a test compiles every pattern")
}

fn each(patterns: &[String]) -> Vec<Regex> {
    let compile = |pattern: &String| {
        RegexBuilder::new(pattern)
            .case_insensitive(true)
            .size_limit(COMPILED_BYTES_MAX)
            .build()
            .expect("a test compiles every pattern")
    };
    patterns.iter().map(compile).collect()
}
