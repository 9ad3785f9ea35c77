//! What was seen in a repository's policy, and what becomes of its grants.

use std::collections::BTreeSet;

use wharfinger_core::access::{Phase, Status};
use wharfinger_core::grants::{Failed, Failure as PassFailure, Hold};

use super::ecr::automated;
use super::keeping::{
    LEASE, fail, first, grant, granted, keys, lease, look, nothing_found, present, principal,
    repository, revoke, settle, status, try_intend, try_lease,
};
use super::scenes::{advance, entries, told};
use crate::tests::{ADA, BOB, DAY, at, id, request_id, system, wait};
use crate::{Action, Actor, NoticeKind, Observed, RepositoryGrant, Store, Subject, Trouble};

contract! {
    access_that_is_there_becomes_active
    access_that_is_gone_becomes_revoked
    access_whose_time_is_over_ends
    what_was_seen_is_not_confirmed_where_something_else_is_wanted_now
    findings_about_others_change_nothing
    what_is_wanted_meanwhile_is_due_at_once
    what_is_held_is_told_once
    what_does_not_fit_is_told_once
    what_is_unknown_yet_is_not_held
    what_is_there_again_is_not_held
    whoever_had_access_is_remembered_for_as_long_as_aws_could_obey
    what_others_change_is_told
    a_failure_keeps_everybody_away_for_a_while
    failures_are_counted_until_something_is_seen
    what_a_failure_has_seen_ends_and_holds
    what_a_late_failure_has_seen_changes_nothing
    what_aws_says_is_cut_short
}

fn access_that_is_there_becomes_active(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let leased = lease(store, 5).lease;
    assert!(settle(store, leased, present(&[1]), 9));
    let request = wait(store.access_request(request_id(1))).unwrap().unwrap();
    let phase = request.request.grant().unwrap().phase();
    assert_eq!(*phase, Phase::Active { since: at(9) });
    let expected = RepositoryGrant {
        request: request_id(1),
        repository: first(),
        principal: principal(1),
        status: Status::Active,
        observed: Observed::Present,
        observed_at: Some(at(9)),
        hold: None,
    };
    assert_eq!(grant(store, 1), expected);
    let entry = entries(store).pop().unwrap();
    assert_eq!(
        (entry.action, entry.subject, entry.actor, entry.tool),
        (
            Action::AccessActivated,
            Subject::Request(request_id(1)),
            Actor::System,
            Some(id(1))
        )
    );
    assert_eq!(
        told(store, BOB).pop(),
        Some(NoticeKind::Active(request_id(1)))
    );
    let settled = repository(store);
    assert!(settled.is_settled);
    assert_eq!(settled.verified_at, Some(at(9)));
    assert_eq!(settled.due_at, Some(at(9 + 900)));
    // Seen again, it is as it was.
    let before = (entries(store), told(store, BOB));
    look(store, present(&[1]), 909);
    assert_eq!((entries(store), told(store, BOB)), before);
    assert_eq!(grant(store, 1).observed_at, Some(at(909)));
}

fn access_that_is_gone_becomes_revoked(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    look(store, present(&[1]), 4);
    revoke(store, 1, 5);
    assert_eq!(status(store, 1), Status::Revoking);
    let heard = told(store, BOB);
    let mut findings = nothing_found();
    findings.absent = keys(&[1]);
    look(store, findings, 6);
    assert_eq!(status(store, 1), Status::Revoked);
    assert_eq!(grant(store, 1).observed, Observed::Absent);
    let entry = entries(store).pop().unwrap();
    assert_eq!(
        (entry.action, entry.actor),
        (Action::AccessRemoved, Actor::System)
    );
    assert_eq!(told(store, BOB), heard, "he was told when it was decided");
    assert_eq!(wait(store.repository_grants(first())), Ok(vec![]));
}

fn access_whose_time_is_over_ends(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    look(store, present(&[1]), 4);
    let over = 3 + 30 * DAY;
    advance(store, 9, over - 1);
    assert_eq!(advance(store, 9, over), 1);
    let mut findings = nothing_found();
    findings.absent = keys(&[1]);
    look(store, findings, over);
    assert_eq!(status(store, 1), Status::Ended);
}

/// A pass takes its time, and people do not wait for it.
fn what_was_seen_is_not_confirmed_where_something_else_is_wanted_now(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let leased = lease(store, 3).lease;
    revoke(store, 1, 4);
    assert!(settle(store, leased, present(&[1]), 5));
    assert_eq!(status(store, 1), Status::Revoking);
    assert_eq!(entries(store).pop().unwrap().action, Action::AccessRevoked);
    // Its time is over, though nobody has noticed yet.
    granted(store, 2);
    let mut findings = present(&[2]);
    findings.absent = keys(&[1]);
    look(store, findings, 3 + 30 * DAY);
    assert_eq!(status(store, 1), Status::Revoked);
    assert_eq!(status(store, 2), Status::Activating);
}

