//! What people ask of a repository.

use wharfinger_core::grants::{Failure as PassFailure, Hold};

use super::ecr::{automated, connected, tool_in};
use super::keeping::{
    fail, first, grant, granted, keys, lease, look, nothing_found, present, repository, revoke,
    settle, try_lease,
};
use super::scenes::{create, disable, entries, told};
use crate::tests::{
    ADA, BOB, EVE, ROOT, at, by, connection_id, id, new_account, person, repository_id, request_id,
    system, wait,
};
use crate::{Action, Failure, OPERATOR, ReapplyError, Store, Subject};

contract! {
    holds_are_lifted
    where_nothing_is_held_the_entry_is_about_the_connection
    what_is_asked_twice_is_done_once
    what_is_asked_meanwhile_is_done_next
    where_nobody_has_a_grant_there_is_nothing_to_do
    only_who_answers_for_it_may_ask
    a_maintainer_may_whose_tool_has_a_grant_still
    a_look_is_due_at_once_and_changes_nothing
    a_look_does_not_wait_for_what_may_be_put_right
}

/// Ada's grants to Bob, one of which somebody took out of the policy, and another of which AWS refused.
fn held(store: &dyn Store) {
    automated(store);
    for number in 1..=3 {
        granted(store, number);
    }
    look(store, present(&[1, 3]), 4);
    let mut findings = nothing_found();
    findings.vanished = keys(&[1]);
    findings.refused = keys(&[2]);
    findings.present = keys(&[3]);
    look(store, findings, 904);
}

fn holds_are_lifted(store: &dyn Store) {
    held(store);
    assert_eq!(grant(store, 1).hold, Some(Hold::Vanished));
    let before = entries(store).len();
    let heard = told(store, ADA);
    wait(store.reapply(first(), by(ADA, 910))).unwrap();
    let written: Vec<_> = entries(store)
        .into_iter()
        .skip(before)
        .map(|entry| (entry.action, entry.subject, entry.actor.account()))
        .collect();
    let expected = [1, 2].map(|number| {
        let subject = Subject::Request(request_id(number));
        (Action::RepositoryReapplied, subject, Some(ADA))
    });
    assert_eq!(written, expected);
    assert_eq!(told(store, ADA), heard);
    let waiting = repository(store);
    assert_eq!((waiting.due_at, waiting.is_settled), (Some(at(910)), false));
    let task = lease(store, 910).task;
    assert!(task.reapply);
    let told: Vec<_> = task
        .grants
        .iter()
        .map(|grant| (grant.was_seen, grant.hold))
        .collect();
    // Those that were held are as if they were new: what AWS does not take is no disappearance.
    assert_eq!(told, [(false, None), (false, None), (true, None)]);
}

fn where_nothing_is_held_the_entry_is_about_the_connection(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    look(store, present(&[1]), 4);
    wait(store.reapply(first(), by(ADA, 5))).unwrap();
    let entry = entries(store).pop().unwrap();
    assert_eq!(
        (entry.action, entry.subject),
        (
            Action::RepositoryReapplied,
            Subject::Connection(connection_id(1))
        )
    );
    assert_eq!(entry.before, Some(entry.after));
}

fn what_is_asked_twice_is_done_once(store: &dyn Store) {
    held(store);
    wait(store.reapply(first(), by(ADA, 910))).unwrap();
    let before = (entries(store), repository(store));
    wait(store.reapply(first(), by(ADA, 911))).unwrap();
    assert_eq!((entries(store), repository(store)), before);
    look(store, present(&[1, 2, 3]), 912);
    assert!(!lease(store, 1812).task.reapply, "it is done");
}

fn what_is_asked_meanwhile_is_done_next(store: &dyn Store) {
    held(store);
    let leased = lease(store, 1804).lease;
    wait(store.reapply(first(), by(ADA, 1805))).unwrap();
    let mut findings = nothing_found();
    findings.vanished = keys(&[1]);
    assert!(settle(store, leased, findings, 1806));
    assert_eq!(repository(store).due_at, Some(at(1806)));
    assert!(lease(store, 1806).task.reapply);
}

