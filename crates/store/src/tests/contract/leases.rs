//! Who works on a repository, and on what.

use std::collections::BTreeSet;

use wharfinger_core::grants::{
    Failure as PassFailure, Hold, Lease, Memory, OurWrite, Verified, Wish,
};
use wharfinger_core::policy::PullActions;

use super::ecr::{automated, new_connection, place};
use super::keeping::{
    LEASE, MARGIN, another, fail, first, granted, intent, keys, lease, look, nothing_found,
    present, principal, repository, revoke, settle, terms, try_intend, try_lease,
};
use super::races::together;
use super::scenes::entries;
use crate::tests::{DAY, at, repository_id, request_id, wait};
use crate::{Page, SNAPSHOTS_MAX, Snapshot, SnapshotKind, Store};

contract! {
    one_of_many_concurrent_workers_gets_the_lease
    nothing_is_due_without_a_grant
    an_approval_makes_its_repository_due
    what_a_clock_far_ahead_has_written_is_over
    a_lease_keeps_others_out_until_it_ends
    a_lease_says_where_and_as_whom
    a_lease_says_who_should_have_access
    a_lease_remembers_what_was_seen_and_written
    what_a_write_replaces_is_remembered_for_a_while
    access_that_ends_comes_first
    whoever_waits_longest_comes_first
    a_lease_that_is_not_the_newest_changes_nothing
    a_lease_that_was_given_back_is_none
    a_write_is_looked_at_soon_whatever_becomes_of_it
    a_write_is_intended_while_enough_is_left_of_the_lease
    what_is_intended_is_kept_with_what_was_there
    the_oldest_snapshots_go
    a_pass_is_foreseen_from_what_a_lease_would_tell
}

fn a_pass_is_foreseen_from_what_a_lease_would_tell(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let leased = lease(store, 3).lease;
    assert!(try_intend(store, leased, "one", 4).is_some());
    assert!(settle(store, leased, present(&[1]), 5));
    granted(store, 2);
    revoke(store, 1, 6);
    let (before, entries_before) = (repository(store), entries(store));
    let foreseen = wait(store.repository_task(first(), terms(), at(7))).unwrap();
    assert_eq!(
        (repository(store), entries(store)),
        (before, entries_before)
    );
    let leased = lease(store, 7);
    assert_eq!(foreseen.unwrap().grants, leased.task.grants);
    let foreseen = wait(store.repository_task(first(), terms(), at(7))).unwrap();
    let foreseen = foreseen.expect("whoever works on it");
    assert_eq!(foreseen.memory, leased.task.memory);
    assert_eq!(foreseen.ended, leased.task.ended);
    let none = wait(store.repository_task(repository_id(9), terms(), at(7))).unwrap();
    assert!(none.is_none(), "there is no such repository");
}

fn nothing_is_due_without_a_grant(store: &dyn Store) {
    automated(store);
    let before = entries(store);
    assert!(try_lease(store, 9).is_none());
    assert!(try_lease(store, 365 * DAY).is_none());
    assert_eq!(repository(store).due_at, None);
    assert_eq!(entries(store), before);
}

fn an_approval_makes_its_repository_due(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let waiting = repository(store);
    assert_eq!((waiting.due_at, waiting.is_settled), (Some(at(3)), false));
    assert!(try_lease(store, 2).is_none(), "not before");
    let leased = lease(store, 3);
    let expected = Lease {
        repository: first(),
        fence: 1,
        until: at(63),
    };
    assert_eq!(leased.lease, expected);
    assert_eq!((leased.failures, leased.looks), (0, 0));
}

fn a_lease_keeps_others_out_until_it_ends(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    lease(store, 3);
    assert!(try_lease(store, 3).is_none());
    // Whatever is wanted meanwhile.
    granted(store, 2);
    assert!(try_lease(store, 62).is_none());
    let next = lease(store, 63);
    assert_eq!((next.lease.fence, next.lease.until), (2, at(123)));
    assert_eq!(next.task.grants.len(), 2);
}

fn one_of_many_concurrent_workers_gets_the_lease(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let leases = together(|_| try_lease(store, 3));
    let leases: Vec<_> = leases.into_iter().flatten().collect();
    assert_eq!(leases.len(), 1);
    assert_eq!(leases[0].lease.fence, 1);
}

fn a_lease_says_where_and_as_whom(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let leased = lease(store, 3);
    assert_eq!(leased.target.repository, place("md5sum"));
    assert_eq!(leased.target.authority, new_connection(1).authority);
    assert_eq!(leased.task.installation, terms().installation);
    assert_eq!(leased.task.actions, PullActions::Two);
    assert_eq!(leased.task.memory, Memory::default());
    assert!(!leased.task.reapply);
}

