//! Who examines a repository, kept or not.

use std::time::Duration;

use wharfinger_core::grants::{Failure as PassFailure, Lease, Repository};

use super::ecr::{automated, new_automation, place, proven, tool_in};
use super::keeping::{
    LEASE, another, fail, first, granted, lease, present, repository, settle, try_lease,
};
use super::races::{only, together};
use super::scenes::{entries, people};
use crate::tests::{ADA, BOB, DAY, at, by, connection_id, repository_id, wait};
use crate::{AutomateError, BorrowError, Page, RepositoryFilter, Store, StoredRepository};

contract! {
    who_examines_a_repository_keeps_others_out
    nobody_examines_what_is_worked_on_or_waits_for_late_writes
    what_fails_for_another_reason_is_examined
    what_was_sent_before_a_connection_was_taken_back_may_land
    it_is_examined_with_whosever_connection_it_is_kept
    one_examines_what_nobody_keeps
    one_of_many_concurrent_examinations_begins
    an_examination_that_does_not_end_is_over_with_its_lease
    an_examination_that_a_clock_far_ahead_has_begun_is_over
    so_it_is_where_the_repository_is_kept
    whoever_begins_to_keep_what_is_examined_waits_for_the_end
    whoever_begins_to_keep_what_was_examined_waits_for_late_writes
    what_is_not_examined_any_more_is_kept_as_if_it_never_was
    the_id_of_an_examination_is_fresh
}

/// After an examination whose write may land late.
const WAIT: Duration = Duration::from_secs(30);

/// Examines a place from then on; one that nobody keeps with the id of that number.
fn borrow(store: &dyn Store, name: &str, fresh: u32, seconds: i64) -> Result<Lease, BorrowError> {
    let fresh = repository_id(fresh);
    wait(store.borrow_repository(place(name), fresh, LEASE, at(seconds)))
}

fn give_back(store: &dyn Store, lease: Lease, wait_for: Duration, seconds: i64) -> bool {
    wait(store.return_repository(lease, wait_for, at(seconds))).unwrap()
}

fn busy<T>(seconds: i64) -> Result<T, BorrowError> {
    let until = at(seconds);
    Err(BorrowError::Busy { until })
}

/// Ada's repository is kept from then on, if it was not, and access is given there at 3 seconds.
fn kept(store: &dyn Store, number: u32) -> StoredRepository {
    another(store, number, 3);
    let page = store.list_repositories(RepositoryFilter::default(), Page::first(1));
    wait(page).unwrap().repositories.remove(0)
}

fn who_examines_a_repository_keeps_others_out(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let before = entries(store);
    let lease = borrow(store, "md5sum", 9, 3).unwrap();
    assert_eq!((lease.repository, lease.until), (first(), at(63)));
    assert!(try_lease(store, 4).is_none());
    assert_eq!(borrow(store, "md5sum", 9, 4), busy(63));
    assert!(give_back(store, lease, WAIT, 5));
    assert!(!give_back(store, lease, WAIT, 5), "it was given back");
    assert_eq!(repository(store).due_at, Some(at(35)));
    assert!(try_lease(store, 34).is_none());
    assert!(
        try_lease(store, 35).is_some(),
        "the next pass looks for itself"
    );
    assert_eq!(entries(store), before);
}

fn nobody_examines_what_is_worked_on_or_waits_for_late_writes(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let leased = lease(store, 3).lease;
    assert_eq!(borrow(store, "md5sum", 9, 4), busy(63));
    assert!(fail(store, leased, PassFailure::Unknown, 30, 5));
    assert_eq!(
        borrow(store, "md5sum", 9, 5),
        busy(35),
        "a write may land late"
    );
    let lease = borrow(store, "md5sum", 9, 35).unwrap();
    assert!(lease.fence > leased.fence);
}

fn what_fails_for_another_reason_is_examined(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let leased = lease(store, 3).lease;
    assert!(fail(store, leased, PassFailure::NoRepository, 900, 4));
    let examined = borrow(store, "md5sum", 9, 5).unwrap();
    assert_eq!(borrow(store, "md5sum", 9, 6), busy(65));
    assert!(give_back(store, examined, Duration::ZERO, 7));
    assert!(try_lease(store, 7).is_some(), "the reason may be gone");
}

/// Whoever connects it then, and whether or not a pass was under way.
fn what_was_sent_before_a_connection_was_taken_back_may_land(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let leased = lease(store, 3).lease;
    wait(store.disconnect(connection_id(1), by(ADA, 4))).unwrap();
    assert_eq!(borrow(store, "md5sum", 9, 62), busy(63));
    assert!(!give_back(store, leased, WAIT, 62), "it is too late");
    let examined = borrow(store, "md5sum", 9, 63).unwrap();
    assert!(give_back(store, examined, WAIT, 64));
    assert_eq!(borrow(store, "md5sum", 9, 93), busy(94));
}

fn it_is_examined_with_whosever_connection_it_is_kept(store: &dyn Store) {
    automated(store);
    proven(store, 2, BOB);
    tool_in(store, 2, "bobs", BOB);
    wait(store.automate(new_automation(2, 2, "bobs"), by(BOB, 2))).unwrap();
    let examined = |seconds| {
        let lease = borrow(store, "bobs", 9, seconds).unwrap();
        assert!(give_back(store, lease, Duration::ZERO, seconds));
        lease.repository
    };
    assert_eq!(examined(3), repository_id(2));
    wait(store.disconnect(connection_id(2), by(BOB, 5))).unwrap();
    assert_eq!(
        examined(6),
        repository_id(2),
        "it was kept, and may be again"
    );
    let elsewhere = Repository {
        region: "eu-west-1".to_owned(),
        ..place("bobs")
    };
    let lease = wait(store.borrow_repository(elsewhere, repository_id(9), LEASE, at(6)));
    assert_eq!(lease.unwrap().repository, repository_id(9));
}

