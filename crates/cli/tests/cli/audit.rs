//! `wharfinger audit`.

use rusqlite::Connection;
use tempfile::TempDir;
use wharfinger_store::Database;

use crate::serving::Serving;
use crate::support::{Ran, run};

/// A folder with a database in which some things were done.
fn used() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        ["create", "ada"],
        ["create", "grace"],
        ["disable", "ada"],
        ["enable", "ada"],
    ] {
        let ran = on(&folder, &[&["account"], &arguments[..]].concat());
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    }
    folder
}

/// A command over the database in a folder.
fn on(folder: &TempDir, arguments: &[&str]) -> Ran {
    let database = format!("sqlite:{}", folder.path().join("wharfinger.db").display());
    run(&[arguments, &["--database", &database]].concat())
}

fn change(folder: &TempDir, sql: &str) {
    let connection = Connection::open(folder.path().join("wharfinger.db")).unwrap();
    connection.execute_batch(sql).unwrap();
}

/// The numbers and actions of exported lines.
fn actions(exported: &str) -> Vec<(u64, String)> {
    let entries = exported.lines().map(|line| {
        let entry: serde_json::Value = serde_json::from_str(line).unwrap();
        let number = entry["number"].as_u64().unwrap();
        (number, entry["action"].as_str().unwrap().to_owned())
    });
    entries.collect()
}

#[test]
fn a_log_that_nobody_touched_is_whole_and_exported_in_order() {
    let folder = used();
    let verified = on(&folder, &["audit", "verify"]);
    assert_eq!(verified.code, Some(0), "{}", verified.stderr);
    let fields: Vec<&str> = verified.stdout.trim_end().split('\t').collect();
    let ["whole", "6", head] = fields[..] else {
        panic!("{}", verified.stdout);
    };
    let exported = on(&folder, &["audit", "export", "--jsonl"]);
    assert_eq!(exported.code, Some(0));
    assert_eq!(
        exported.stderr,
        format!("6 entries; the hash of the last one is {head}\n")
    );
    let expected = [
        (1, "account.created"),
        (2, "account.password_link_made"),
        (3, "account.created"),
        (4, "account.password_link_made"),
        (5, "account.disabled"),
        (6, "account.enabled"),
    ];
    assert_eq!(
        actions(&exported.stdout),
        expected.map(|(number, action)| (number, action.to_owned()))
    );
    let last = exported.stdout.lines().last().unwrap();
    assert!(last.contains(&format!("\"hash\":\"{head}\"")), "{last}");
    assert!(last.contains("\"request_id\":\"wharfinger account enable\""));
}

#[test]
fn an_empty_log_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::sqlite(folder.path().join("wharfinger.db"));
    database.open().unwrap().close();
    let verified = on(&folder, &["audit", "verify"]);
    assert!(verified.stdout.starts_with("whole\t0\t"), "{verified:?}");
    let exported = on(&folder, &["audit", "export", "--jsonl"]);
    assert_eq!(exported.stdout, "");
    assert!(exported.stderr.starts_with("0 entries"));
}

#[test]
fn a_log_that_is_not_there_is_not_whole() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["verify"][..], &["export", "--jsonl"]] {
        let ran = on(&folder, &[&["audit"], arguments].concat());
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert_eq!(ran.stdout, "");
        assert!(ran.stderr.contains("there is no database"), "{ran:?}");
    }
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
}

#[test]
fn what_was_changed_behind_its_back_is_found() {
    for (sql, number) in [
        ("UPDATE audit SET at = at + 1 WHERE number = 2", 2),
        ("DELETE FROM audit WHERE number = 3", 3),
        ("UPDATE audit SET until = until + 1 WHERE number = 4", 4),
        ("DELETE FROM audit WHERE number = 6", 6),
        ("UPDATE account SET disabled_at = 1 WHERE name = 'ada'", 6),
    ] {
        let folder = used();
        change(&folder, sql);
        let verified = on(&folder, &["audit", "verify"]);
        assert_eq!(verified.code, Some(1), "{sql}");
        assert_eq!(verified.stdout, "");
        let expected = format!("error: the audit log does not fit together at entry {number}: ");
        assert!(
            verified.stderr.starts_with(&expected),
            "{}",
            verified.stderr
        );
    }
}

#[test]
fn an_export_goes_on_around_a_damaged_entry() {
    for (damaged, end) in [
        (2, "; the hash of the last one is "),
        (6, "; the last one is damaged"),
    ] {
        let folder = used();
        change(
            &folder,
            &format!("UPDATE audit SET action = 'gossip' WHERE number = {damaged}"),
        );
        let exported = on(&folder, &["audit", "export", "--jsonl"]);
        assert_eq!(exported.code, Some(1), "{exported:?}");
        let lines = exported.stdout.lines();
        let lines = lines.map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        for (number, line) in (1..).zip(lines) {
            assert_eq!(line["number"], number, "{line}");
            let is_damaged = line["damaged"].is_string();
            assert_eq!(is_damaged, number == damaged, "{line}");
            assert_eq!(is_damaged, line["action"].is_null(), "{line}");
        }
        assert_eq!(exported.stdout.lines().count(), 6);
        let told = format!("6 entries{end}");
        assert!(exported.stderr.starts_with(&told), "{}", exported.stderr);
        let told = "error: 1 of them cannot be read";
        assert!(exported.stderr.contains(told), "{}", exported.stderr);
    }
}

#[test]
fn it_is_read_beside_a_running_server() {
    let folder = used();
    let serving = Serving::start(
        &folder.path().join("wharfinger.db"),
        &[],
        Some("a-token-for-this-test"),
    );
    assert_eq!(serving.register("a-token-for-this-test", "nginx"), 201);
    let exported = on(&folder, &["audit", "export", "--jsonl"]);
    let (number, action) = actions(&exported.stdout).pop().unwrap();
    assert_eq!((number, action.as_str()), (7, "tool.registered"));
    assert_eq!(on(&folder, &["audit", "verify"]).code, Some(0));
    assert_eq!(serving.register("a-token-for-this-test", "redis"), 201);
}

#[test]
fn an_export_says_its_form() {
    let ran = run(&["audit", "export"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("--jsonl"), "{}", ran.stderr);
}
