//! Somebody else's part of a policy is put right.

use wharfinger_core::grants::{Failed, Failure as PassFailure, Findings, Intent, Mended};
use wharfinger_core::policy::Mend;

use super::ecr::{automated, new_automation, proven};
use super::keeping::{
    LEASE, MARGIN, first, granted, intent, lease, look, nothing_found, present, repository, settle,
    try_lease,
};
use super::scenes::{create, disable, entries};
use crate::tests::{
    ADA, BOB, EVE, ROOT, at, by, connection_id, id, new_account, person, repository_id, system,
    wait,
};
use crate::{
    Action, Failure, MENDS_KEPT, MENDS_WAITING_MAX, MendError, MendOutcome, Store, StoredMend,
    Subject,
};

contract! {
    a_mend_waits_for_the_worker_and_is_written_down
    what_cannot_be_done_is_over_too
    what_waits_is_asked_for_once
    what_is_asked_meanwhile_is_done_next
    no_more_wait_than_fit_into_a_policy
    the_oldest_that_are_over_are_forgotten
    what_the_server_found_out_is_written_down
    what_the_server_could_not_put_right_changed_nothing
    what_the_server_is_about_to_put_right_is_written_down_before
    what_was_begun_and_not_done_is_no_change
    what_is_over_with_the_repository_does_not_wait
    nothing_is_looked_for_behind_the_last_one
    only_the_owner_of_the_connection_and_administrators_may_ask
    a_repository_that_is_not_connected_is_left_alone
    what_waits_when_the_connection_is_taken_back_is_over
}

