//! The search index is merged when the writer has time.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};

use rusqlite::{Connection, ffi, named_params};

use super::super::check::CHECK_SEARCH;
use super::super::indexing::INDEX;
use super::super::merging::{MERGE, Merging, segments};
use super::super::migrate::{MIGRATIONS, migrate};
use super::super::statement::{Statements, Step};
use super::{Place, Tuning};
use crate::search::pieces;
use crate::tests::{by, new_tool, wait};
use crate::{OPERATOR, Page, Sqlite, Store, ToolFilter, Tools};

/// Most steps of these tests: each merges more than all their tools need.
const STEPS_MAX: usize = 20;

/// An index into which so many transactions have written, a path each.
fn index(transactions: u32, path: &str) -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection, MIGRATIONS).unwrap();
    for position in 1..=transactions {
        add(&connection, position, path);
    }
    connection
}

fn add(connection: &Connection, position: u32, path: &str) {
    let pieces = pieces::pieces(path, None);
    let params = named_params! { ":position": position, ":pieces": pieces };
    connection.execute(INDEX, params).unwrap();
}

fn found(connection: &Connection, term: &str) -> u32 {
    let expression = pieces::expression(&[term.to_owned()]);
    let sql = "SELECT count(*) FROM tool_search WHERE tool_search MATCH ?1";
    connection
        .query_row(sql, [expression], |row| row.get(0))
        .unwrap()
}

/// Merges to the end.
fn merge(statements: Statements<'_>) {
    let mut merging = Merging::Unknown;
    for _ in 0..STEPS_MAX {
        merging = merging.step(statements).unwrap();
        if merging == Merging::Rests {
            return;
        }
    }
    panic!("merging does not come to an end");
}

#[test]
fn segments_become_one_that_finds_the_same() {
    let connection = index(7, "samtools");
    let statements = Statements::unprobed(&connection);
    assert!(segments(statements).unwrap().len() > 1);
    merge(statements);
    assert_eq!(segments(statements).unwrap().len(), 1);
    assert_eq!(found(&connection, "tools"), 7);
    assert_eq!(found(&connection, "bcf"), 0);
    connection.execute(CHECK_SEARCH, ()).unwrap();
    // What is indexed anew takes the place of what was merged.
    add(&connection, 3, "bcftools");
    merge(statements);
    assert_eq!(found(&connection, "samtools"), 6);
    assert_eq!(found(&connection, "bcf"), 1);
    connection.execute(CHECK_SEARCH, ()).unwrap();
}

#[test]
fn an_index_that_is_empty_or_in_one_piece_is_left_alone() {
    for transactions in [0, 1] {
        let connection = index(transactions, "samtools");
        let statements = Statements::unprobed(&connection);
        assert_eq!(Merging::look(statements), Ok(Merging::Rests));
    }
}

#[test]
fn a_little_beside_much_is_left_alone() {
    let many: Vec<String> = (0..20_000).map(|number| format!("{number:05x}")).collect();
    let connection = index(1, &many.concat());
    let statements = Statements::unprobed(&connection);
    for position in 2..=4 {
        add(&connection, position, "samtools");
    }
    assert!(segments(statements).unwrap().len() > 1);
    assert_eq!(Merging::look(statements), Ok(Merging::Rests));
    add(&connection, 5, &many.concat());
    assert_eq!(Merging::look(statements), Ok(Merging::Due));
}

/// A store that indexes and merges whenever it is idle, and tells of each step of merging; the first
/// one fails, or none does.
fn merging(place: &Place, fails: bool) -> (Sqlite, Receiver<()>) {
    let (merged, progress) = channel();
    let merged = Mutex::new(merged);
    let fails = AtomicBool::new(fails);
    let intercept = move |step: Step<'_>| {
        if step != Step::Statement(MERGE) {
            return Ok(());
        }
        // The test may have ended.
        let _ = merged.lock().unwrap().send(());
        if fails.swap(false, Ordering::Relaxed) {
            let error = ffi::Error::new(ffi::SQLITE_IOERR);
            return Err(rusqlite::Error::SqliteFailure(error, None));
        }
        Ok(())
    };
    let tuning = Tuning {
        unindexed_when_idle: 0,
        unindexed_max: 0,
        ..Tuning::default()
    };
    (place.open_probed(intercept, tuning), progress)
}

/// Registers three tools, waits for so many steps, and looks whether searches find as many tools.
#[track_caller]
fn round(store: &Sqlite, progress: &Receiver<()>, round: u32, steps: u32) {
    for number in 1..=3 {
        let number = round * 3 + number;
        let tool = new_tool(number, &format!("quay.io/a/tool{number}"));
        wait(store.register_tool(tool, by(OPERATOR, 1))).unwrap();
    }
    // Waits for the writer, however slow the machine is.
    for _ in 0..steps {
        progress.recv().unwrap();
    }
    let filter = ToolFilter {
        search: Some("tool".to_owned()),
        ..ToolFilter::default()
    };
    let page = wait(store.list_tools(&filter, Page::first(20))).unwrap();
    assert_eq!(u32::try_from(page.tools.len()), Ok(3 * (round + 1)));
    // The connection that checks has seen the segments of the round before.
    wait(store.check()).unwrap();
}

#[test]
fn an_idle_writer_merges_what_it_has_indexed() {
    let place = Place::new();
    let (store, progress) = merging(&place, false);
    for number in 0..3 {
        // It begins, and finds that nothing is left.
        round(&store, &progress, number, 2);
    }
}

#[test]
fn a_step_that_fails_is_taken_again_after_the_next_tools() {
    let place = Place::new();
    let (store, progress) = merging(&place, true);
    round(&store, &progress, 0, 1);
    round(&store, &progress, 1, 2);
}
