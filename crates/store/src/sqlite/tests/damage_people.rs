//! Rows about people that something else changed: told apart from mistakes, and found by a check.

use rusqlite::Connection;
use wharfinger_core::registration::Corrupt;

use super::Place;
use crate::tests::contract::sessions::signed_in;
use crate::tests::history::history;
use crate::tests::{ADA, DAY, at, id, request_id, secret, system, token_id, wait};
use crate::{Accounts, Credential, Failure, Link, LinkPurpose, Session, SignIn, Store};

/// Runs a statement that the schema would not let through, on a store with something of every kind.
fn damaged(sql: &str) -> Place {
    let place = Place::in_memory();
    let store = place.open();
    history(&store);
    let session = Session {
        hash: secret(1),
        account: ADA,
        label: "Firefox".to_owned(),
        created_at: at(50),
        seen_at: at(50),
        idle_until: at(DAY),
        expires_at: at(DAY),
    };
    signed_in(&store, &session);
    let link = Link {
        hash: secret(1),
        purpose: LinkPurpose::SetPassword { account: ADA },
        expires_at: at(DAY),
    };
    wait(store.make_link(link, system(50))).unwrap();
    drop(store);
    let connection = Connection::open(place.database()).unwrap();
    for (rule, on) in [("foreign_keys", false), ("ignore_check_constraints", true)] {
        connection.pragma_update(None, rule, on).unwrap();
    }
    connection.execute_batch(sql).unwrap();
    place
}

/// A text that is none, and how it is found.
const NO_TEXT: (&str, &str) = ("CAST(x'ff' AS TEXT)", "Blob([255])");

#[test]
fn a_damaged_row_is_named() {
    let (ada, tool) = (ADA.to_string(), id(1).to_string());
    let (token, request) = (token_id(1).0.to_string(), request_id(2).to_string());
    for (table, row, column, value, found) in [
        ("account", &*ada, "name", "'Ada L'", "Ada L"),
        ("account", &ada, "role", "'queen'", "queen"),
        ("account", &ada, "email_verified_at", "-1", "-1"),
        ("account", &ada, "password", NO_TEXT.0, NO_TEXT.1),
        ("account", &ada, "revision", "0", "0"),
        ("tool", &tool, "contact_verified_at", "-1", "-1"),
        ("api_token", &token, "scopes", "16", "16"),
        ("api_token", &token, "pulls", "2", "Integer(2)"),
        ("api_token", &token, "name", NO_TEXT.0, NO_TEXT.1),
        ("access_request", &request, "reason", "''", ""),
        ("access_request", &request, "status", "'lost'", "lost"),
        ("access_request", &request, "closed_at", "NULL", ""),
        ("access_request", &request, "live", "1", "true"),
        (
            "access_request",
            &request,
            "due_at",
            "7",
            "Some(Timestamp(7))",
        ),
        (
            "access_request",
            &request,
            "waiting",
            "'hand'",
            "Some(\"hand\")",
        ),
        ("notice", "1", "kind", "'gossip'", "gossip"),
        ("notice", "1", "mail", "'lost'", "lost"),
        ("audit", "1", "action", "'nothing'", "nothing"),
        ("audit", "1", "subject_kind", "'nothing'", "nothing"),
        ("session", "?", "label", NO_TEXT.0, NO_TEXT.1),
        ("link", "?", "purpose", "'fun'", "fun"),
    ] {
        let key = match table {
            "audit" => "number = 1".to_owned(),
            "notice" => "id = 1".to_owned(),
            "session" | "link" => "true".to_owned(),
            _ => format!("id = x'{}'", row.replace('-', "")),
        };
        let place = damaged(&format!(
            "UPDATE {table} SET {column} = {value} WHERE {key}"
        ));
        let expected = Failure::Corrupt {
            table,
            row: row.to_owned(),
            source: Corrupt {
                column,
                found: found.to_owned(),
            },
        };
        assert_eq!(
            wait(place.open().check()),
            Err(expected),
            "{table}.{column}"
        );
    }
}

/// Columns that are there together or not at all.
#[test]
fn half_of_a_pair_is_damage() {
    for (sql, column) in [
        ("UPDATE account SET email = NULL", "email_verified_at"),
        ("UPDATE account SET issuer = NULL", "subject"),
        ("UPDATE account SET subject = NULL", "issuer"),
        (
            "UPDATE tool SET contact_email = NULL",
            "contact_verified_at",
        ),
        ("UPDATE link SET account = NULL", "purpose"),
        ("UPDATE notice SET account = NULL", "address"),
        ("UPDATE notice SET account = zeroblob(16)", "address"),
        ("UPDATE notice SET mail_at = NULL", "mail"),
    ] {
        let checked = wait(damaged(sql).open().check());
        let found = match &checked {
            Err(Failure::Corrupt { source, .. }) => Some(source.column),
            _ => None,
        };
        assert_eq!(found, Some(column), "{sql}: {checked:?}");
    }
}

#[test]
fn a_check_compares_what_is_written_down_twice() {
    for (sql, finding) in [
        (
            "DELETE FROM maintainer; DELETE FROM maintained_request",
            "nobody maintains the tool at position 1",
        ),
        (
            "DELETE FROM maintained_request WHERE request = 2",
            "a maintainer does not find the access request at position 2",
        ),
        (
            "UPDATE maintained_request SET waiting = 'hand' WHERE request = 3",
            "a maintainer does not find the access request at position 3",
        ),
        (
            "INSERT INTO maintained_request (account, request)
            SELECT id, 1 FROM account WHERE name = 'bob'",
            "somebody else finds the access request at position 1",
        ),
        (
            "DELETE FROM maintainer WHERE place = 2",
            "somebody else finds the access request at position 1",
        ),
    ] {
        let expected = Failure::Damaged {
            finding: finding.to_owned(),
        };
        assert_eq!(wait(damaged(sql).open().check()), Err(expected), "{sql}");
    }
}

#[test]
fn who_is_damaged_cannot_sign_in() {
    let place = damaged("UPDATE account SET role = 'queen' WHERE name = 'ada'");
    let store = place.open();
    let session = Credential::Session(secret(1));
    let failure = wait(store.authenticate(session, at(51))).unwrap_err();
    assert!(failure.to_string().starts_with("account `"), "{failure}");
    assert_eq!(wait(store.account(ADA)), Err(failure));
}
