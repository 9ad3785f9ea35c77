//! Every input that fuzzing kept, replayed without a fuzzer: the corpus, and what once was a
//! finding.

use std::fs;
use std::panic;

use wharfinger_tests::data::root;
use wharfinger_tests::fuzz::TARGETS;

#[test]
fn kept_inputs_break_no_law() {
    let mut findings = Vec::new();
    for (name, target) in TARGETS {
        let mut inputs = 0;
        for folder in ["corpus", "regressions"] {
            let folder = root().join("fuzz").join(folder).join(name);
            for entry in fs::read_dir(&folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                let bytes = fs::read(&path).unwrap();
                if panic::catch_unwind(|| target(&bytes)).is_err() {
                    findings.push(path.display().to_string());
                }
                inputs += 1;
            }
        }
        assert!(inputs > 0, "`fuzz/corpus/{name}` is empty");
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

#[test]
fn every_target_of_the_fuzzer_is_replayed() {
    let manifest = fs::read_to_string(root().join("fuzz/Cargo.toml")).unwrap();
    let binaries: Vec<&str> = manifest
        .split("[[bin]]")
        .skip(1)
        .filter_map(|section| section.split('"').nth(1))
        .collect();
    let replayed: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
    assert_eq!(binaries, replayed);
}
