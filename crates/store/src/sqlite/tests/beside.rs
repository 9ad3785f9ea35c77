//! A command beside a server: two that write to one file.

use rusqlite::Connection;

use super::Place;
use crate::sqlite::SCHEMA;
use crate::tests::history::history;
use crate::tests::{ADA, NOBODY, by, id, new_account, new_tool, person, wait};
use crate::{
    AccountChange, Accounts, Audit, AuditVerdict, Failure, Model, OPERATOR, OpenError, Sqlite,
    Store, Tools,
};

/// Accounts that each of the two makes.
const MADE_BY_EACH: u8 = 100;

#[test]
fn what_one_writes_the_other_reads() {
    let place = Place::new();
    let server = place.open();
    let command = Sqlite::open_beside(place.database()).unwrap();
    wait(command.create_account(new_account(ADA, "ada"), by(OPERATOR, 1))).unwrap();
    let ada = wait(server.account(ADA)).unwrap().unwrap();
    assert!(ada.is_active());
    let disable = AccountChange {
        disabled: Some(true),
        ..AccountChange::default()
    };
    wait(server.change_account(ADA, None, disable, by(OPERATOR, 2))).unwrap();
    let disabled = wait(command.account(ADA)).unwrap().unwrap();
    assert!(!disabled.is_active());
    drop(command);
    wait(server.register_tool(new_tool(1, "quay.io/a/b"), by(OPERATOR, 3))).unwrap();
    wait(server.check()).unwrap();
}

#[test]
fn both_write_at_once_and_the_log_stays_one_chain() {
    let place = Place::new();
    let server = place.open();
    let command = Sqlite::open_beside(place.database()).unwrap();
    let make = |store: &Sqlite, numbers: std::ops::Range<u8>| {
        for number in numbers {
            let new = new_account(person(number), &format!("somebody-{number}"));
            wait(store.create_account(new, by(OPERATOR, number.into()))).unwrap();
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| make(&server, 1..MADE_BY_EACH + 1));
        scope.spawn(|| make(&command, MADE_BY_EACH + 1..2 * MADE_BY_EACH + 1));
    });
    let verdict = wait(server.verify_audit()).unwrap();
    let entries = u64::from(2 * MADE_BY_EACH);
    assert!(
        matches!(verdict, AuditVerdict::Whole { entries: found, .. } if found == entries),
        "{verdict:?}"
    );
    assert_eq!(wait(command.verify_audit()), Ok(verdict));
    wait(server.check()).unwrap();
}

#[test]
fn a_command_writes_what_a_server_would() {
    let place = Place::new();
    let server = place.open();
    history(&Sqlite::open_beside(place.database()).unwrap());
    let model = Model::new();
    history(&model);
    assert_eq!(wait(server.verify_audit()), wait(model.verify_audit()));
    wait(server.check()).unwrap();
}

#[test]
fn the_server_indexes_what_a_command_registers() {
    let place = Place::new();
    let tuning = super::indexing_at_once();
    let server = Sqlite::open_tuned(&place.database(), tuning).unwrap();
    let command = Sqlite::open_beside(place.database()).unwrap();
    wait(command.register_tool(new_tool(1, "quay.io/a/b"), by(OPERATOR, 1))).unwrap();
    wait(server.register_tool(new_tool(2, "quay.io/a/c"), by(OPERATOR, 1))).unwrap();
    // The next batch begins behind the index.
    wait(server.ready()).unwrap();
    let progress = server
        .readers
        .read(super::super::indexing::progress)
        .unwrap();
    assert_eq!(progress, 2);
    wait(server.check()).unwrap();
}

#[test]
fn without_a_server_it_is_as_if_one_opened() {
    let place = Place::new();
    drop(place.open());
    let command = Sqlite::open_beside(place.database()).unwrap();
    let server = Sqlite::open(place.database());
    assert!(matches!(server, Err(OpenError::InUse { .. })), "{server:?}");
    assert_eq!(wait(command.account(NOBODY)), Ok(None));
    drop(command);
    place.open();
}

#[test]
fn no_database_is_made_for_a_command() {
    let place = Place::new();
    let opened = Sqlite::open_beside(place.database());
    assert!(
        matches!(opened, Err(OpenError::Missing { .. })),
        "{opened:?}"
    );
    assert!(!place.database().exists());
}

#[test]
fn a_folder_that_is_missing_is_named() {
    let place = Place::new();
    let folder = place.database();
    let error = Sqlite::open(folder.join("tools.db")).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "there is no folder `{}`; make it, or see that the path is right",
            folder.display()
        )
    );
}

#[test]
fn a_server_outlives_a_command_and_the_other_way_round() {
    let place = Place::new();
    let server = place.open();
    let command = Sqlite::open_beside(place.database()).unwrap();
    wait(command.register_tool(new_tool(1, "quay.io/a/b"), by(OPERATOR, 1))).unwrap();
    drop(server);
    wait(command.register_tool(new_tool(2, "quay.io/a/c"), by(OPERATOR, 1))).unwrap();
    let server = place.open();
    drop(command);
    for number in [1, 2] {
        assert!(wait(server.tool(id(number))).unwrap().is_some());
    }
}

#[test]
fn a_schema_is_not_changed_beside_a_server() {
    let place = Place::new();
    let server = place.open();
    let connection = Connection::open(place.database()).unwrap();
    let history = |sql: &str| connection.execute_batch(sql).unwrap();
    history(&format!("DELETE FROM migration WHERE number = {SCHEMA}"));
    let error = Sqlite::open_beside(place.database()).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "the database has schema {}, and this version needs {SCHEMA}; stop the server that has \
             it, if one has, and run `wharfinger database migrate`",
            SCHEMA - 1
        )
    );
    assert_eq!(wait(server.ready()), Ok::<(), Failure>(()));
}

#[test]
fn the_database_of_another_program_is_left_alone() {
    let place = Place::new();
    let server = place.open();
    let connection = Connection::open(place.database()).unwrap();
    connection.pragma_update(None, "application_id", 7).unwrap();
    let opened = Sqlite::open_beside(place.database());
    assert!(matches!(opened, Err(OpenError::Foreign)), "{opened:?}");
    drop(server);
}
