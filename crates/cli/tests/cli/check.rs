//! `wharfinger check IMAGE...`.

use serde_json::Value;

use crate::support::{run, wharfinger};

#[test]
fn a_good_reference_is_shown_in_full() {
    let ran = run(&[
        "check",
        "nginx:1.27",
        "quay.io/biocontainers/samtools:1.17--h00cdaf9_0",
    ]);
    assert_eq!(ran.code, Some(0));
    assert_eq!(ran.stderr, "");
    assert!(
        ran.stdout.contains("ok: docker.io/library/nginx:1.27\n"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout
            .contains("ok: quay.io/biocontainers/samtools:1.17--h00cdaf9_0\n"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_bad_reference_is_marked_where_it_is_bad() {
    let ran = run(&["check", "ghcr.io/Owner/image:1.0"]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.stderr, "");
    assert_eq!(
        ran.stdout,
        "error[reference.uppercase]: `Owner` must be in lower case\n\
         \x20 ghcr.io/Owner/image:1.0\n\
         \x20         ^^^^^\n\
         \x20 help: repository paths have lower-case letters only\n\
         \x20 fix: Use `owner`: `ghcr.io/owner/image:1.0`\n\n"
    );
}

#[test]
fn marks_follow_the_width_of_what_is_shown() {
    let ran = run(&["check", "ghcr.io/日本/image"]);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines[1..3], ["  ghcr.io/日本/image", "          ^^^^"]);
}

#[test]
fn one_bad_reference_among_good_ones_fails_the_run() {
    let ran = run(&["check", "nginx:1", "Nginx", "redis:7"]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.stdout.matches("ok: ").count(), 2);
}

#[test]
fn compat_takes_what_docker_takes() {
    for (image, compat, strict) in [
        ("myUser/image:1", 0, 1),
        ("_/nginx", 1, 1),
        ("nginx:1", 0, 0),
    ] {
        assert_eq!(
            run(&["check", "--mode", "compat", image]).code,
            Some(compat),
            "{image}"
        );
        assert_eq!(
            run(&["check", "--mode", "strict", image]).code,
            Some(strict),
            "{image}"
        );
        assert_eq!(run(&["check", image]).code, Some(strict), "{image}");
    }
}

#[test]
fn json_is_a_line_for_each_image() {
    let ran = run(&["check", "--format", "json", "nginx:1.27", "Nginx"]);
    assert_eq!(ran.code, Some(1));
    let lines: Vec<Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["reference"]["familiar"], "nginx:1.27");
    assert_eq!(lines[1]["reference"], Value::Null);
    assert_eq!(lines[1]["issues"][0]["code"], "reference.uppercase");
}

#[test]
fn colour_is_for_terminals() {
    let plain = run(&["check", "Nginx"]).stdout;
    assert!(!plain.contains('\u{1b}'));
    let forced = wharfinger(&["check", "Nginx"])
        .env("CLICOLOR_FORCE", "1")
        .env_remove("NO_COLOR")
        .output()
        .unwrap();
    assert!(forced.stdout.contains(&0x1b), "colour can be forced");
    let refused = wharfinger(&["check", "Nginx"])
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    assert!(!refused.stdout.contains(&0x1b));
}

#[test]
fn registries_of_a_file_take_part() {
    let file = tempfile::NamedTempFile::with_suffix(".toml").unwrap();
    std::fs::write(
        file.path(),
        "[[registries]]\nid = \"our-harbor\"\nname = \"Our Harbor\"\nhost = \"harbor.example.org\"\n\
         visibility = \"mixed\"\nsegments = { min = 2, max = 2 }\n",
    )
    .unwrap();
    let path = file.path().to_str().unwrap();
    let ran = run(&["check", "--config", path, "harbor.example.org/only-one:1"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stdout.contains("Our Harbor"), "{}", ran.stdout);
}

#[test]
fn a_command_line_that_makes_no_sense_is_told_so() {
    for arguments in [
        &["check"][..],
        &["check", "--registration", "nginx"],
        &["check", "--jsonl", "nginx"],
        &["check", "--jsonl", "--format", "text"],
        &["check", "--mode", "lax", "nginx"],
        &["chek"],
    ] {
        let ran = run(arguments);
        assert_eq!(
            (ran.code, ran.stdout.as_str()),
            (Some(2), ""),
            "{arguments:?}"
        );
        assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
    }
}
