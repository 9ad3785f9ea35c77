//! `tests/data/dockstore.jsonl`: what Dockstore does with an input, what we do, and why it differs.
//!
//! `normalized` lists the parts of the tool that matter to the case; `login`, `pull` and `page` are
//! there where the case is about them.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use wharfinger_core::registration::{Draft, check, read_image};
use wharfinger_core::registry::Catalogue;
use wharfinger_core::wire;

const FILE: &str = "dockstore.jsonl";

/// The rows of the comparison that are about a rule of registration. `dockstore.md` says why the
/// others have no case here.
const ROWS_WITHOUT_A_CASE: &[u64] = &[26, 37, 38, 39, 41, 42, 50];

/// How many disagreements the comparison lists.
const ROWS: u64 = 50;

/// What of the tool is shown unless the case names other parts.
const PARTS: &[&str] = &[
    "registry",
    "registry_host",
    "namespace",
    "name",
    "tool_path",
];

#[test]
fn drafts_are_judged_as_the_cases_say() {
    let catalogue = Catalogue::built_in();
    super::expect::rows(FILE, |row| {
        let draft: Draft = serde_json::from_value(row["draft"].clone()).unwrap();
        let report = check(&catalogue, &draft);
        let json = serde_json::to_value(wire::report(&draft, &report)).unwrap();
        let codes: Vec<&Value> = json["issues"]
            .as_array()
            .unwrap()
            .iter()
            .map(|issue| &issue["code"])
            .collect();
        let mut line = format!("{{\"name\":{}", row["name"]);
        let mut member = |key: &str, value: &Value| write!(line, ",\"{key}\":{value}").unwrap();
        for key in ["row", "table", "draft"] {
            if let Some(value) = row.get(key) {
                member(key, value);
            }
        }
        member("valid", &json["valid"]);
        member("codes", &json!(codes));
        if report.is_valid() {
            member("normalized", &normalized(row, &json["normalized"]));
            let image = read_image(&catalogue, &draft).unwrap();
            let visibility = report.registration.unwrap().visibility();
            let commands = image.pull_instructions(&catalogue, visibility);
            let said = json!({
                "login": commands.login,
                "pull": commands.pull,
                "page": image.page(&catalogue),
            });
            for key in ["login", "pull", "page"] {
                if row.get(key).is_some() {
                    member(key, &said[key]);
                }
            }
        }
        for key in ["dockstore", "why"] {
            if let Some(value) = row.get(key) {
                member(key, value);
            }
        }
        line.push('}');
        line
    });
}

/// The parts of the tool that the case lists.
fn normalized(row: &Value, whole: &Value) -> Value {
    let listed = row.get("normalized").and_then(Value::as_object);
    let keys: Vec<&str> = match listed {
        Some(listed) => listed.keys().map(String::as_str).collect(),
        None => PARTS.to_vec(),
    };
    let parts: Map<String, Value> = keys
        .into_iter()
        .map(|key| (key.to_owned(), whole[key].clone()))
        .collect();
    Value::Object(parts)
}

#[test]
fn every_row_of_the_comparison_has_a_case_or_a_reason() {
    let rows = super::expect::read(FILE);
    for number in 1..=ROWS {
        let has_case = rows.iter().any(|row| row["row"] == number);
        let is_left_out = ROWS_WITHOUT_A_CASE.contains(&number);
        assert_ne!(has_case, is_left_out, "row {number}");
    }
}

#[test]
fn a_verdict_that_differs_has_a_reason() {
    for row in super::expect::read(FILE) {
        let ours = if row["valid"] == true {
            "accepted"
        } else {
            "refused"
        };
        let theirs = row["dockstore"].as_str().unwrap();
        let differs = matches!(theirs, "accepted" | "refused") && theirs != ours;
        assert!(!differs || row.get("why").is_some(), "{}", row["name"]);
    }
}