fn findings_about_others_change_nothing(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let mut findings = nothing_found();
    findings.present = keys(&[7]);
    findings.vanished = keys(&[8]);
    look(store, findings, 3);
    assert_eq!(status(store, 1), Status::Activating);
    assert_eq!(wait(store.repository_grant(request_id(7))), Ok(None));
}

fn what_is_wanted_meanwhile_is_due_at_once(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let leased = lease(store, 3).lease;
    granted(store, 2);
    assert!(settle(store, leased, present(&[1]), 9));
    let moved = repository(store);
    assert_eq!((moved.due_at, moved.is_settled), (Some(at(9)), false));
    look(store, present(&[1, 2]), 9);
    let settled = repository(store);
    assert_eq!((settled.due_at, settled.is_settled), (Some(at(909)), true));
    assert_eq!(status(store, 2), Status::Active);
}

fn what_is_held_is_told_once(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    granted(store, 2);
    let mut findings = nothing_found();
    findings.refused = keys(&[1]);
    findings.vanished = keys(&[2]);
    let (to_bob, before) = (told(store, BOB), entries(store).len());
    for seconds in [3, 903, 1803] {
        look(store, findings.clone(), seconds);
    }
    assert_eq!(told(store, BOB), to_bob, "he can do nothing about it");
    let held = [1, 2].map(|number| NoticeKind::Held(request_id(number)));
    let to_ada = told(store, ADA);
    assert!(to_ada.ends_with(&held), "{to_ada:?}");
    assert_eq!(to_ada.iter().filter(|kind| held.contains(kind)).count(), 2);
    let written: Vec<_> = entries(store).into_iter().skip(before).collect();
    let told: Vec<_> = written
        .iter()
        .map(|entry| (entry.action, entry.subject))
        .collect();
    let expected = [1, 2].map(|number| (Action::AccessHeld, Subject::Request(request_id(number))));
    assert_eq!(told, expected);
    let holds = [1, 2].map(|number| {
        let grant = grant(store, number);
        (grant.hold, grant.observed)
    });
    let expected = [
        (Some(Hold::Refused), Observed::Refused),
        (Some(Hold::Vanished), Observed::Vanished),
    ];
    assert_eq!(holds, expected);
}

fn what_does_not_fit_is_told_once(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let mut findings = nothing_found();
    findings.left_out = keys(&[1]);
    for seconds in [3, 903] {
        look(store, findings.clone(), seconds);
    }
    let held = NoticeKind::Held(request_id(1));
    let count = || {
        told(store, ADA)
            .iter()
            .filter(|kind| **kind == held)
            .count()
    };
    assert_eq!(count(), 1);
    let left_out = grant(store, 1);
    assert_eq!(
        (left_out.hold, left_out.observed),
        (None, Observed::LeftOut)
    );
    // It was there, and does not fit again.
    look(store, present(&[1]), 1803);
    look(store, findings, 2703);
    assert_eq!(count(), 2);
}

fn what_is_unknown_yet_is_not_held(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let before = (told(store, ADA), entries(store));
    let mut findings = nothing_found();
    findings.unresolved = keys(&[1]);
    look(store, findings, 3);
    let unresolved = grant(store, 1);
    assert_eq!(
        (unresolved.hold, unresolved.observed),
        (None, Observed::Unresolved)
    );
    assert_eq!((told(store, ADA), entries(store)), before);
}

fn what_is_there_again_is_not_held(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let mut findings = nothing_found();
    findings.vanished = keys(&[1]);
    look(store, findings.clone(), 3);
    look(store, present(&[1]), 903);
    assert_eq!(grant(store, 1).hold, None);
    assert_eq!(status(store, 1), Status::Active);
    look(store, findings, 1803);
    let held = NoticeKind::Held(request_id(1));
    let told = told(store, ADA);
    assert_eq!(told.iter().filter(|kind| **kind == held).count(), 2, "anew");
    assert_eq!(status(store, 1), Status::Active, "a person decides");
}

/// Our statements carry the end of the month, and somebody may bring an old copy back.
fn whoever_had_access_is_remembered_for_as_long_as_aws_could_obey(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    look(store, present(&[1]), 4);
    revoke(store, 1, 5);
    let mut gone = nothing_found();
    gone.absent = keys(&[1]);
    look(store, gone, 6);
    let (over, obeyed) = (3 + 30 * DAY, 32 * DAY);
    let last = over + obeyed - 1;
    let leased = lease(store, last);
    assert_eq!(leased.task.ended, [principal(1)].into());
    assert!(leased.task.grants.is_empty());
    settle(store, leased.lease, nothing_found(), last);
    assert_eq!(repository(store).due_at, Some(at(last + 900)));
    assert!(
        try_lease(store, last + 900).is_none(),
        "nothing to look for"
    );
    assert_eq!(repository(store).due_at, None);
}

