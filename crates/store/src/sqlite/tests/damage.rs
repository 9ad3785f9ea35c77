//! Rows that something else changed: told apart from mistakes, with tool and column named.

use std::fs;
use std::io::{Seek, SeekFrom, Write};

use rusqlite::Connection;
use wharfinger_core::registration::Corrupt;

use super::Place;
use crate::tests::{by, id, new_tool, wait};
use crate::{
    ArchiveError, Failure, OPERATOR, OpenError, Page, RegisterError, Sqlite, Store, ToolFilter,
    Tools,
};

/// Runs a statement that the schema would not let through, on a store with one tool.
fn damaged(sql: &str) -> Place {
    let place = Place::new();
    let store = place.open();
    wait(store.register_tool(new_tool(1, "quay.io/a/b"), by(OPERATOR, 1))).unwrap();
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
        table: "tool",
        row: tool.to_owned(),
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
        ("name", "CAST(x'ff' AS TEXT)", "Blob([255])"),
        ("registry", "'qu ay'", "qu ay"),
        ("host", "'quay.io/x'", "quay.io/x"),
        ("host", "'Quay.io'", "Quay.io"),
        ("host", "'index.docker.io'", "index.docker.io"),
        ("namespace", "'A'", "A"),
        ("namespace", "'a/b'", "a/b"),
        ("name", "'b:1'", "b:1"),
        ("name", "'b@x'", "b@x"),
        ("name", "'../b'", "../b"),
        ("tool_name", "''", ""),
        ("tool_name", "'a/b'", "a/b"),
        ("tag", "''", ""),
        ("tag", "'1/2'", "1/2"),
        ("tag", "'1@x'", "1@x"),
        ("digest", "'sha256:00'", "sha256:00"),
        ("contact_email", "'ada'", "ada"),
        ("contact_email", "'a@b.org?cc=x'", "a@b.org?cc=x"),
        ("description", "'a' || char(27) || '[31m'", "a\u{1b}[31m"),
        ("source_url", "'javascript:alert(1)'", "javascript:alert(1)"),
        (
            "source_url",
            "'https://x.org/' || char(10)",
            "https://x.org/\n",
        ),
    ] {
        let place = damaged(&format!("UPDATE tool SET {column} = {value}"));
        let store = place.open();
        let failure = corrupt(&tool, column, found);
        assert_eq!(wait(store.tool(id(1))), Err(failure.clone()));
        let listed = wait(store.list_tools(&ToolFilter::default(), Page::first(1)));
        assert_eq!(listed.unwrap().damaged, std::slice::from_ref(&failure));
        assert_eq!(wait(store.check()), Err(failure.clone()));
        let archived = wait(store.archive_tool(id(1), None, by(OPERATOR, 2)));
        assert_eq!(archived, Err(ArchiveError::Failure(failure.clone())));
        if column != "path" {
            assert_eq!(wait(store.find_tool("quay.io/a/b")), Err(failure.clone()));
            let registered = wait(store.register_tool(new_tool(2, "quay.io/a/b"), by(OPERATOR, 1)));
            assert_eq!(registered, Err(RegisterError::Failure(failure)));
        }
        // A damaged tool does not spread.
        wait(store.register_tool(new_tool(3, "quay.io/a/c"), by(OPERATOR, 1))).unwrap();
        assert!(wait(store.find_tool("quay.io/a/c")).unwrap().is_some());
    }
}

/// Parts that are good by themselves, cut where no registration is cut.
#[test]
fn parts_that_make_no_image_together_are_damage() {
    let path = ["quay.io/", &"a".repeat(130), "/", &"b".repeat(130)].concat();
    let name = "b".repeat(130);
    let long = format!("namespace = '{}', name = '{name}'", "a".repeat(130));
    for (set, column, found) in [
        ("namespace = '_', name = 'a/b'", "namespace", "_"),
        ("registry = 'amazon-ecr'", "namespace", "a"),
        ("host = 'docker.io', namespace = '_'", "namespace", "_"),
        (&*long, "name", &*name),
    ] {
        let place = damaged(&format!("UPDATE tool SET {set}, path = '{path}'"));
        let failure = wait(place.open().tool(id(1))).unwrap_err();
        let Failure::Corrupt { source, .. } = failure else {
            panic!("{failure}");
        };
        assert_eq!(source.column, column, "{set}");
        assert!(found.starts_with(&source.found), "{set}: {}", source.found);
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
    let found = wait(place.open().list_tools(&filter, Page::first(1))).unwrap();
    let damage = corrupt(&id(1).to_string(), "path", "Blob([255])");
    assert_eq!((found.tools, found.damaged), (vec![], vec![damage]));
}

#[test]
fn a_check_compares_what_reads_do_not() {
    for (sql, finding) in [
        ("DELETE FROM tool_search", None),
        (
            "INSERT INTO tool_search (rowid, pieces) VALUES (4294967295 - 5, 'nothing')",
            Some("the search index and the tools disagree at position 5"),
        ),
        (
            "UPDATE search_progress SET through = 1",
            Some("the search index and the tools disagree at position 1"),
        ),
        (
            "UPDATE tool SET position = 2; UPDATE maintainer SET tool = 2",
            Some("the tool at position 1 is missing"),
        ),
        (
            "INSERT INTO idempotency
            VALUES (randomblob(16), 'k', zeroblob(32), 'register_tool', zeroblob(16), 0)",
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

/// Fills the database with noise from that part of its pages on.
fn noise(place: &Place, from: impl FnOnce(u64) -> u64) {
    let mut file = fs::File::options()
        .write(true)
        .open(place.database())
        .unwrap();
    let length = file.metadata().unwrap().len();
    let start = file.seek(SeekFrom::Start(from(length))).unwrap();
    let noise = vec![0xa5; usize::try_from(length - start).unwrap()];
    file.write_all(&noise).unwrap();
}

#[test]
fn a_database_without_its_schema_is_not_opened() {
    let place = damaged("");
    noise(&place, |_| 100);
    let opened = Sqlite::open(place.database());
    assert!(matches!(opened, Err(OpenError::Sqlite(_))), "{opened:?}");
}

#[test]
fn damaged_pages_are_failures_and_never_wrong_answers() {
    let place = Place::new();
    let store = place.open();
    let register = |number| {
        let new = new_tool(number, &format!("quay.io/a/{number}"));
        wait(store.register_tool(new, by(OPERATOR, 1)))
            .unwrap()
            .tool
    };
    // So many that what every table begins with lies in front as well.
    let tools: Vec<_> = (1..=1_000).map(register).collect();
    drop(store);
    // The schema is in front, and without it nothing is opened.
    noise(&place, |length| length / 3 * 2);

    let store = place.open();
    let mut unreadable = 0;
    for tool in tools {
        match wait(store.tool(tool.id)) {
            Ok(found) => assert_eq!(found, Some(tool)),
            Err(Failure::Damaged { .. }) => unreadable += 1,
            Err(other) => panic!("{other}"),
        }
    }
    assert!(unreadable > 0);
    let checked = wait(store.check());
    assert!(
        matches!(checked, Err(Failure::Damaged { .. })),
        "{checked:?}"
    );
}
