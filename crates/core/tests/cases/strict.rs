//! The named cases of `tests/data/strict.jsonl`: what strict mode says about an image in one line.
//!
//! Spans count UTF-16 code units, as in every JSON of the project. `UPDATE_EXPECT=1` rewrites the
//! file from the inputs; read the difference before it is committed.

use std::fmt::Write as _;

use serde_json::{Value, json};
use wharfinger_core::image::check;
use wharfinger_core::reference::{ImageReference, Mode};
use wharfinger_core::registry::Catalogue;
use wharfinger_core::report::{Edit, Fix, Issue};
use wharfinger_core::wire;

const FILE: &str = "strict.jsonl";

#[test]
fn strict_mode_says_what_the_cases_say() {
    let catalogue = Catalogue::built_in();
    super::expect::rows(FILE, |row| {
        let input = row["input"].as_str().unwrap();
        let issues = check(&catalogue, input, Mode::Strict).issues;
        let json = serde_json::to_value(wire::issues_about(input, &issues)).unwrap();
        let each = |of: fn(&Value) -> Value| -> Vec<Value> {
            json.as_array().unwrap().iter().map(of).collect()
        };
        let mut line = String::new();
        let mut member = |key: &str, value: &Value| {
            let mark = if line.is_empty() { '{' } else { ',' };
            write!(line, "{mark}\"{key}\":{value}").unwrap();
        };
        member("name", &row["name"]);
        member("input", &row["input"]);
        member("valid", &json!(errors(&issues) == 0));
        member("codes", &json!(each(|issue| issue["code"].clone())));
        member(
            "spans",
            &json!(each(|issue| {
                let span = &issue["span"];
                json!([span["start"], span["end"]])
            })),
        );
        if let Some(fix) = first_fix(&issues) {
            member("fixed", &json!(applied(input, fix)));
        }
        line.push('}');
        line
    });
}

#[test]
fn every_error_marks_something_and_fixes_lead_to_a_good_image() {
    /// Nobody clicks more often than this; the longest chain of the cases is far below.
    const CLICKS_MAX: usize = 12;
    let catalogue = Catalogue::built_in();
    for row in super::expect::read(FILE) {
        let name = row["name"].as_str().unwrap();
        let mut text = row["input"].as_str().unwrap().to_owned();
        let first = check(&catalogue, &text, Mode::Strict).issues;
        for issue in &first {
            // What is missing has a place, everything else a text.
            let is_missing = MISSING.contains(&issue.code.as_str());
            assert!(
                !issue.span.of(&text).is_empty() || is_missing,
                "{name}: {issue:?}"
            );
        }
        for click in 0.. {
            let issues = check(&catalogue, &text, Mode::Strict).issues;
            let before = errors(&issues);
            let Some(fix) = first_fix(&issues).filter(|_| before > 0) else {
                break;
            };
            let after = applied(&text, fix);
            let left = errors(&check(&catalogue, &after, Mode::Strict).issues);
            assert!(left < before, "{name}: `{after}` after {}", fix.label);
            assert!(before > 1 || left == 0, "{name}: `{after}`");
            assert!(click < CLICKS_MAX, "{name}");
            text = after;
        }
    }
}

/// Codes about something that is not there.
const MISSING: &[&str] = &[
    "reference.empty",
    "reference.repository_missing",
    "reference.tag_empty",
    "reference.digest_empty",
    "reference.port",
    "registry.no_latest_tag",
    "registry.ecr_region",
];

fn errors(issues: &[Issue]) -> usize {
    issues.iter().filter(|issue| issue.is_error()).count()
}

/// The first fix of the first error that has one; of the first issue where nothing is an error.
fn first_fix(issues: &[Issue]) -> Option<&Fix> {
    let is_valid = errors(issues) == 0;
    issues
        .iter()
        .filter(|issue| issue.is_error() || is_valid)
        .find_map(|issue| issue.fixes.first())
}

fn applied(text: &str, fix: &Fix) -> String {
    let mut edits: Vec<&Edit> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    let mut text = text.to_owned();
    for edit in edits {
        text.replace_range(edit.span.start..edit.span.end, &edit.text);
    }
    text
}

/// Compat mode has docker's verdict and only warns of what strict mode refuses; strict mode takes
/// nothing that docker refuses.
#[test]
fn the_modes_agree_with_docker() {
    let catalogue = Catalogue::built_in();
    for row in super::expect::read(FILE) {
        let input = row["input"].as_str().unwrap();
        let docker = ImageReference::parse(input, Mode::Compat).is_some();
        let compat = check(&catalogue, input, Mode::Compat);
        assert_eq!(compat.reference.is_some(), docker, "{row}");
        assert_eq!(errors(&compat.issues) == 0, docker, "{row}");
        let strict = check(&catalogue, input, Mode::Strict);
        assert!(docker || strict.reference.is_none(), "{row}");
        assert_eq!(strict.reference.is_some(), row["valid"] == true, "{row}");
    }
}
