//! How SQLite finds rows: every statement that any test runs is explained first.

use std::collections::BTreeSet;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Statement, StatementStatus};
use wharfinger_core::privacy::Visibility;

use super::super::check::MISINDEXED;
use super::super::list::{Source, select_page};
use super::super::migrate::{MIGRATIONS, migrate};
use crate::database::TABLES;
use crate::sql::check::{
    CARRIED_OUT_OTHERWISE, FOUND_BY_OTHERS, NOT_FOUND, NOT_URGENT, UNMAINTAINED,
};
use crate::sql::descriptors::DESCRIBED_TOOLS;
use crate::sql::request_list;
use crate::{OPERATOR, ToolFilter};

/// Statements that were found to be served by indexes: without statistics (`ANALYZE`), which nothing
/// here gathers, a plan depends on the schema only.
static SERVED: LazyLock<Mutex<BTreeSet<String>>> = LazyLock::new(Mutex::default);

/// Panics where a statement would read a whole table or sort what it found.
pub(in super::super) fn assert_served_by_indexes(connection: &Connection, sql: &str) {
    if served().contains(sql) {
        return;
    }
    // Those compare, count or fill whole tables, because that is what they are for.
    let is_for_all = [
        MISINDEXED,
        UNMAINTAINED,
        NOT_FOUND,
        FOUND_BY_OTHERS,
        CARRIED_OUT_OTHERWISE,
        NOT_URGENT,
    ]
    .contains(&sql)
        || TABLES
            .iter()
            .flat_map(|table| [&table.count, &table.clear, &table.insert_many])
            .any(|own| own == sql);
    if is_for_all {
        return;
    }
    for step in plan(connection, sql) {
        // A virtual table is always "scanned"; the index number says by what.
        let scans = step.starts_with("SCAN ") && !step.contains("VIRTUAL TABLE INDEX");
        let scans_constant = step == "SCAN CONSTANT ROW";
        assert!(
            (!scans || scans_constant) && !step.starts_with("USE TEMP B-TREE"),
            "`{step}` in the plan of {sql}"
        );
    }
    served().insert(sql.to_owned());
}

/// Panics where SQLite has prepared a statement anew to look at what is bound to it: preparing costs
/// several times what most statements do.
pub(in super::super) fn assert_prepared_once(statement: &Statement<'_>, sql: &str) {
    let again = statement.get_status(StatementStatus::RePrepare);
    // Once is for the tests that change the schema.
    assert!(again <= 1, "{sql} was prepared again {again} times");
}

fn served() -> MutexGuard<'static, BTreeSet<String>> {
    SERVED.lock().unwrap_or_else(PoisonError::into_inner)
}

fn plan(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .unwrap();
    // Without binding anything: the plan is the same for every value.
    let steps = statement.raw_query().mapped(|row| row.get("detail"));
    steps.map(Result::unwrap).collect()
}

fn empty() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection, MIGRATIONS).unwrap();
    connection
}

#[test]
fn every_list_starts_from_the_narrowest_index() {
    let connection = empty();
    for registry in [None, Some("quay".to_owned())] {
        for visibility in [None, Some(Visibility::Public)] {
            for include_archived in [false, true] {
                let filter = ToolFilter {
                    search: None,
                    registry: registry.clone(),
                    visibility,
                    maintainer: None,
                    include_archived,
                };
                let index = match (&registry, visibility) {
                    (None, None) => "INTEGER PRIMARY KEY (rowid<?)",
                    (Some(_), None) => "tool_registry (registry=? AND rowid<?)",
                    (None, Some(_)) => "tool_visibility (visibility=? AND rowid<?)",
                    (Some(_), Some(_)) => {
                        "tool_registry_visibility (registry=? AND visibility=? AND rowid<?)"
                    }
                };
                let steps = plan(&connection, &select_page(&filter, Source::Tools));
                assert_eq!(steps.len(), 1, "{steps:?}");
                assert!(steps[0].ends_with(index), "{} for {filter:?}", steps[0]);
                searches_start_from_the_words(&connection, &filter);

                let filter = ToolFilter {
                    maintainer: Some(OPERATOR),
                    ..filter
                };
                let steps = plan(&connection, &select_page(&filter, Source::Tools));
                assert_eq!(steps.len(), 2, "{steps:?}");
                assert!(
                    steps[0].ends_with("maintainer_account (account=? AND tool<?)"),
                    "{steps:?}"
                );
                searches_start_from_the_words(&connection, &filter);
            }
        }
    }
}

#[track_caller]
fn searches_start_from_the_words(connection: &Connection, filter: &ToolFilter) {
    assert_served_by_indexes(connection, &select_page(filter, Source::Unindexed));
    let steps = plan(connection, &select_page(filter, Source::Index));
    assert!(
        steps[0].starts_with("SCAN tool_search VIRTUAL"),
        "{steps:?}"
    );
    assert!(
        steps[1].ends_with("INTEGER PRIMARY KEY (rowid=?)"),
        "{steps:?}"
    );
}

#[test]
fn every_list_of_requests_starts_from_its_index() {
    let connection = empty();
    for (list, index) in [
        (request_list::EVERY, "INTEGER PRIMARY KEY (rowid<?)"),
        (
            request_list::OF_TOOL,
            "access_request_tool (tool=? AND rowid<?)",
        ),
        (
            request_list::OF_REQUESTER,
            "access_request_requester (requester=? AND rowid<?)",
        ),
        (
            request_list::OF_MAINTAINER,
            "PRIMARY KEY (account=? AND request<?)",
        ),
        (
            request_list::WAITING_FOR_MAINTAINER,
            "maintained_request_waiting (account=? AND waiting=? AND request<?)",
        ),
        (
            request_list::WAITING,
            "access_request_waiting (waiting=? AND rowid<?)",
        ),
        (
            request_list::OF_STATUS,
            "access_request_status (status=? AND rowid<?)",
        ),
    ] {
        let steps = plan(&connection, list);
        assert!(steps[0].ends_with(index), "{steps:?} for {index}");
        assert_served_by_indexes(&connection, list);
    }
}

#[test]
fn described_tools_are_walked_from_where_the_page_starts() {
    let connection = empty();
    let steps = plan(&connection, DESCRIBED_TOOLS);
    assert!(steps[0].ends_with("PRIMARY KEY (rowid=?)"), "{steps:?}");
    assert!(
        steps[2].ends_with("INDEX descriptor_type (type=? AND tool<?)"),
        "{steps:?}"
    );
    assert_served_by_indexes(&connection, DESCRIBED_TOOLS);
}

#[test]
#[should_panic(expected = "SCAN tool")]
fn a_scan_is_noticed() {
    assert_served_by_indexes(&empty(), "SELECT id FROM tool WHERE description = 'x'");
}

#[test]
#[should_panic(expected = "USE TEMP B-TREE")]
fn a_sort_is_noticed() {
    let sql = "SELECT id FROM tool WHERE registry = 'x' ORDER BY description";
    assert_served_by_indexes(&empty(), sql);
}
