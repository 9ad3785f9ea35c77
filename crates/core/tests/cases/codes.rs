//! The cases of `tests/data` together: every code is produced, and none is misspelt.

use std::collections::BTreeSet;

use serde_json::Value;
use wharfinger_core::code::Code;

/// The files that say which codes an input gets.
const FILES: &[&str] = &[
    "access.jsonl",
    "contacts.jsonl",
    "dockstore.jsonl",
    "ecr_hosts.jsonl",
    "evidence.jsonl",
    "principals.jsonl",
    "pulls.jsonl",
    "registrations.jsonl",
    "registries.jsonl",
    "strict.jsonl",
];

/// Codes that no input alone can get, and who says them.
const SAID_BY_THE_SERVER: &[Code] = &[
    // Only the server knows what is registered.
    Code::ToolPathConflict,
    // Only the server knows what a tool was before it is edited.
    Code::ToolPathChanged,
];

#[test]
fn every_code_is_produced_by_a_case() {
    let produced = produced();
    for code in Code::ALL {
        let is_servers = SAID_BY_THE_SERVER.contains(code);
        assert_eq!(
            produced.contains(code.as_str()),
            !is_servers,
            "`{code}`: {}",
            if is_servers {
                "a case produces it, so it is not the server's alone"
            } else {
                "no case in tests/data produces it"
            }
        );
    }
}

#[test]
fn no_case_names_an_unknown_code() {
    for code in produced() {
        assert!(Code::from_name(&code).is_some(), "`{code}`");
    }
}

fn produced() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for file in FILES {
        for row in super::expect::read(file) {
            collect(&row, &mut codes);
        }
    }
    codes
}

/// The codes of a row: its list `codes`, and the `code` of every issue of a report.
fn collect(value: &Value, codes: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                match (key.as_str(), member) {
                    ("codes", Value::Array(list)) => {
                        codes.extend(list.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                    ("code", Value::String(code)) => {
                        codes.insert(code.clone());
                    }
                    (_, member) => collect(member, codes),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, codes)),
        _ => {}
    }
}