fn a_lease_says_who_should_have_access(store: &dyn Store) {
    automated(store);
    for number in 1..=4 {
        granted(store, number);
    }
    let mut findings = present(&[1, 2]);
    findings.vanished = keys(&[3]);
    look(store, findings, 4);
    revoke(store, 2, 5);
    let task = lease(store, 5).task;
    let told: Vec<_> = task
        .grants
        .iter()
        .map(|grant| (grant.key, grant.wish, grant.was_seen, grant.hold))
        .collect();
    let expected = [
        (request_id(1), Wish::Present, true, None),
        (request_id(2), Wish::Absent, true, None),
        (request_id(3), Wish::Present, false, Some(Hold::Vanished)),
        (request_id(4), Wish::Present, false, None),
    ];
    assert_eq!(told, expected);
    let grant = &task.grants[0];
    assert_eq!((grant.approved_at, grant.end), (at(3), at(3 + 30 * DAY)));
    assert_eq!(grant.principal, principal(1));
    assert_eq!(task.ended, BTreeSet::new());
}

fn a_lease_remembers_what_was_seen_and_written(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let first = lease(store, 3).lease;
    let first = try_intend(store, first, "one", 4).unwrap();
    let first = try_intend(store, first, "two", 5).unwrap();
    let mut findings = present(&[1]);
    findings.foreign = "theirs".to_owned();
    settle(store, first, findings, 6);
    granted(store, 2);
    let leased = lease(store, 906);
    let expected = Memory {
        verified: Some(Verified {
            managed: "[1]".to_owned(),
            foreign: "theirs".to_owned(),
        }),
        written: vec![old(4, "one"), old(5, "two")],
    };
    assert_eq!(leased.task.memory, expected);
    assert_eq!(leased.looks, 3);
    let mut last = leased.lease;
    for number in 0..64 {
        last = try_intend(store, last, &format!("write {number}"), 910).unwrap();
    }
    settle(store, last, nothing_found(), 911);
    let remembered = lease(store, 1900).task.memory.written;
    let expected = (0..64).map(|number| old(910, &format!("write {number}")));
    assert_eq!(remembered, expected.collect::<Vec<_>>());
}

/// A write of which is forgotten what it was made from.
fn old(seconds: i64, managed: &str) -> OurWrite {
    OurWrite {
        at: at(seconds),
        before: None,
        managed: managed.to_owned(),
    }
}

fn what_a_write_replaces_is_remembered_for_a_while(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let leased = lease(store, 3).lease;
    try_intend(store, leased, "one", 4).unwrap();
    let written = |seconds| {
        let task = wait(store.repository_task(first(), terms(), at(seconds)));
        task.unwrap().unwrap().memory.written
    };
    let old = old(4, "one");
    assert_eq!(written(605), std::slice::from_ref(&old));
    let recent = OurWrite {
        before: Some("before one".to_owned()),
        ..old
    };
    assert_eq!(written(604), [recent]);
}

/// Whoever comes next looks as closely as whoever wrote would have.
fn a_write_is_looked_at_soon_whatever_becomes_of_it(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    look(store, present(&[1]), 4);
    let leased = lease(store, 904);
    assert_eq!(leased.looks, 3);
    let leased = try_intend(store, leased.lease, "one", 905).unwrap();
    assert!(fail(store, leased, PassFailure::Unknown, 30, 906));
    assert_eq!(lease(store, 936).looks, 0);
}

fn access_that_ends_comes_first(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    look(store, present(&[1]), 4);
    another(store, 2, 5);
    another(store, 3, 6);
    revoke(store, 1, 7);
    let order: Vec<_> = (0..3).map(|_| lease(store, 9).lease.repository).collect();
    assert_eq!(order, [1, 2, 3].map(repository_id));
    assert!(try_lease(store, 9).is_none());
}

fn whoever_waits_longest_comes_first(store: &dyn Store) {
    automated(store);
    another(store, 3, 5);
    another(store, 2, 6);
    granted(store, 1);
    let order: Vec<_> = (0..3).map(|_| lease(store, 9).lease.repository).collect();
    assert_eq!(order, [1, 3, 2].map(repository_id));
}

fn a_lease_that_is_not_the_newest_changes_nothing(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let late = lease(store, 3).lease;
    let newest = lease(store, 63).lease;
    let before = (repository(store), entries(store));
    assert_eq!(try_intend(store, late, "mine", 64), None);
    assert!(!settle(store, late, present(&[1]), 64));
    assert!(!fail(store, late, PassFailure::Unknown, 30, 64));
    let elsewhere = Lease {
        repository: repository_id(9),
        ..newest
    };
    assert!(!settle(store, elsewhere, present(&[1]), 64));
    assert_eq!((repository(store), entries(store)), before);
    let snapshots = wait(store.snapshots(first(), Page::first(9))).unwrap();
    assert_eq!(snapshots.snapshots, []);
    // Late, and still the newest: nobody else was here.
    assert!(settle(store, newest, present(&[1]), 999));
}

