//! The table of hostile targets, `tests/data/registry_targets.jsonl`, against the guard.

#![expect(
    clippy::unwrap_used,
    reason = "test code; clippy exempts only functions marked as tests"
)]

use std::net::IpAddr;

use serde_json::Value;
use wharfinger_registry::guard::{Guard, Listed, Refusal, Standing, Target};
use wharfinger_tests::data::{root, rows};

/// Fewest hostile rows: fewer is an accident.
const HOSTILE_MIN: usize = 60;

/// Where people are told how many hostile rows there are, and in which words behind the number.
const TOLD: [(&str, &str); 2] = [
    ("SECURITY.md", "targets that are refused"),
    ("docs/ARCHITECTURE.md", "hostile targets"),
];

/// What the operator of the table listed.
const LISTED: &[&str] = &[
    "registry.lab.example.org:5000",
    "harbor",
    "http://127.0.0.1:5999",
];

#[test]
fn every_target_has_the_verdict_of_the_table() {
    let listed = LISTED.iter().map(|text| Listed::parse(text).unwrap());
    let guard = Guard::new(listed.collect());
    let mut hostile = 0;
    let mut wrong = Vec::new();
    for row in rows(&root().join("tests/data/registry_targets.jsonl")) {
        let expected = row["verdict"].as_str().unwrap();
        hostile += usize::from(!matches!(expected, "open" | "listed"));
        let found = match verdict(&guard, &row) {
            Ok(Standing::Public) => "open",
            Ok(Standing::Listed) => "listed",
            Err(refusal) => refusal.as_str(),
        };
        if found != expected {
            wrong.push(format!("{}: {found}, not {expected}", row["name"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(hostile >= HOSTILE_MIN, "{hostile} hostile rows");
    for (page, words) in TOLD {
        let text = std::fs::read_to_string(root().join(page)).unwrap();
        let told = format!(" {hostile} {words}");
        assert!(text.contains(&told), "`{page}` does not say `{told}`");
    }
}

fn verdict(guard: &Guard, row: &Value) -> Result<Standing, Refusal> {
    let target = Target::parse(row["target"].as_str().unwrap())?;
    let from = row["from"].as_str().map(|from| match from {
        "public" => Standing::Public,
        "listed" => Standing::Listed,
        other => panic!("nothing is {other}"),
    });
    let admission = guard.admit(&target, from)?;
    let resolved: Vec<IpAddr> = match target.address() {
        Some(address) => vec![address],
        None => row["addresses"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|address| address.as_str().unwrap().parse().unwrap())
            .collect(),
    };
    let sockets = admission.judge(&resolved)?;
    assert!(sockets.iter().all(|socket| socket.port() == target.port()));
    Ok(admission.standing())
}
