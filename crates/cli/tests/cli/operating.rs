//! The operating guide names everything that can be set.

use std::fs;
use std::path::Path;

use crate::support::run;

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .unwrap()
}

fn guide() -> String {
    fs::read_to_string(workspace().join("docs/OPERATING.md")).unwrap()
}

/// Every word of `text` that begins so, without what stands around it.
fn words<'t>(text: &'t str, begin: &str) -> Vec<&'t str> {
    let is_part = |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
    let mut words: Vec<_> = text
        .split(|character| !is_part(character))
        .filter(|word| word.starts_with(begin) && word.len() > begin.len())
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

#[test]
fn the_guide_names_every_flag_and_variable_of_the_server() {
    let (guide, help) = (guide(), run(&["serve", "--help"]).stdout);
    let (flags, variables) = (words(&help, "--"), words(&help, "WHARFINGER_"));
    assert!(
        flags.len() > 10 && variables.len() > 10,
        "{flags:?} {variables:?}"
    );
    let known = words(&guide, "--");
    let known_variables = words(&guide, "WHARFINGER_");
    for flag in flags {
        assert!(
            matches!(flag, "--help") || known.contains(&flag),
            "`{flag}` is missing"
        );
    }
    for variable in variables {
        assert!(
            known_variables.contains(&variable),
            "`{variable}` is missing"
        );
    }
}

#[test]
fn the_guide_names_every_variable_that_is_no_flag() {
    let (guide, sources) = (guide(), Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let known = words(&guide, "WHARFINGER_");
    let mut read = 0;
    for entry in fs::read_dir(sources).unwrap() {
        let path = entry.unwrap().path();
        let Ok(source) = fs::read_to_string(path) else {
            continue;
        };
        for variable in words(&source, "WHARFINGER_") {
            assert!(known.contains(&variable), "`{variable}` is missing");
            read += 1;
        }
    }
    assert!(read > 10, "only {read}");
}

#[test]
fn the_guide_names_every_command_about_databases() {
    let guide = guide();
    for command in ["migrate", "check", "copy", "backup"] {
        assert_eq!(run(&["database", command, "--help"]).code, Some(0));
        assert!(
            guide.contains(&format!("wharfinger database {command}")),
            "{command}"
        );
    }
}
