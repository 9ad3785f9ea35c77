//! The named cases of `tests/data/registrations.jsonl`: whole drafts with their whole reports, byte
//! for byte as the wire has them.
//!
//! `UPDATE_EXPECT=1` rewrites the file from the drafts; read the difference before it is committed.

use serde_json::Value;
use wharfinger_core::registration::{Draft, check};
use wharfinger_core::registry::{Catalogue, RegistryEntry};
use wharfinger_core::report::Field;
use wharfinger_core::wire;

const OPERATORS: &str = include_str!("../../../../tests/data/operators.json");

#[test]
fn drafts_get_the_reports_of_the_cases() {
    let built_in = Catalogue::built_in();
    let added = serde_json::from_str(OPERATORS).unwrap();
    let with_operators = Catalogue::with_operators(added).unwrap();
    super::expect::rows("registrations.jsonl", |row| {
        let operators = match &row["operators"] {
            Value::Null => String::new(),
            file => {
                assert_eq!(file, "operators.json");
                format!(",\"operators\":{file}")
            }
        };
        let catalogue = if operators.is_empty() {
            &built_in
        } else {
            &with_operators
        };
        let draft: Draft = serde_json::from_value(row["draft"].clone()).unwrap();
        let report = check(catalogue, &draft);
        assert_eq!(
            report.is_valid(),
            report.issues.iter().all(|issue| !issue.is_error()),
            "{row}"
        );
        let report = serde_json::to_string(&wire::report(&draft, &report)).unwrap();
        let (name, draft) = (&row["name"], &row["draft"]);
        format!("{{\"name\":{name}{operators},\"draft\":{draft},\"report\":{report}}}")
    });
}

/// The parts of an image, as a form has them, name the same image as its line.
#[test]
fn line_and_parts_name_the_same_image() {
    let catalogue = Catalogue::built_in();
    let mut checked = 0;
    for row in super::expect::read("strict.jsonl") {
        let line = Draft::default()
            .with(Field::Image, row["input"].as_str().unwrap())
            .with(Field::ContactEmail, "tools@example.org");
        for visibility in ["public", "private"] {
            let line = line.clone().with(Field::Visibility, visibility);
            let Some(from_line) = check(&catalogue, &line).registration else {
                continue;
            };
            let stored = from_line.stored();
            let mut parts = line.clone();
            parts.clear(Field::Image);
            for (field, text) in [
                (Field::Registry, Some(&stored.registry)),
                (Field::Namespace, Some(&stored.namespace)),
                (Field::Name, Some(&stored.name)),
                (Field::Tag, stored.tag.as_ref()),
                (Field::Digest, stored.digest.as_ref()),
            ] {
                if let Some(text) = text {
                    parts.set(field, text);
                }
            }
            let entry = catalogue.by_id(&stored.registry);
            if entry.is_none_or(RegistryEntry::custom_path) {
                parts.set(Field::RegistryPath, &stored.host);
            }
            let from_parts = check(&catalogue, &parts);
            assert_eq!(
                from_parts.registration.as_ref(),
                Some(&from_line),
                "{row}: {:?}",
                from_parts.issues
            );
            // Both at once agree with themselves.
            let image = line.get(Field::Image).unwrap();
            let both = check(&catalogue, &parts.with(Field::Image, image));
            assert_eq!(
                both.registration.as_ref(),
                Some(&from_line),
                "{row}: {:?}",
                both.issues
            );
            checked += 1;
        }
    }
    assert!(checked > 300, "only {checked} images were checked");
}

/// A preview and a registration read the same text the same way.
#[test]
fn previews_take_off_the_white_space_that_checks_take_off() {
    let catalogue = Catalogue::built_in();
    let draft = Draft::default()
        .with(Field::Image, "quay.io/team/tool:1.0")
        .with(Field::ToolName, " sort ")
        .with(Field::Visibility, " private\n")
        .with(Field::ContactEmail, "tools@example.org");
    let registration = check(&catalogue, &draft).registration.unwrap();
    assert_eq!(draft.visibility(), registration.visibility());
    let preview = serde_json::to_value(wire::read_image(&catalogue, &draft)).unwrap();
    assert_eq!(preview["tool_path"], registration.tool_path().as_str());
    assert_ne!(preview["pull"]["login"], Value::Null);
}
