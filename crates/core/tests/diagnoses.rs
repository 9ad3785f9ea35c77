//! The cases of `tests/data/diagnoses.jsonl`, and how good the patterns are on those that they
//! were not made for.

#![cfg(feature = "diagnosis")]
#![expect(
    clippy::unwrap_used,
    reason = "test code; clippy exempts only functions marked as tests"
)]

use std::collections::BTreeSet;

use serde_json::Value;
use wharfinger_core::diagnosis::{Cause, Diagnosis, Log, NamedImage, diagnose};
use wharfinger_core::registry::Catalogue;

const CASES: &str = include_str!("../../../tests/data/diagnoses.jsonl");

/// Of the held-out cases that get a diagnosis, how many of a hundred get the right one at least:
/// what was measured when the patterns were finished. It may rise, not fall.
const HELD_OUT_PRECISION_MIN: usize = 98;

/// Of the held-out cases that have a cause, how many of a hundred get it at least.
const HELD_OUT_RECALL_MIN: usize = 98;

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

    fn cause(&self) -> Option<&'static str> {
        self.found.first().map(|first| first.cause.as_str())
    }

    fn is_right(&self) -> bool {
        self.cause() == self.text("cause")
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
        .map(|(case, differences)| {
            format!("{}: {}", case.text("name").unwrap(), differences.join("; "))
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} cases differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn held_out_cases_are_as_right_as_when_they_were_measured() {
    let cases: Vec<Case> = cases().into_iter().filter(Case::is_held_out).collect();
    let diagnosed = cases.iter().filter(|case| case.cause().is_some()).count();
    let with_cause = cases
        .iter()
        .filter(|case| case.text("cause").is_some())
        .count();
    let right = cases
        .iter()
        .filter(|case| case.cause().is_some() && case.is_right())
        .count();
    let images = cases.iter().filter(|case| case.text("cause").is_some());
    let right_images = images
        .filter(|case| {
            !case
                .differences()
                .iter()
                .any(|text| text.starts_with("image"))
        })
        .count();
    println!(
        "held out: {} cases, {with_cause} with a cause; precision {right}/{diagnosed}, recall {right}/{with_cause}, images {right_images}/{with_cause}",
        cases.len()
    );
    for case in cases.iter().filter(|case| !case.is_right()) {
        println!(
            "  {}: {}",
            case.text("name").unwrap(),
            case.differences().join("; ")
        );
    }
    assert!(
        right * 100 >= HELD_OUT_PRECISION_MIN * diagnosed,
        "precision {right}/{diagnosed}"
    );
    assert!(
        right * 100 >= HELD_OUT_RECALL_MIN * with_cause,
        "recall {right}/{with_cause}"
    );
}

#[test]
fn the_cases_are_many_and_of_every_cause() {
    let cases = cases();
    let names: BTreeSet<_> = cases.iter().filter_map(|case| case.text("name")).collect();
    assert_eq!(names.len(), cases.len(), "two cases have one name");
    assert!(cases.len() >= 120);
    assert!(cases.iter().filter(|case| case.is_held_out()).count() * 3 >= cases.len() - 2);
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