fn back(sid: &str) -> Mend {
    Mend::PutBack(format!(r#"{{"Sid":"{sid}"}}"#))
}

fn ask(store: &dyn Store, sid: &str, seconds: i64) {
    wait(store.mend(first(), back(sid), by(ADA, seconds))).unwrap();
}

fn mends(store: &dyn Store) -> Vec<StoredMend> {
    wait(store.mends(first())).unwrap()
}

/// The mends that a worker is told of at that time.
fn told(store: &dyn Store, seconds: i64) -> Vec<(u64, Mend)> {
    let mends = lease(store, seconds).task.mends.into_iter();
    mends.map(|wanted| (wanted.number, wanted.mend)).collect()
}

fn done(number: Option<u64>, sid: &str, refusal: Option<&str>) -> Mended {
    Mended {
        number,
        mend: back(sid),
        refusal: refusal.map(str::to_owned),
    }
}

/// A look at a policy in which the first grant is, and in which these mends came to an end.
fn look_mending(store: &dyn Store, mended: Vec<Mended>, seconds: i64) {
    let findings = Findings {
        mended,
        ..present(&[1])
    };
    look(store, findings, seconds);
}

fn a_mend_waits_for_the_worker_and_is_written_down(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    look(store, present(&[1]), 4);
    let before = entries(store).len();
    ask(store, "Lambda", 10);
    let waiting = StoredMend {
        number: 1,
        mend: back("Lambda"),
        by: Some(ADA),
        asked_at: at(10),
        outcome: None,
    };
    assert_eq!(mends(store), std::slice::from_ref(&waiting));
    let entry = entries(store).pop().unwrap();
    let subject = Subject::Connection(connection_id(1));
    assert_eq!(
        (entry.action, entry.subject),
        (Action::StatementMended, subject)
    );
    assert_eq!(
        (entry.before, entries(store).len()),
        (Some(entry.after), before + 1)
    );
    let kept = repository(store);
    assert_eq!((kept.due_at, kept.is_settled), (Some(at(10)), false));

    let leased = lease(store, 11);
    assert_eq!(leased.task.mends[0].number, 1);
    assert_eq!(leased.task.mends[0].mend, back("Lambda"));
    let findings = Findings {
        mended: vec![done(Some(1), "Lambda", None)],
        ..present(&[1])
    };
    assert!(settle(store, leased.lease, findings, 12));
    let outcome = MendOutcome {
        at: at(12),
        refusal: None,
    };
    let over = StoredMend {
        outcome: Some(outcome),
        ..waiting
    };
    assert_eq!(mends(store), [over]);
    assert!(repository(store).is_settled);
    assert_eq!(told(store, 912), []);
}

fn what_cannot_be_done_is_over_too(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    ask(store, "Lambda", 10);
    look_mending(store, vec![done(Some(1), "Lambda", Some("no\0room"))], 11);
    let outcome = mends(store).remove(0).outcome.unwrap();
    assert_eq!(outcome.refusal.as_deref(), Some("no\u{fffd}room"));
    // It can be asked for again.
    ask(store, "Lambda", 12);
    assert_eq!(told(store, 13), [(2, back("Lambda"))]);
}

fn what_waits_is_asked_for_once(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    ask(store, "Lambda", 10);
    let before = (entries(store), repository(store), mends(store));
    ask(store, "Lambda", 11);
    assert_eq!((entries(store), repository(store), mends(store)), before);
    ask(store, "Build", 12);
    assert_eq!(told(store, 13), [(1, back("Lambda")), (2, back("Build"))]);
}

fn what_is_asked_meanwhile_is_done_next(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let leased = lease(store, 4).lease;
    ask(store, "Lambda", 5);
    assert!(settle(store, leased, present(&[1]), 6));
    assert_eq!(repository(store).due_at, Some(at(6)));
    assert_eq!(told(store, 6), [(1, back("Lambda"))]);
}

fn no_more_wait_than_fit_into_a_policy(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    for number in 0..MENDS_WAITING_MAX {
        ask(store, &number.to_string(), 10);
    }
    let one_more = wait(store.mend(first(), back("x"), by(ADA, 11)));
    assert_eq!(one_more, Err(MendError::TooMany));
    assert_eq!(mends(store).len(), MENDS_WAITING_MAX as usize);
}

fn the_oldest_that_are_over_are_forgotten(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    ask(store, "waits", 3);
    let found = (0..MENDS_KEPT).map(|_| done(None, "found", None)).collect();
    look_mending(store, found, 4);
    ask(store, "last", 5);
    let mends = mends(store);
    assert_eq!(mends.len(), MENDS_KEPT as usize + 1, "those that wait stay");
    let newest = u64::from(MENDS_KEPT) + 2;
    assert_eq!(mends.first().unwrap().number, newest);
    assert_eq!(mends.last().unwrap().mend, back("waits"));
}

fn what_the_server_found_out_is_written_down(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    look_mending(store, vec![done(None, "Lambda", None)], 4);
    let outcome = MendOutcome {
        at: at(4),
        refusal: None,
    };
    let found = StoredMend {
        number: 1,
        mend: back("Lambda"),
        by: None,
        asked_at: at(4),
        outcome: Some(outcome),
    };
    assert_eq!(mends(store), [found]);
    let entry = entries(store).pop().unwrap();
    let subject = Subject::Connection(connection_id(1));
    assert_eq!(
        (entry.action, entry.subject, entry.actor.account()),
        (Action::StatementHealed, subject, None)
    );
    assert_eq!(entry.before, Some(entry.after));
}

fn what_the_server_could_not_put_right_changed_nothing(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    look_mending(store, vec![done(None, "Lambda", Some("no room"))], 4);
    assert_eq!(mends(store).len(), 1);
    let mut entries = entries(store).into_iter();
    assert!(!entries.any(|entry| entry.action == Action::StatementHealed));
}

/// The server finds out that a statement is to come back, and is about to write it.
fn begin(store: &dyn Store, sid: &str, seconds: i64) {
    let lease = lease(store, seconds).lease;
    for _ in 0..2 {
        let intent = Intent {
            heals: Some(back(sid)),
            ..intent("ours")
        };
        let answer = store.intend_write(lease, intent, MARGIN, LEASE, at(seconds));
        assert!(wait(answer).unwrap().is_some());
    }
}

fn what_the_server_is_about_to_put_right_is_written_down_before(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    begin(store, "Lambda", 4);
    let begun = StoredMend {
        number: 1,
        mend: back("Lambda"),
        by: None,
        asked_at: at(4),
        outcome: None,
    };
    assert_eq!(
        mends(store),
        std::slice::from_ref(&begun),
        "once, however often it is begun"
    );
    // Whoever did it has died. The next one is told, and not to do it: it may be pointless by now.
    let leased = lease(store, 100);
    assert_eq!(leased.task.begun, [back("Lambda")]);
    assert_eq!(leased.task.mends, []);
    let findings = Findings {
        mended: vec![done(None, "Lambda", None)],
        ..present(&[1])
    };
    assert!(settle(store, leased.lease, findings, 101));
    let outcome = MendOutcome {
        at: at(101),
        refusal: None,
    };
    let over = StoredMend {
        outcome: Some(outcome),
        ..begun
    };
    assert_eq!(mends(store), [over]);
    let entries = entries(store).into_iter();
    let healed = entries.filter(|entry| entry.action == Action::StatementHealed);
    assert_eq!(healed.count(), 1);
    assert_eq!(lease(store, 9_000).task.begun, []);
}

/// The repository was deleted, and access is wanted there.
fn what_is_over_with_the_repository_does_not_wait(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    look(store, present(&[1]), 4);
    ask(store, "Lambda", 10);
    let leased = lease(store, 11).lease;
    let failed = Failed {
        mended: vec![done(Some(1), "Lambda", Some("the repository is gone"))],
        ..Failed::from(PassFailure::NoRepository)
    };
    assert!(wait(store.fail_repository(leased, failed, LEASE, system(12))).unwrap());
    let outcome = mends(store).remove(0).outcome.unwrap();
    let refusal = outcome.refusal.unwrap();
    assert_eq!((outcome.at, &*refusal), (at(12), "the repository is gone"));
    assert_eq!(told(store, 999), []);
}

fn what_was_begun_and_not_done_is_no_change(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    begin(store, "Lambda", 4);
    look_mending(store, vec![done(None, "Lambda", Some("no reason to"))], 100);
    let [over] = &mends(store)[..] else {
        panic!("{:?}", mends(store));
    };
    assert!(over.outcome.as_ref().unwrap().refusal.is_some());
    let mut entries = entries(store).into_iter();
    assert!(!entries.any(|entry| entry.action == Action::StatementHealed));
}

fn nothing_is_looked_for_behind_the_last_one(store: &dyn Store) {
    automated(store);
    ask(store, "Lambda", 10);
    let findings = Findings {
        mended: vec![done(Some(1), "Lambda", None)],
        ..nothing_found()
    };
    look(store, findings, 11);
    assert_eq!(repository(store).due_at, None);
    assert!(try_lease(store, 100_000).is_none());
}

fn only_the_owner_of_the_connection_and_administrators_may_ask(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    // Maintaining a tool in the repository is not enough.
    wait(store.add_maintainer(id(1), EVE, by(ADA, 3))).unwrap();
    let grace = person(9);
    create(store, new_account(grace, "grace"));
    for stranger in [BOB, EVE, grace] {
        let answer = wait(store.mend(first(), back("x"), by(stranger, 10)));
        assert_eq!(answer, Err(MendError::NotOwner), "{stranger:?}");
    }
    let answer = wait(store.mend(repository_id(9), back("x"), by(ADA, 10)));
    assert_eq!(answer, Err(MendError::NotFound));
    let answer = wait(store.mend(first(), back("x"), system(10)));
    let unavailable = matches!(answer, Err(MendError::Failure(Failure::Unavailable { .. })));
    assert!(unavailable, "{answer:?}");
    assert_eq!(mends(store), []);
    assert_eq!(wait(store.mend(first(), back("x"), by(ROOT, 10))), Ok(()));
    disable(store, ADA);
    let gone = wait(store.mend(first(), back("y"), by(ADA, 11)));
    assert_eq!(gone, Err(MendError::NotOwner));
}

fn a_repository_that_is_not_connected_is_left_alone(store: &dyn Store) {
    automated(store);
    wait(store.disconnect(connection_id(1), by(ADA, 5))).unwrap();
    let answer = wait(store.mend(first(), back("x"), by(ADA, 10)));
    assert_eq!(answer, Err(MendError::Disconnected));
}

fn what_waits_when_the_connection_is_taken_back_is_over(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    ask(store, "Lambda", 4);
    wait(store.disconnect(connection_id(1), by(ADA, 5))).unwrap();
    let outcome = mends(store).remove(0).outcome.unwrap();
    assert_eq!(outcome.at, at(5));
    assert_eq!(
        outcome.refusal.as_deref(),
        Some("the connection to the AWS account was taken back")
    );
    // Whoever connects the account anew is not bound by it.
    proven(store, 2, ADA);
    wait(store.automate(new_automation(1, 2, "md5sum"), by(ADA, 6))).unwrap();
    granted(store, 2);
    assert_eq!(told(store, 7), []);
}
