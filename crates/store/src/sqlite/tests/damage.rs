//! Rows that something else changed: told apart from mistakes, with tool and column named.

use std::fs;
use std::os::unix::fs::FileExt;

use rusqlite::Connection;
use wharfinger_core::registration::Corrupt;

use super::Place;
use crate::tests::{at, id, new_tool, wait};
use crate::{ArchiveError, Failure, Page, RegisterError, Revision, Store, ToolFilter, UpdateError};

/// Runs a statement that the schema would not let through, on a store with one tool.
fn damaged(sql: &str) -> Place {
    let place = Place::new();
    let store = place.open();
    wait(store.register_tool(new_tool(1, "quay.io/a/b"))).unwrap();
    drop(store);
    let connection = Connection::open(place.database()).unwrap();
    connection
        .pragma_update(None, "ignore_check_constraints", true)
        .unwrap();
    connection
        .pragma_update(None, "foreign_keys", false)
        .unwrap();
    connection.execute_batch(sql).unwrap();
    place
}

fn corrupt(tool: &str, column: &'static str, found: &str) -> Failure {
    Failure::Corrupt {
        tool: tool.to_owned(),
        source: Corrupt {
            column,
            found: found.to_owned(),
        },
    }
}

#[test]
fn a_damaged_column_is_named_however_the_tool_is_asked_for() {
    let tool = id(1).to_string();
    for (column, value, found) in [
        ("visibility", "'secret'", "secret"),
        ("registry", "''", ""),
        ("host", "''", ""),
        ("namespace", "''", ""),
        ("name", "''", ""),
        ("path", "'quay.io/a/other'", "quay.io/a/other"),
        ("revision", "0", "0"),
        ("revision", "1e10", "Integer(10000000000)"),
        ("name", "CAST(x'ff' AS TEXT)", "Text([255])"),
    ] {
        let place = damaged(&format!("UPDATE tool SET {column} = {value}"));
        let store = place.open();
        let failure = corrupt(&tool, column, found);
        assert_eq!(wait(store.tool(id(1))), Err(failure.clone()));
        assert_eq!(
            wait(store.list_tools(&ToolFilter::default(), Page::first(1))),
            Err(failure.clone())
        );
        assert_eq!(wait(store.check()), Err(failure.clone()));
        let archived = wait(store.archive_tool(id(1), None, at(2)));
        assert_eq!(archived, Err(ArchiveError::Failure(failure.clone())));
        if column != "path" {
            assert_eq!(wait(store.find_tool("quay.io/a/b")), Err(failure.clone()));
            let registered = wait(store.register_tool(new_tool(2, "quay.io/a/b")));
            assert_eq!(registered, Err(RegisterError::Failure(failure)));
        }
        // A damaged tool does not spread.
        wait(store.register_tool(new_tool(3, "quay.io/a/c"))).unwrap();
        assert!(wait(store.find_tool("quay.io/a/c")).unwrap().is_some());
    }
}

#[test]
fn the_message_tells_the_operator_where_to_look() {
    let place = damaged("UPDATE tool SET visibility = 'secret'");
    let failure = wait(place.open().tool(id(1))).unwrap_err();
    let expected = format!(
        "tool `{}` is stored damaged: column `visibility` holds `secret`",
        id(1)
    );
    assert_eq!(failure.to_string(), expected);
}

#[test]
fn long_damage_is_cut_short() {
    let place = damaged("UPDATE tool SET visibility = replace(hex(zeroblob(5000)), '00', 'é')");
    let failure = wait(place.open().tool(id(1))).unwrap_err();
    assert!(failure.to_string().len() < 300, "{failure}");
}

#[test]
fn an_unreadable_id_is_damage_too() {
    let place = damaged("UPDATE tool SET id = x'00'");
    let failure = wait(place.open().find_tool("quay.io/a/b")).unwrap_err();
    assert_eq!(failure, corrupt("?", "id", "Blob([0])"));
}

#[test]
fn searches_notice_damage() {
    let place = damaged("UPDATE tool SET path = CAST(x'ff' AS TEXT)");
    let filter = ToolFilter {
        search: Some("quay".to_owned()),
        ..ToolFilter::default()
    };
    let failure = wait(place.open().list_tools(&filter, Page::first(1))).unwrap_err();
    assert_eq!(failure, corrupt(&id(1).to_string(), "path", "Text([255])"));
}

#[test]
fn a_check_compares_what_reads_do_not() {
    for (sql, finding) in [
        ("DELETE FROM tool_search", None),
        (
            "INSERT INTO tool_search (rowid, text) VALUES (5, 'nothing')",
            Some("the search index and the tools disagree at position 5"),
        ),
        (
            "UPDATE search_progress SET through = 1",
            Some("the search index and the tools disagree at position 1"),
        ),
        (
            "UPDATE tool SET position = 2",
            Some("the tool at position 1 is missing"),
        ),
        (
            "INSERT INTO idempotency VALUES ('p', 'k', zeroblob(32), 7, 0)",
            Some("a row of `idempotency` refers to nothing"),
        ),
    ] {
        let checked = wait(damaged(sql).open().check());
        let expected = match finding {
            None => Ok(()),
            Some(finding) => Err(Failure::Damaged {
                finding: finding.to_owned(),
            }),
        };
        assert_eq!(checked, expected, "{sql}");
    }
}

#[test]
fn damaged_pages_are_failures_and_never_answers() {
    let place = Place::new();
    let store = place.open();
    for number in 1..=200 {
        wait(store.register_tool(new_tool(number, &format!("quay.io/a/{number}")))).unwrap();
    }
    drop(store);
    let file = fs::File::options()
        .write(true)
        .open(place.database())
        .unwrap();
    // The first page has the header; all others become noise.
    let length = file.metadata().unwrap().len();
    file.write_all_at(&vec![0xa5; usize::try_from(length).unwrap() - 4096], 4096)
        .unwrap();
    let Ok(store) = crate::Sqlite::open(place.database()) else {
        return;
    };
    let damaged = |failure: &Failure| matches!(failure, Failure::Damaged { .. });
    assert!(wait(store.tool(id(1))).is_err_and(|failure| damaged(&failure)));
    assert!(wait(store.counts()).is_err_and(|failure| damaged(&failure)));
    assert!(wait(store.check()).is_err_and(|failure| damaged(&failure)));
    let registered = wait(store.register_tool(new_tool(300, "quay.io/a/x")));
    assert!(matches!(registered, Err(RegisterError::Failure(failure)) if damaged(&failure)));
    let updated = wait(store.update_tool(
        id(1),
        Revision::FIRST,
        crate::tests::registration("quay.io/a/1"),
        at(1),
    ));
    assert!(matches!(updated, Err(UpdateError::Failure(failure)) if damaged(&failure)));
}
