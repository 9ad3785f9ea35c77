//! Whatever changes who should have access makes the repository due, in the same transaction.

use rusqlite::Connection;
use wharfinger_core::access::{GrantDays, Reason};

use super::Place;
use crate::tests::contract::ecr::{automate, first_tool};
use crate::tests::contract::scenes::{advance, approval, change, people, requested};
use crate::tests::{ADA, BOB, DAY, at, by, connection_id, wait};
use crate::{Change, Store};

/// What a repository's row says of when it is looked at.
#[derive(Debug, PartialEq, Eq)]
struct Wanted {
    generation: i64,
    ends_access: bool,
    /// In seconds from the start of the tests.
    due_at: Option<i64>,
}

fn due(beside: &Connection) -> Wanted {
    let sql = "SELECT generation, ends_access, due_at FROM repository";
    let due = beside.query_row(sql, (), |row| {
        let due_at: Option<i64> = row.get(2)?;
        Ok(Wanted {
            generation: row.get(0)?,
            ends_access: row.get(1)?,
            due_at: due_at.map(|micros| (micros - at(0).as_micros()) / 1_000_000),
        })
    });
    due.unwrap()
}

#[track_caller]
fn assert_due(beside: &Connection, generation: i64, ends_access: bool, due_at: Option<i64>) {
    let expected = Wanted {
        generation,
        ends_access,
        due_at,
    };
    assert_eq!(due(beside), expected);
}

fn with_a_grant(test: impl FnOnce(&dyn Store, &Connection)) {
    let place = Place::in_memory();
    let store = place.open();
    people(&store);
    first_tool(&store);
    automate(&store);
    let beside = Connection::open(place.database()).unwrap();
    assert_due(&beside, 0, false, None);
    requested(&store, 1, "there");
    change(&store, 1, approval(30), ADA, 3);
    assert_due(&beside, 1, false, Some(3));
    test(&store, &beside);
}

/// The repository as whoever works on it has left it.
fn seen(beside: &Connection, columns: &str) {
    let sql = format!("UPDATE repository SET due_at = NULL, {columns}");
    beside.execute_batch(&sql).unwrap();
}

fn reason() -> Reason {
    Reason::new("as agreed").unwrap()
}

#[test]
fn every_change_of_what_is_wanted_makes_it_due() {
    with_a_grant(|store, beside| {
        requested(store, 2, "there too");
        assert_due(beside, 1, false, Some(3));
        change(store, 2, approval(2), ADA, 4);
        assert_due(beside, 2, false, Some(3));
        seen(beside, "observed = generation");
        change(store, 1, Change::Revoke { reason: reason() }, ADA, 5);
        assert_due(beside, 3, true, Some(5));
        seen(beside, "observed = generation");
        assert_eq!(advance(store, 9, 3 * DAY), 1, "the second one expires");
        assert_due(beside, 4, true, Some(3 * DAY));
    });
}

#[test]
fn a_renewal_makes_it_due_and_asking_for_one_does_not() {
    with_a_grant(|store, beside| {
        // As the worker would have seen it.
        let active = "UPDATE access_request SET status = 'active', active_since = decided_at, \
                      remind_at = expires_at, due_at = expires_at";
        beside.execute_batch(active).unwrap();
        seen(beside, "observed = generation");
        change(store, 1, Change::AskRenewal { reason: reason() }, BOB, 5);
        change(store, 1, Change::DeclineRenewal, ADA, 6);
        change(store, 1, Change::AskRenewal { reason: reason() }, BOB, 7);
        assert_due(beside, 1, false, None);
        let days = GrantDays::new(60).unwrap();
        change(store, 1, Change::Renew { days }, ADA, 8);
        assert_due(beside, 2, false, Some(8));
        seen(beside, "observed = generation");
        change(store, 1, Change::GiveBack { reason: reason() }, BOB, 9);
        assert_due(beside, 3, true, Some(9));
    });
}

#[test]
fn nobody_is_disturbed_and_nobody_looks_before_they_may() {
    let micros = |seconds| at(seconds).as_micros();
    for (columns, due_at) in [
        (format!("leased_until = {}", micros(50)), 50),
        (format!("leased_until = {}", micros(4)), 5),
        (format!("not_before = {}", micros(70)), 70),
        (format!("not_before = {}", micros(4)), 5),
        (format!("due_at = {}", micros(2)), 2),
        (format!("due_at = {}", micros(900)), 5),
        ("looks = 1".to_owned(), 5),
    ] {
        with_a_grant(|store, beside| {
            seen(beside, &columns);
            change(store, 1, Change::Revoke { reason: reason() }, ADA, 5);
            assert_due(beside, 2, true, Some(due_at));
        });
    }
}

#[test]
fn what_is_disconnected_is_never_due_and_whoever_works_on_it_is_too_late() {
    with_a_grant(|store, beside| {
        let columns = "leased_until = 9, not_before = 11, fence = 7, failures = 3, reapply = 1, \
                       trouble_since = 1, trouble = 'denied', trouble_message = 'no'";
        seen(beside, columns);
        wait(store.disconnect(connection_id(1), by(ADA, 5))).unwrap();
        assert_due(beside, 1, false, None);
        let sql = "SELECT fence || ' ' || leased_until || ' ' || (not_before IS NULL) || ' ' || failures || ' ' \
                   || reapply || ' ' || (trouble IS NULL) || ' ' || (observed = generation) || ' ' \
                   || (SELECT count(*) FROM repository_grant) FROM repository";
        let rest: String = beside.query_row(sql, (), |row| row.get(0)).unwrap();
        assert_eq!(
            rest, "8 9 1 0 0 1 1 1",
            "its statement is known for as long as it is there"
        );
        change(store, 1, Change::DoneByHand, ADA, 6);
        change(store, 1, Change::Revoke { reason: reason() }, ADA, 7);
        assert_due(beside, 1, false, None);
    });
}
