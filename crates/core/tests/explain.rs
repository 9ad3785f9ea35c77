//! Laws of the explaining pass, over everything that distribution/reference was asked.

use serde_json::Value;
use wharfinger_core::reference::{ImageReference, Mode, explain};
use wharfinger_core::report::{Field, Issue};

#[test]
fn every_refused_text_gets_an_error_with_spans_that_fit_it() {
    let data = include_str!("../../../tests/data/references.jsonl");
    let mut generic = Vec::new();
    for line in data.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let Some(text) = row["input"].as_str() else {
            continue;
        };
        if ImageReference::parse(text, Mode::Strict).is_some() {
            continue;
        }
        let issues = explain(text, Field::Image);
        assert!(issues.iter().any(Issue::is_error), "{text:?}");
        for issue in &issues {
            let span = issue.span;
            assert!(
                text.get(span.start..span.end).is_some(),
                "{text:?} {issue:?}"
            );
            for edit in issue.fixes.iter().flat_map(|fix| &fix.edits) {
                let span = edit.span;
                assert!(
                    text.get(span.start..span.end).is_some(),
                    "{text:?} {issue:?}"
                );
            }
            if issue.message.starts_with("this cannot be read") {
                generic.push(text.to_owned());
            }
        }
    }
    assert!(
        generic.is_empty(),
        "{} without a reason: {:?}",
        generic.len(),
        &generic[..generic.len().min(40)]
    );
}
