//! `wharfinger registries`.

use serde_json::Value;
use wharfinger_core::registry::Catalogue;

use crate::support::run;

#[test]
fn the_table_has_a_row_for_each_registry() {
    let ran = run(&["registries"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let mut lines = ran.stdout.lines();
    assert!(lines.next().unwrap().starts_with("ID "));
    assert_eq!(lines.count(), Catalogue::built_in().entries().count());
    assert!(ran.stdout.contains("amazon-ecr "));
}

#[test]
fn json_is_what_the_api_gives() {
    let ran = run(&["registries", "--format", "json"]);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    let registries = document["registries"].as_array().unwrap();
    assert!(
        registries
            .iter()
            .any(|registry| registry["id"] == "ghcr" && registry["host"] == "ghcr.io")
    );
}

#[test]
fn a_file_that_makes_no_sense_is_named() {
    let file = tempfile::NamedTempFile::with_suffix(".toml").unwrap();
    let path = file.path().to_str().unwrap();
    for (text, reason) in [
        (
            "[[registries]]\nid = \"quay\"\nname = \"Quay\"\nhost = \"quay.example.org\"\nvisibility = \"mixed\"\n",
            "registry id `quay` is taken",
        ),
        ("[[registry]]\n", "unknown field `registry`"),
        (
            "registries = 5\n",
            "invalid type: integer `5`, expected a sequence",
        ),
    ] {
        std::fs::write(file.path(), text).unwrap();
        let ran = run(&["registries", "--config", path]);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""));
        assert!(
            ran.stderr
                .starts_with(&format!("error: configuration file `{path}`: ")),
            "{}",
            ran.stderr
        );
        assert!(ran.stderr.contains(reason), "{}", ran.stderr);
    }
    let ran = run(&["registries", "--config", "/no/such/file.toml"]);
    assert_eq!(
        ran.stderr,
        "error: configuration file `/no/such/file.toml`: No such file or directory (os error 2)\n"
    );
}
