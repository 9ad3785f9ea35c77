//! The cases of `tests/data`: one truth, read by every engine.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use wharfinger_core::registry::Catalogue;

/// The folder of the repository.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the crate lies in the repository")
        .to_owned()
}

/// The inputs of `references.jsonl` that are text.
#[must_use]
pub fn references() -> Vec<String> {
    rows(&root().join("tests/data/references.jsonl"))
        .filter_map(|row| row["input"].as_str().map(str::to_owned))
        .collect()
}

/// Every draft that a case in `tests/data` is about, as JSON text.
#[must_use]
pub fn drafts() -> Vec<String> {
    draft_rows(|row| row.get("operators").is_none())
}

/// Every draft of a case that is about an operator's registries, [`OPERATORS`].
#[must_use]
pub fn operator_drafts() -> Vec<String> {
    draft_rows(|row| row["operators"].as_str() == Some(OPERATORS))
}

/// The file with an operator's registries.
pub const OPERATORS: &str = "operators.json";

/// The text of [`OPERATORS`]: a list.
#[must_use]
pub fn operators() -> String {
    let path = root().join("tests/data").join(OPERATORS);
    fs::read_to_string(path).expect("the file is part of the repository")
}

/// The catalogue with the registries of [`OPERATORS`].
#[must_use]
pub fn with_operators() -> Catalogue {
    let operators = serde_json::from_str(&operators()).expect("they are well formed");
    Catalogue::with_operators(operators).expect("they contradict nothing")
}

fn draft_rows(is_wanted: impl Fn(&Value) -> bool) -> Vec<String> {
    let mut files: Vec<PathBuf> = fs::read_dir(root().join("tests/data"))
        .expect("`tests/data` is part of the repository")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|end| end == "jsonl"))
        .collect();
    files.sort();
    let drafts: Vec<String> = files
        .iter()
        .flat_map(|file| rows(file))
        .filter(is_wanted)
        .filter_map(|row| row.get("draft").filter(|draft| draft.is_object()).cloned())
        .map(|draft| draft.to_string())
        .collect();
    assert!(!drafts.is_empty(), "`tests/data` holds no such drafts");
    drafts
}

/// The rows of a file with one JSON value a line.
///
/// # Panics
/// When the file cannot be read, or a line is no JSON: the data is part of the repository.
pub fn rows(file: &Path) -> impl Iterator<Item = Value> {
    let text = fs::read_to_string(file)
        .unwrap_or_else(|error| panic!("{} cannot be read: {error}", file.display()));
    let file = file.to_owned();
    let rows: Vec<Value> = text
        .lines()
        .enumerate()
        .map(|(line, row)| {
            serde_json::from_str(row)
                .unwrap_or_else(|error| panic!("{}:{}: {error}", file.display(), line + 1))
        })
        .collect();
    rows.into_iter()
}