fn one_examines_what_nobody_keeps(store: &dyn Store) {
    let lease = borrow(store, "new", 1, 3).unwrap();
    let expected = Lease {
        repository: repository_id(1),
        fence: 1,
        until: at(63),
    };
    assert_eq!(lease, expected);
    assert_eq!(borrow(store, "new", 2, 4), busy(63));
    borrow(store, "another", 2, 4).unwrap();
    let page = store.list_repositories(RepositoryFilter::default(), Page::first(9));
    assert_eq!(wait(page).unwrap().repositories, []);
    assert!(give_back(store, lease, WAIT, 5));
    assert!(!give_back(store, lease, WAIT, 6), "it was given back");
    assert_eq!(borrow(store, "new", 3, 34), busy(35));
    let next = borrow(store, "new", 3, 35).unwrap();
    assert!(!give_back(store, lease, WAIT, 36), "it is another's");
    assert!(give_back(store, next, Duration::ZERO, 37));
    borrow(store, "new", 4, 37).unwrap();
    wait(store.check()).unwrap();
}

fn one_of_many_concurrent_examinations_begins(store: &dyn Store) {
    let outcomes = together(|number| borrow(store, "new", number, 3));
    let until = at(63);
    let lease = only(outcomes, &BorrowError::Busy { until });
    assert_eq!((lease.fence, lease.until), (1, until));
}

fn an_examination_that_does_not_end_is_over_with_its_lease(store: &dyn Store) {
    let lost = borrow(store, "new", 1, 3).unwrap();
    assert_eq!(borrow(store, "new", 2, 62), busy(63));
    let next = borrow(store, "new", 2, 63).unwrap();
    assert!(!give_back(store, lost, WAIT, 64), "it is too late");
    assert_eq!(borrow(store, "new", 3, 65), busy(123));
    assert!(give_back(store, next, WAIT, 66));
}

fn an_examination_that_a_clock_far_ahead_has_begun_is_over(store: &dyn Store) {
    let ahead = borrow(store, "new", 1, 365 * DAY).unwrap();
    borrow(store, "new", 2, 3).unwrap();
    assert!(!give_back(store, ahead, WAIT, 4));
    assert_eq!(borrow(store, "new", 3, 5), busy(63));
}

fn so_it_is_where_the_repository_is_kept(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let ahead = borrow(store, "md5sum", 9, 365 * DAY).unwrap();
    borrow(store, "md5sum", 9, 3).unwrap();
    assert!(!give_back(store, ahead, WAIT, 4));
    assert_eq!(borrow(store, "md5sum", 9, 5), busy(63));
}

/// What is approved meanwhile waits; where the examination never ends, until its lease does.
fn whoever_begins_to_keep_what_is_examined_waits_for_the_end(store: &dyn Store) {
    people(store);
    proven(store, 1, ADA);
    let ending = borrow(store, "tool2", 8, 1).unwrap();
    borrow(store, "tool3", 9, 1).unwrap();
    let (first, second) = (kept(store, 2), kept(store, 3));
    assert_eq!(
        [&first, &second].map(|it| (it.id, it.due_at)),
        [8, 9].map(|id| (repository_id(id), Some(at(61))))
    );
    assert_eq!(borrow(store, "tool2", 7, 4), busy(61));
    assert!(try_lease(store, 5).is_none());
    assert!(give_back(store, ending, Duration::ZERO, 5));
    let leased = lease(store, 5).lease;
    assert_eq!(leased.repository, ending.repository);
    assert!(leased.fence > ending.fence);
    assert!(!give_back(store, ending, WAIT, 6), "it was given back");
    assert!(settle(store, leased, present(&[2]), 6));
    assert!(try_lease(store, 60).is_none());
    assert_eq!(lease(store, 61).lease.repository, second.id);
    wait(store.check()).unwrap();
}

fn whoever_begins_to_keep_what_was_examined_waits_for_late_writes(store: &dyn Store) {
    people(store);
    proven(store, 1, ADA);
    let ended = borrow(store, "tool2", 9, 1).unwrap();
    assert!(give_back(store, ended, WAIT, 2));
    let kept = kept(store, 2);
    assert_eq!((kept.id, kept.due_at), (ended.repository, Some(at(32))));
    assert!(!give_back(store, ended, WAIT, 4), "it was given back");
    assert!(try_lease(store, 31).is_none());
    assert!(lease(store, 32).lease.fence > ended.fence);
}

fn what_is_not_examined_any_more_is_kept_as_if_it_never_was(store: &dyn Store) {
    people(store);
    proven(store, 1, ADA);
    let ended = borrow(store, "tool2", 8, 0).unwrap();
    assert!(give_back(store, ended, Duration::ZERO, 1));
    borrow(store, "tool3", 9, 365 * DAY).unwrap();
    for number in [2, 3] {
        let kept = kept(store, number);
        let expected = (repository_id(number), Some(at(3)));
        assert_eq!((kept.id, kept.due_at), expected);
        assert_eq!(lease(store, 3).lease.fence, 1);
    }
}

fn the_id_of_an_examination_is_fresh(store: &dyn Store) {
    automated(store);
    let taken = Err(BorrowError::IdTaken);
    assert_eq!(borrow(store, "new", 1, 3), taken, "a repository has it");
    borrow(store, "new", 2, 3).unwrap();
    assert_eq!(borrow(store, "another", 2, 3), taken);
    tool_in(store, 2, "t2", ADA);
    let refused = wait(store.automate(new_automation(2, 1, "t2"), by(ADA, 4)));
    assert_eq!(refused, Err(AutomateError::IdTaken));
}
