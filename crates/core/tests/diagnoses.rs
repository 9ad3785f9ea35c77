//! The cases of `tests/data/diagnoses.jsonl`, and how good the patterns are on those that they
//! were not made for.

#![cfg(feature = "diagnosis")]
#![expect(
    clippy::unwrap_used,
    reason = "test code; clippy exempts only functions marked as tests"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;
use wharfinger_core::diagnosis::{Cause, Diagnosis, Log, NamedImage, diagnose};
use wharfinger_core::registry::Catalogue;

const CASES: &str = include_str!("../../../tests/data/diagnoses.jsonl");

/// Of the held-out cases that get a diagnosis, how many of a hundred get the right one at least:
/// what was measured when the last ones of them came. It may rise, not fall.
const HELD_OUT_PRECISION_MIN: usize = 92;

/// Of the held-out cases that have a cause, how many of a hundred get it at least.
const HELD_OUT_RECALL_MIN: usize = 91;

/// When the held-out cases were collected, by the number of their batch from 1 on: what could be
/// known of whom. A batch that is published is not added to.
const BATCHES: &[&str] = &[
    "collected before there was a pattern",
    "posted ones, labelled when the patterns stood and before they were tried",
    "mostly of other things than pulls, collected before the patterns were narrowed",
    "posted ones, labelled when the narrowed patterns stood and before they were tried",
];

/// Set to write anew what is published.
const UPDATE: &str = "WHARFINGER_UPDATE_SNAPSHOTS";

struct Case {
    row: Value,
    found: Vec<Diagnosis>,
}

impl Case {
    fn text(&self, key: &str) -> Option<&str> {
        self.row[key].as_str()
    }

    fn is_held_out(&self) -> bool {
        self.row["held_out"].as_bool().unwrap()
    }

    /// Of a held-out case the number of its batch, from 1 on.
    fn batch(&self) -> Option<usize> {
        let number = self.row["batch"].as_u64()?;
        Some(usize::try_from(number).unwrap())
    }

    fn name(&self) -> &str {
        self.text("name").unwrap()
    }

    fn cause(&self) -> Option<&'static str> {
        self.found.first().map(|first| first.cause.as_str())
    }

    fn is_right(&self) -> bool {
        self.cause() == self.text("cause")
    }

    fn is_image_right(&self) -> bool {
        let image = self.found.first().and_then(|first| first.image.as_ref());
        image.map(NamedImage::reference).as_deref() == self.text("image")
    }

    /// What differs from the expectation, in words.
    fn differences(&self) -> Vec<String> {
        let first = self.found.first();
        let image = first.and_then(|first| first.image.as_ref());
        let image = image.map(NamedImage::reference);
        [
            ("cause", self.cause().map(str::to_owned)),
            ("image", image),
            (
                "program",
                first
                    .and_then(|first| first.program)
                    .map(|program| program.to_string()),
            ),
            (
                "engine",
                first
                    .and_then(|first| first.engine)
                    .map(|engine| engine.to_string()),
            ),
        ]
        .into_iter()
        .filter(|(key, found)| found.as_deref() != self.text(key))
        .map(|(key, found)| format!("{key}: expected {:?}, found {found:?}", self.text(key)))
        .collect()
    }
}

fn cases() -> Vec<Case> {
    let catalogue = Catalogue::built_in();
    let read = |line: &str| {
        let row: Value = serde_json::from_str(line).unwrap();
        let found = diagnose(&catalogue, &Log::new(row["text"].as_str().unwrap()));
        Case { row, found }
    };
    CASES.lines().map(read).collect()
}

#[test]
fn every_case_that_patterns_were_made_for_is_right() {
    let wrong: Vec<String> = cases()
        .iter()
        .filter(|case| !case.is_held_out())
        .map(|case| (case, case.differences()))
        .filter(|(_, differences)| !differences.is_empty())
        .map(|(case, differences)| format!("{}: {}", case.name(), differences.join("; ")))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} cases differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// How right the diagnoses of some cases are.
struct Measure {
    cases: usize,
    /// Cases in which something stops a pull.
    with_cause: usize,
    diagnosed: usize,
    /// Diagnosed cases with the right cause.
    right: usize,
    /// Cases with a cause whose image is the right one, or rightly none.
    right_images: usize,
    /// Cases in which nothing stops a pull, and nothing was found.
    left_alone: usize,
}

