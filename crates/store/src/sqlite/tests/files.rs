//! Opening: one server a file, only our files, only schemas we know.

use std::fs;

use rusqlite::Connection;

use super::super::migrate::{MIGRATIONS, migrate};
use super::Place;
use crate::migration::Migration;
use crate::sqlite::SCHEMA;
use crate::tests::{by, id, new_tool, wait};
use crate::{Failure, OPERATOR, OpenError, Sqlite, Store, Tools};

#[test]
fn what_was_stored_is_there_after_opening_again() {
    let place = Place::new();
    let store = place.open();
    let tool = wait(store.register_tool(new_tool(1, "quay.io/a/b"), by(OPERATOR, 1)))
        .unwrap()
        .tool;
    drop(store);
    let store = place.open();
    assert_eq!(wait(store.tool(id(1))), Ok(Some(tool)));
    drop(store);
    let mut left: Vec<_> = fs::read_dir(place.folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(
        left,
        ["store.db", "store.db-lock"],
        "the log is copied back"
    );
}

#[test]
fn what_is_closed_is_copied_back_whoever_still_holds_it() {
    let place = Place::new();
    let store = place.open();
    wait(store.register_tool(new_tool(1, "quay.io/a/b"), by(OPERATOR, 1))).unwrap();
    wait(store.tool(id(1))).unwrap();
    let log = place.folder().join("store.db-wal");
    assert!(log.exists());
    store.close();
    assert!(!log.exists());
    let unavailable = |failure| matches!(failure, Some(Failure::Unavailable { .. }));
    assert!(unavailable(wait(store.tool(id(1))).err()));
    assert!(unavailable(wait(store.ready()).err()));
    assert!(!log.exists(), "nothing opens it again");
    store.close();
}

#[test]
fn a_file_belongs_to_one_store_at_a_time() {
    let place = Place::new();
    let store = place.open();
    let second = Sqlite::open(place.database());
    assert!(matches!(second, Err(OpenError::InUse { .. })), "{second:?}");
    wait(store.register_tool(new_tool(1, "quay.io/a/b"), by(OPERATOR, 1))).unwrap();
    drop(store);
    place.open();
}

#[cfg(unix)]
#[test]
fn a_file_belongs_to_one_store_under_all_its_names() {
    use std::os::unix::fs::symlink;

    let place = Place::new();
    let folder = place.folder();
    // Before there is a file for it to lead to.
    let link = folder.join("link.db");
    symlink(place.database(), &link).unwrap();
    let other_folder = folder.join("other");
    symlink(folder, &other_folder).unwrap();
    let store = Sqlite::open(&link).unwrap();
    for name in [place.database(), link, other_folder.join("store.db")] {
        let second = Sqlite::open(&name);
        assert!(
            matches!(second, Err(OpenError::InUse { .. })),
            "{}: {second:?}",
            name.display()
        );
    }
    wait(store.register_tool(new_tool(1, "quay.io/a/b"), by(OPERATOR, 1))).unwrap();
    drop(store);
    let store = place.open();
    assert!(wait(store.tool(id(1))).unwrap().is_some());
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_the_files() {
    let place = Place::new();
    let store = place.open();
    wait(store.register_tool(new_tool(1, "quay.io/a/b"), by(OPERATOR, 1))).unwrap();
    for entry in fs::read_dir(place.folder()).unwrap() {
        let entry = entry.unwrap();
        let permissions = entry.metadata().unwrap().permissions();
        let mode = std::os::unix::fs::PermissionsExt::mode(&permissions);
        assert_eq!(mode & 0o077, 0, "{:?} has mode {mode:o}", entry.file_name());
    }
}

/// `PRAGMA synchronous`, as a number.
const FULL: i64 = 2;

#[test]
fn writes_wait_for_the_disk() {
    let place = Place::new();
    let store = place.open();
    let settings = wait(store.writer.write(|statements| {
        let setting = |name| {
            let value = statements
                .connection
                .pragma_query_value(None, name, |row| row.get(0));
            value.map_err(Failure::unavailable)
        };
        Ok::<(i64, i64), Failure>((setting("synchronous")?, setting("foreign_keys")?))
    }));
    assert_eq!(settings, Ok((FULL, 1)));
}

#[test]
fn the_database_of_another_program_is_left_alone() {
    let place = Place::new();
    let other = Connection::open(place.database()).unwrap();
    other.execute_batch("CREATE TABLE theirs (x)").unwrap();
    drop(other);
    let opened = Sqlite::open(place.database());
    assert!(matches!(opened, Err(OpenError::Foreign)), "{opened:?}");

    let other = Connection::open(place.database()).unwrap();
    other
        .execute_batch("DROP TABLE theirs; PRAGMA application_id = 7")
        .unwrap();
    drop(other);
    let opened = Sqlite::open(place.database());
    assert!(matches!(opened, Err(OpenError::Foreign)), "{opened:?}");
}

#[test]
fn a_file_that_is_no_database_is_left_alone() {
    let place = Place::new();
    let text = "a text that is longer than the header of a database, which has a hundred bytes in all, magic included";
    fs::write(place.database(), text).unwrap();
    let opened = Sqlite::open(place.database());
    assert!(matches!(opened, Err(OpenError::Sqlite(_))), "{opened:?}");
    assert_eq!(fs::read_to_string(place.database()).unwrap(), text);
}

#[test]
fn a_folder_must_exist() {
    let place = Place::new();
    let opened = Sqlite::open(place.folder().join("missing").join("store.db"));
    assert!(
        matches!(opened, Err(OpenError::NoFolder { .. })),
        "{opened:?}"
    );
}

#[test]
fn a_newer_schema_is_refused() {
    let newer = SCHEMA + 1;
    let place = Place::new();
    drop(place.open());
    let connection = Connection::open(place.database()).unwrap();
    connection
        .execute(
            &format!("INSERT INTO migration VALUES ({newer}, '0999_later', 0)"),
            (),
        )
        .unwrap();
    drop(connection);
    let error = Sqlite::open(place.database()).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "the database has schema {newer}, and this version knows up to {SCHEMA}; run a newer version"
        )
    );
}

