//! Files of cases in `tests/data`: one JSON object a line, with what is expected beside the input.

#![expect(
    clippy::disallowed_methods,
    reason = "test code, which reads and on demand rewrites its data"
)]

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

/// Set to rewrite the expectations from the inputs.
const UPDATE: &str = "UPDATE_EXPECT";

/// The rows of a file.
pub(crate) fn read(file: &str) -> Vec<Value> {
    let path = path(file);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
    let rows: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    let mut names: Vec<&str> = rows.iter().filter_map(|row| row["name"].as_str()).collect();
    names.sort_unstable();
    let twice = names.windows(2).find(|pair| pair[0] == pair[1]);
    assert_eq!(twice, None, "{file} has a name twice");
    assert_eq!(names.len(), rows.len(), "{file} has a row without a name");
    rows
}

/// Holds every row of `file` against the line that `found` makes of it, byte for byte.
pub(crate) fn rows(file: &str, found: impl Fn(&Value) -> String) {
    let rows = read(file);
    let lines: Vec<String> = rows.iter().map(found).collect();
    let path = path(file);
    if std::env::var_os(UPDATE).is_some() {
        fs::write(&path, lines.join("\n") + "\n").unwrap();
        return;
    }
    let text = fs::read_to_string(&path).unwrap();
    let different: Vec<String> = text
        .lines()
        .zip(&lines)
        .filter(|(expected, found)| expected != found)
        .map(|(expected, found)| format!("expected {expected}\n   found {found}"))
        .collect();
    assert!(
        different.is_empty(),
        "{file}: {} of {} rows differ; {UPDATE}=1 rewrites them\n{}",
        different.len(),
        lines.len(),
        different.join("\n")
    );
}

fn path(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/data")
        .join(file)
}
