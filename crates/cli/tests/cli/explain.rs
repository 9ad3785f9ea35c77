//! `wharfinger explain`.

use wharfinger_core::code::Code;
use wharfinger_core::diagnosis::Cause;
use wharfinger_lint::Remark;

use crate::support::run;

#[test]
fn every_code_is_listed_and_explained() {
    let listed = run(&["explain"]);
    assert_eq!(listed.code, Some(0));
    let rules = Code::ALL.iter().map(|code| code.as_str());
    let codes: Vec<&str> = rules
        .chain(Remark::ALL.iter().map(|remark| remark.as_str()))
        .chain(Cause::ALL.iter().map(|cause| cause.as_str()))
        .collect();
    assert_eq!(listed.stdout.lines().count(), codes.len());
    for code in codes {
        assert!(listed.stdout.contains(code));
        assert_eq!(run(&["explain", code]).code, Some(0), "{code}");
    }
    let ran = run(&["explain", "privacy.registry_is_private"]);
    assert_eq!(ran.code, Some(0));
    let entry = Code::PrivacyRegistryIsPrivate.entry();
    assert_eq!(
        ran.stdout,
        format!(
            "privacy.registry_is_private (error)\n\n{}\n\nWhy:     {}\nExample: {}\nSource:  {}\n",
            entry.summary, entry.why, entry.example, entry.source
        )
    );
}

#[test]
fn a_mistyped_code_is_offered_the_right_one() {
    let ran = run(&["explain", "refrence.emty"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""));
    let lines: Vec<&str> = ran.stderr.lines().collect();
    assert_eq!(lines[0], "error: there is no code `refrence.emty`");
    assert_eq!(lines[1], "  did you mean `reference.empty`?");
    assert_eq!(
        *lines.last().unwrap(),
        "help: `wharfinger explain` lists every code"
    );
}

#[test]
fn something_else_entirely_is_offered_nothing() {
    let ran = run(&["explain", "42"]);
    assert_eq!(
        ran.stderr,
        "error: there is no code `42`\nhelp: `wharfinger explain` lists every code\n"
    );
}