fn where_nobody_has_a_grant_there_is_nothing_to_do(store: &dyn Store) {
    automated(store);
    let before = entries(store);
    wait(store.reapply(first(), by(ADA, 5))).unwrap();
    assert_eq!(wait(store.look_now(first(), at(5))), Ok(true));
    assert_eq!(entries(store), before);
    assert!(try_lease(store, 9).is_none());
    granted(store, 1);
    assert!(!lease(store, 9).task.reapply);
}

fn only_who_answers_for_it_may_ask(store: &dyn Store) {
    held(store);
    let grace = person(9);
    create(store, new_account(grace, "grace"));
    connected(store, 2, BOB);
    tool_in(store, 2, "bobs", BOB);
    for stranger in [BOB, EVE, grace] {
        let answer = wait(store.reapply(first(), by(stranger, 910)));
        assert_eq!(answer, Err(ReapplyError::NotMaintainer), "{stranger:?}");
    }
    let answer = wait(store.reapply(repository_id(9), by(ADA, 910)));
    assert_eq!(answer, Err(ReapplyError::NotFound));
    let answer = wait(store.reapply(first(), system(910)));
    assert!(matches!(
        answer,
        Err(ReapplyError::Failure(Failure::Unavailable { .. }))
    ));
    wait(store.add_maintainer(id(1), EVE, by(ADA, 910))).unwrap();
    for (account, seconds) in [(EVE, 911), (ROOT, 912), (OPERATOR, 913), (ADA, 914)] {
        assert_eq!(wait(store.reapply(first(), by(account, seconds))), Ok(()));
    }
    disable(store, EVE);
    disable(store, ADA);
    for gone in [EVE, ADA] {
        let answer = wait(store.reapply(first(), by(gone, 915)));
        assert_eq!(answer, Err(ReapplyError::NotMaintainer), "{gone:?}");
    }
}

fn a_maintainer_may_whose_tool_has_a_grant_still(store: &dyn Store) {
    held(store);
    wait(store.add_maintainer(id(1), EVE, by(ADA, 5))).unwrap();
    wait(store.stop_automation(id(1), by(ADA, 905))).unwrap();
    let maintains = |account| wait(store.maintains_repository(first(), account)).unwrap();
    assert_eq!((maintains(EVE), maintains(BOB)), (true, false));
    assert_eq!(wait(store.reapply(first(), by(EVE, 910))), Ok(()));
    let leased = lease(store, 910);
    assert!(leased.task.reapply, "what is under way stays");
    // Without a grant a tool that is not carried out there has nothing to do with it.
    for number in 1..=3 {
        revoke(store, number, 911);
    }
    let mut findings = nothing_found();
    findings.absent = keys(&[1, 2, 3]);
    assert!(settle(store, leased.lease, nothing_found(), 912));
    look(store, findings, 912);
    assert!(!maintains(EVE));
}

fn a_look_does_not_wait_for_what_may_be_put_right(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    let leased = lease(store, 3).lease;
    assert!(fail(store, leased, PassFailure::Throttled, 900, 4));
    assert!(try_lease(store, 5).is_none());
    assert_eq!(wait(store.look_now(first(), at(5))), Ok(true));
    assert_eq!(lease(store, 5).failures, 1);
}

fn a_look_is_due_at_once_and_changes_nothing(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    look(store, present(&[1]), 4);
    let (before, was) = (entries(store), repository(store));
    assert_eq!(wait(store.look_now(first(), at(5))), Ok(true));
    let due = repository(store);
    assert_eq!(due.due_at, Some(at(5)));
    assert!(due.is_settled);
    assert_eq!(entries(store), before);
    // While somebody looks, nobody else is asked to.
    let leased = lease(store, 5).lease;
    assert_eq!(wait(store.look_now(first(), at(6))), Ok(true));
    assert!(try_lease(store, 6).is_none());
    settle(store, leased, present(&[1]), 7);
    assert_eq!(repository(store).due_at, Some(at(907)));
    assert_ne!(was.due_at, due.due_at);
    assert_eq!(wait(store.look_now(repository_id(9), at(6))), Ok(false));
}
