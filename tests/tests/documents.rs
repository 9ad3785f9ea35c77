//! The documents: their links lead somewhere, and every crate says what it must not know.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the tests lie in the workspace")
        .to_owned()
}

/// Every Markdown file of the project, without what was installed or built.
fn documents(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the project") {
        let path = entry.expect("an entry of a folder").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() && !matches!(&*name, "target" | "node_modules" | "dist" | ".git") {
            documents(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

#[test]
fn links_lead_somewhere() {
    let mut found = Vec::new();
    documents(&root(), &mut found);
    assert!(found.len() > 10, "only {found:?}");
    let mut dead = Vec::new();
    for document in found {
        let text = fs::read_to_string(&document).unwrap();
        for link in text.split("](").skip(1) {
            let target = link.split([')', '#', ' ']).next().unwrap_or_default();
            if target.is_empty() || target.contains(':') {
                continue;
            }
            let folder = document.parent().expect("a file lies in a folder");
            if !folder.join(target).exists() {
                dead.push(format!("{}: {target}", document.display()));
            }
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
}

#[test]
fn every_crate_says_what_it_must_not_know() {
    let mut crates = 0;
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        let readme = entry.unwrap().path().join("README.md");
        let text = fs::read_to_string(&readme).unwrap_or_default();
        let words: Vec<&str> = text.split_whitespace().collect();
        let plain = words.join(" ").replace('*', "").to_lowercase();
        assert!(
            plain.contains("must not know"),
            "{} does not say it",
            readme.display()
        );
        crates += 1;
    }
    assert!(crates >= 6, "only {crates} crates");
}