fn a_lease_that_was_given_back_is_none(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let given_back = lease(store, 3).lease;
    assert!(settle(store, given_back, present(&[1]), 4));
    assert!(!settle(store, given_back, nothing_found(), 5));
    assert!(!fail(store, given_back, PassFailure::Throttled, 1, 5));
    assert_eq!(try_intend(store, given_back, "mine", 5), None);
    let failed = lease(store, 904).lease;
    assert!(fail(store, failed, PassFailure::Throttled, 1, 905));
    assert!(!settle(store, failed, nothing_found(), 905));
}

fn a_write_is_intended_while_enough_is_left_of_the_lease(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let leased = lease(store, 3).lease;
    assert_eq!(try_intend(store, leased, "late", 49), None);
    let prolonged = try_intend(store, leased, "in time", 48).unwrap();
    assert_eq!((prolonged.fence, prolonged.until), (1, at(108)));
    assert!(try_lease(store, 107).is_none(), "it is longer now");
    assert_eq!(lease(store, 108).lease.fence, 2);
}

fn what_is_intended_is_kept_with_what_was_there(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let leased = lease(store, 3).lease;
    let leased = try_intend(store, leased, "one", 4).unwrap();
    settle(store, leased, present(&[1]), 5);
    // What is seen again as it was is not kept again; what others have changed is.
    let mut same = present(&[1]);
    same.writes = 0;
    look(store, same.clone(), 905);
    same.foreign = "theirs".to_owned();
    same.text = None;
    look(store, same, 1805);
    let page = wait(store.snapshots(first(), Page::first(9))).unwrap();
    let snapshot = |number, seconds, kind, text: Option<&str>| Snapshot {
        number,
        at: at(seconds),
        kind,
        text: text.map(str::to_owned),
    };
    let expected = [
        snapshot(4, 1805, SnapshotKind::Seen, None),
        snapshot(3, 5, SnapshotKind::Seen, Some("policy [1]")),
        snapshot(2, 4, SnapshotKind::Intent, Some("with one")),
        snapshot(1, 4, SnapshotKind::Before, Some("before one")),
    ];
    assert_eq!(page.snapshots, expected);
    assert_eq!(page.next, None);
    let page = wait(store.snapshots(first(), Page::first(3))).unwrap();
    assert_eq!(page.snapshots, expected[..3]);
    let rest = wait(store.snapshots(first(), Page::new(page.next, 3))).unwrap();
    assert_eq!((rest.snapshots, rest.next), (expected[3..].to_vec(), None));
    let nowhere = wait(store.snapshots(repository_id(9), Page::first(3))).unwrap();
    assert_eq!((nowhere.snapshots, nowhere.next), (vec![], None));
}

fn the_oldest_snapshots_go(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let mut leased = lease(store, 3).lease;
    let writes = i64::from(SNAPSHOTS_MAX / 2 + 1);
    for _ in 0..writes {
        let again = store.intend_write(leased, intent("again"), MARGIN, LEASE, at(4));
        leased = wait(again).unwrap().unwrap();
    }
    let (mut numbers, mut after) = (Vec::new(), None);
    loop {
        let page = wait(store.snapshots(first(), Page::new(after, 100))).unwrap();
        numbers.extend(page.snapshots.iter().map(|snapshot| snapshot.number));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let newest = u64::from(SNAPSHOTS_MAX) + 2;
    assert_eq!(numbers, (3..=newest).rev().collect::<Vec<_>>());
    assert_eq!(leased.until, at(4).later(LEASE));
}

/// A server whose clock is a year ahead leases, fails and goes; nobody waits for a year.
fn what_a_clock_far_ahead_has_written_is_over(store: &dyn Store) {
    const YEAR: i64 = 365 * DAY;
    automated(store);
    granted(store, 1);
    let ahead = lease(store, YEAR).lease;
    let taken = lease(store, 10);
    assert!(taken.lease.fence > ahead.fence);
    assert!(!settle(store, ahead, present(&[1]), YEAR), "it is too late");
    assert!(settle(store, taken.lease, present(&[1]), 11));
    assert!(try_lease(store, 12).is_none());

    let again = lease(store, YEAR).lease;
    assert!(fail(store, again, PassFailure::Throttled, 900, YEAR));
    lease(store, 13);
}