fn what_others_change_is_told(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let mut findings = present(&[1]);
    findings.unexpected = vec![principal(7), "with\na line\0".to_owned()];
    findings.stale = vec!["AROAEXAMPLE".to_owned()];
    look(store, findings.clone(), 3);
    assert_eq!(repository(store).foreign_changed_at, None);
    findings.foreign_changed = true;
    look(store, findings, 903);
    let found = repository(store);
    assert_eq!(found.foreign_changed_at, Some(at(903)));
    let plain = "with\u{fffd}a line\u{fffd}".to_owned();
    assert_eq!(found.unexpected, [principal(7), plain]);
    assert_eq!(found.stale, ["AROAEXAMPLE"]);
    look(store, present(&[1]), 1803);
    let found = repository(store);
    assert_eq!(found.foreign_changed_at, Some(at(903)), "the last time");
    assert_eq!((found.unexpected, found.stale), (vec![], vec![]));
}

fn a_failure_keeps_everybody_away_for_a_while(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let leased = lease(store, 3).lease;
    let leased = try_intend(store, leased, "one", 4).unwrap();
    assert!(fail(store, leased, PassFailure::Unknown, 30, 5));
    let troubled = repository(store);
    let expected = Trouble {
        since: at(5),
        failures: 1,
        kind: "unknown".to_owned(),
        message: None,
    };
    assert_eq!(troubled.trouble, Some(expected));
    assert_eq!(troubled.due_at, Some(at(35)));
    // Nobody writes behind a write that may land still, whatever is wanted and whoever asks.
    revoke(store, 1, 6);
    granted(store, 2);
    assert_eq!(wait(store.look_now(first(), at(7))), Ok(true));
    assert!(try_lease(store, 34).is_none());
    let next = lease(store, 35);
    assert_eq!(next.failures, 1);
    assert_eq!(next.task.memory.written.len(), 1);
}

fn failures_are_counted_until_something_is_seen(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let denied = || PassFailure::Denied {
        message: "not authorized".to_owned(),
    };
    for (seconds, failures) in [(3, 1), (13, 2), (23, 3)] {
        let leased = lease(store, seconds);
        assert_eq!(leased.failures, failures - 1);
        assert!(fail(store, leased.lease, denied(), 10, seconds));
        let trouble = repository(store).trouble.unwrap();
        assert_eq!((trouble.since, trouble.failures), (at(3), failures));
        assert_eq!(trouble.message.as_deref(), Some("not authorized"));
    }
    look(store, present(&[1]), 33);
    assert_eq!(repository(store).trouble, None);
    assert_eq!(lease(store, 933).failures, 0);
}

/// Nothing can be said of the policy, but who is not there was seen twice.
fn what_a_failure_has_seen_ends_and_holds(store: &dyn Store) {
    automated(store);
    for number in 1..=3 {
        granted(store, number);
    }
    look(store, present(&[1, 2, 3]), 4);
    revoke(store, 1, 5);
    let leased = lease(store, 6).lease;
    let failed = Failed {
        absent: keys(&[1, 9]),
        vanished: keys(&[2]),
        ..Failed::from(PassFailure::NoRepository)
    };
    let answer = store.fail_repository(leased, failed.clone(), LEASE, system(7));
    assert!(wait(answer).unwrap());
    assert_eq!(status(store, 1), Status::Revoked);
    let held = grant(store, 2);
    assert_eq!(
        (held.hold, held.observed, held.observed_at),
        (Some(Hold::Vanished), Observed::Vanished, Some(at(7)))
    );
    assert_eq!(grant(store, 3).observed_at, Some(at(4)));
    let written = entries(store);
    let written = written.iter().rev().take(2).map(|entry| entry.action);
    let written: BTreeSet<_> = written.collect();
    let expected = [Action::AccessRemoved, Action::AccessHeld];
    assert_eq!(written, expected.into());
    let trouble = repository(store).trouble.unwrap();
    assert_eq!((&*trouble.kind, trouble.failures), ("no_repository", 1));
    assert_eq!(repository(store).due_at, Some(at(67)));

    // Seen again, nobody hears of it again.
    let before = entries(store).len();
    let leased = lease(store, 67).lease;
    let answer = store.fail_repository(leased, failed, LEASE, system(68));
    assert!(wait(answer).unwrap());
    assert_eq!(entries(store).len(), before);
    let held = NoticeKind::Held(request_id(2));
    let told = told(store, ADA);
    assert_eq!(told.iter().filter(|kind| **kind == held).count(), 1);
}

fn what_a_late_failure_has_seen_changes_nothing(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let late = lease(store, 3).lease;
    look(store, present(&[1]), 63);
    let failed = Failed {
        vanished: keys(&[1]),
        ..Failed::from(PassFailure::Throttled)
    };
    let answer = store.fail_repository(late, failed, LEASE, system(64));
    assert!(!wait(answer).unwrap());
    assert_eq!(grant(store, 1).hold, None);
}

fn what_aws_says_is_cut_short(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let leased = lease(store, 3).lease;
    let failure = PassFailure::PolicyRefused {
        message: format!("\0{}", "é".repeat(9_000)),
    };
    let answer = store.fail_repository(leased, failure.into(), LEASE, system(4));
    assert!(wait(answer).unwrap());
    let message = repository(store).trouble.unwrap().message.unwrap();
    assert!(message.starts_with("\u{fffd}éé"), "{message}");
    assert!((900..=1_002).contains(&message.len()), "{}", message.len());
}
