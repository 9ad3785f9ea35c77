//! Rows that something else changed: told apart from mistakes, with table, row and column named.

use wharfinger_core::registration::Corrupt;
use wharfinger_test_postgres::{Cluster, Database};

use super::{database, open};
use crate::tests::{by, id, new_tool, wait};
use crate::{Failure, OPERATOR, Store, Tools};

/// A store with one tool, in which a statement ran that the schema would not let through.
fn damaged(sql: &str) -> Database<'static> {
    let database = database(Cluster::shared());
    let store = open(&database);
    wait(store.register_tool(new_tool(1, "quay.io/a/b"), by(OPERATOR, 1))).unwrap();
    database.sql(&format!(
        "ALTER TABLE tool DROP CONSTRAINT tool_visibility_check;
        ALTER TABLE tool DROP CONSTRAINT tool_revision_check;
        ALTER TABLE tool DROP CONSTRAINT tool_id_check;
        SET session_replication_role = replica;
        {sql}"
    ));
    database
}

#[test]
fn a_damaged_column_is_named() {
    for (column, value, found) in [
        ("visibility", "'secret'", "secret"),
        ("path", "'quay.io/a/other'", "quay.io/a/other"),
        ("revision", "0", "0"),
        ("revision", "10000000000", "Integer(10000000000)"),
        ("id", "'\\x00'", "Blob([0])"),
    ] {
        let database = damaged(&format!("UPDATE tool SET {column} = {value}"));
        let expected = Failure::Corrupt {
            table: "tool",
            row: if column == "id" {
                "?".to_owned()
            } else {
                id(1).to_string()
            },
            source: Corrupt {
                column,
                found: found.to_owned(),
            },
        };
        let store = open(&database);
        assert_eq!(wait(store.check()), Err(expected.clone()));
        if column != "id" {
            assert_eq!(wait(store.tool(id(1))), Err(expected));
        }
        // A damaged tool does not spread.
        wait(store.register_tool(new_tool(3, "quay.io/a/c"), by(OPERATOR, 1))).unwrap();
        assert!(wait(store.find_tool("quay.io/a/c")).unwrap().is_some());
    }
}

#[test]
fn a_check_compares_what_reads_do_not() {
    for (sql, finding) in [
        (
            "DELETE FROM tool_search",
            "the search index and the tools disagree at position 1",
        ),
        (
            "UPDATE tool_search SET text = text || 'x'",
            "the search index and the tools disagree at position 1",
        ),
        (
            "INSERT INTO tool_search VALUES (2, 'nothing')",
            "the search index and the tools disagree at position 2",
        ),
        (
            "UPDATE tool SET position = 2",
            "the tool at position 1 is missing",
        ),
        (
            "UPDATE pg_index SET indisready = false WHERE indexrelid = 'tool_path_key'::regclass;
            INSERT INTO tool SELECT 2, decode(repeat('07', 16), 'hex'), 'quay.io/a/c', registry,
                host, namespace, 'c', tool_name, tag, digest, visibility, contact_email,
                description, source_url, revision, created_at, updated_at, archived_at
            FROM tool;
            INSERT INTO tool_search SELECT 2, replace(replace(text, '/b', '/c'), E'\\x01b', E'\\x01c')
            FROM tool_search;
            UPDATE pg_index SET indisready = true WHERE indexrelid = 'tool_path_key'::regclass",
            "the index `tool_path_key` has 1 entries for 2 tools",
        ),
    ] {
        let checked = wait(open(&damaged(sql)).check());
        let expected = Failure::Damaged {
            finding: finding.to_owned(),
        };
        assert_eq!(checked, Err(expected), "{sql}");
    }
}
