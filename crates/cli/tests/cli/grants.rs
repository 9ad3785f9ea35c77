//! `wharfinger grants`.

use tempfile::TempDir;

use crate::support::{Ran, run};

/// A command over the database in a folder.
fn on(folder: &TempDir, arguments: &[&str]) -> Ran {
    let database = format!("sqlite:{}", folder.path().join("wharfinger.db").display());
    run(&[&["grants"], arguments, &["--database", &database]].concat())
}

/// A folder with a database.
fn new() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("wharfinger.db").display());
    let made = run(&["account", "create", "ada", "--database", &database]);
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    folder
}

#[test]
fn without_repositories_all_is_well() {
    let folder = new();
    let status = on(&folder, &["status"]);
    assert_eq!((status.code, &*status.stdout), (Some(0), ""));
    let reconciled = on(&folder, &["reconcile"]);
    assert_eq!(reconciled.code, Some(0));
    assert_eq!(
        reconciled.stderr,
        "0 repositories are due; the running server looks at them\n"
    );
}

#[test]
fn what_is_not_there_is_said() {
    let folder = new();
    let id = "01890000-0000-7000-8000-000000000000";
    let principal = "arn:aws:iam::999900001111:role/wharfinger";
    for (arguments, said) in [
        (&["reconcile", id][..], "no repository has the id"),
        (&["doctor", id], "`--aws-principal` says as whom"),
        (
            &["doctor", id, "--aws-principal", principal],
            "no connection has this id",
        ),
        (
            &["doctor", id, "--aws-principal", "wharfinger"],
            "is not the ARN of an IAM role or user",
        ),
        (
            &[
                "doctor",
                id,
                "--aws-principal",
                principal,
                "--aws-region",
                "cn-north-1",
            ],
            "no region of the partition `aws`",
        ),
    ] {
        let ran = on(&folder, arguments);
        assert_eq!(ran.code, Some(1), "{arguments:?}");
        assert!(ran.stderr.contains(said), "{arguments:?}: {}", ran.stderr);
    }
    for command in ["reconcile", "doctor"] {
        let ran = on(&folder, &[command, "1"]);
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.stderr.contains("an id looks like"), "{}", ran.stderr);
    }
}

#[test]
fn the_template_is_one() {
    let ran = run(&["grants", "template"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.stdout.contains("AWS::IAM::Role"), "{}", ran.stdout);
}