#[test]
fn another_history_is_refused() {
    let place = Place::new();
    drop(place.open());
    let connection = Connection::open(place.database()).unwrap();
    connection
        .execute("UPDATE migration SET checksum = checksum + 1", ())
        .unwrap();
    drop(connection);
    let error = Sqlite::open(place.database()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the database was made with another `0001_tools` than this version has"
    );
}

#[test]
fn migrations_continue_where_they_stopped_and_leave_nothing_half_done() {
    let known = &MIGRATIONS[0];
    let step = |name, sql| Migration { name, sql };
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection, &MIGRATIONS[..1]).unwrap();

    let half = "CREATE TABLE second (x) STRICT; CREATE TABLE tool (x)";
    let broken = [step(known.name, known.sql), step("0002", half)];
    assert!(migrate(&mut connection, &broken).is_err());
    let tables = |connection: &Connection| -> i64 {
        let count = "SELECT count(*) FROM sqlite_schema WHERE name = 'second'";
        connection.query_row(count, (), |row| row.get(0)).unwrap()
    };
    assert_eq!(tables(&connection), 0);

    let mended = [
        step(known.name, known.sql),
        step("0002", "CREATE TABLE second (x INTEGER) STRICT"),
    ];
    for _ in 0..2 {
        migrate(&mut connection, &mended).unwrap();
        assert_eq!(tables(&connection), 1);
    }
}

#[test]
fn line_ends_of_a_checkout_do_not_matter() {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection, MIGRATIONS).unwrap();
    let on_windows = |known: &Migration| Migration {
        name: known.name,
        sql: known.sql.replace('\n', "\r\n").leak(),
    };
    let renewed: Vec<_> = MIGRATIONS.iter().map(on_windows).collect();
    migrate(&mut connection, &renewed).unwrap();
}