impl Measure {
    fn of<'a>(cases: &(impl Iterator<Item = &'a Case> + Clone)) -> Self {
        let count = |is_one: fn(&Case) -> bool| cases.clone().filter(|case| is_one(case)).count();
        Self {
            cases: count(|_| true),
            with_cause: count(|case| case.text("cause").is_some()),
            diagnosed: count(|case| case.cause().is_some()),
            right: count(|case| case.cause().is_some() && case.is_right()),
            right_images: count(|case| case.text("cause").is_some() && case.is_image_right()),
            left_alone: count(|case| case.text("cause").is_none() && case.is_right()),
        }
    }

    fn row(&self, name: &str) -> String {
        let Self {
            cases,
            with_cause,
            diagnosed,
            right,
            right_images,
            left_alone,
        } = self;
        let without_cause = cases - with_cause;
        format!(
            "| {name} | {cases} | {right} of {diagnosed} | {right} of {with_cause} | {right_images} of {with_cause} | {left_alone} of {without_cause} |\n"
        )
    }
}

#[test]
fn held_out_cases_are_as_right_as_when_they_were_measured() {
    let cases = cases();
    let held_out = cases.iter().filter(|case| case.is_held_out());
    let wrong: Vec<String> = held_out
        .clone()
        .filter(|case| !case.is_right())
        .map(|case| format!("{}: {}", case.name(), case.differences().join("; ")))
        .collect();
    let wrong = wrong.join("\n");
    let measure = Measure::of(&held_out);
    let Measure {
        with_cause,
        diagnosed,
        right,
        ..
    } = measure;
    assert!(
        right * 100 >= HELD_OUT_PRECISION_MIN * diagnosed,
        "precision {right}/{diagnosed}\n{wrong}"
    );
    assert!(
        right * 100 >= HELD_OUT_RECALL_MIN * with_cause,
        "recall {right}/{with_cause}\n{wrong}"
    );
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "test code, which reads and on demand rewrites what is published"
)]
fn the_published_measure_is_the_measured_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/DIAGNOSES.md");
    let measured = published(&cases());
    if std::env::var_os(UPDATE).is_some() {
        fs::write(&path, &measured).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(kept, measured, "`cargo xtask generate` writes it anew");
}

/// How right the diagnoses are, for people.
fn published(cases: &[Case]) -> String {
    let held_out = || cases.iter().filter(|case| case.is_held_out());
    let mut text = String::from(
        "# How right diagnoses are\n\n\
         <!-- Written by `cargo xtask generate` from `tests/data/diagnoses.jsonl`. -->\n\n\
         `wharfinger diagnose` and `POST /api/v1/diagnose` are held against outputs that people have \
         posted, some that programs gave here, and some that were written here in the words of programs. \
         No pattern was made for the held-out ones. Those who make the patterns have collected them all, \
         so the figures are those of people who know what to look for; what was collected last, when the \
         patterns stood, tells most about an output that nobody has seen.\n\n\
         Precision: of the outputs that get a cause, those that get the right one. Recall: the same, of \
         those that have one. Left alone: of those in which nothing stops a pull, those that get no cause. \
         Only the likeliest cause counts.\n\n\
         | outputs | number | precision | recall | right image | left alone |\n\
         |---|---|---|---|---|---|\n",
    );
    for (before, name) in BATCHES.iter().enumerate() {
        let of_batch = held_out().filter(|case| case.batch() == Some(before + 1));
        text += &Measure::of(&of_batch).row(&format!("held out: {name}"));
    }
    text += &Measure::of(&held_out()).row("held out, all");
    text += &Measure::of(&cases.iter()).row("all, with those that patterns were made for");
    text += "\nThe held-out outputs by what they tell of:\n\n\
             | cause | number | right |\n|---|---|---|\n";
    let mut told: Vec<Option<&str>> = held_out().map(|case| case.text("cause")).collect();
    told.sort_unstable();
    told.dedup();
    for cause in told {
        let of_cause = held_out().filter(|case| case.text("cause") == cause);
        let number = of_cause.clone().count();
        let right = of_cause.filter(|case| case.is_right()).count();
        let name = cause.map_or("none".to_owned(), |cause| format!("`{cause}`"));
        writeln!(text, "| {name} | {number} | {right} |").unwrap();
    }
    text
}

#[test]
fn the_cases_are_many_and_of_every_cause() {
    let cases = cases();
    let names: BTreeSet<_> = cases.iter().filter_map(|case| case.text("name")).collect();
    assert_eq!(names.len(), cases.len(), "two cases have one name");
    assert!(cases.len() >= 120);
    assert!(cases.iter().filter(|case| case.is_held_out()).count() * 3 >= cases.len());
    for case in &cases {
        let is_of_batch = case
            .batch()
            .is_some_and(|batch| (1..=BATCHES.len()).contains(&batch));
        assert_eq!(case.is_held_out(), is_of_batch, "{}", case.name());
    }
    let expected: BTreeSet<_> = cases.iter().filter_map(|case| case.text("cause")).collect();
    for cause in Cause::ALL {
        assert!(
            expected.contains(cause.as_str()),
            "no case is about `{cause}`"
        );
    }
    for cause in expected {
        assert!(Cause::from_name(cause).is_some(), "`{cause}` is no cause");
    }
}
