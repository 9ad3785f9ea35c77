//! Who may be handed a pull password, and that it was.

use wharfinger_core::account::AccountId;
use wharfinger_core::grants::Findings;

use super::ecr::{automated, check, new_automation, path, place, proven, registry};
use super::keeping::{
    another, approve, granted, keys, look, nothing_found, present, principal, revoke,
};
use super::scenes::{approval, change, disable, enable, entries, new_request};
use crate::tests::{
    ADA, BOB, DAY, EVE, ROOT, at, by, connection_id, id, new_tool, private, request_id, system,
    wait,
};
use crate::{
    Action, ChangeConnectionError, Choices, Connection, Failure, HandOutError, NewRequest, NewTool,
    PULLABLE_MAX, PullGrant, Registry, RequestId, Revision, Store, Subject,
};

contract! {
    only_the_owner_lets_passwords_be_handed_out
    who_has_access_may_pull_by_password
    nobody_else_may
    access_that_is_not_there_is_none
    a_connection_that_is_not_right_hands_out_nothing
    an_owner_who_cannot_sign_in_hands_out_nothing
    what_is_carried_out_by_hand_is_not_seen
    only_the_registry_that_is_asked_for_counts
    newer_access_in_other_registries_hides_none
    each_repository_is_named_once_the_newest_first
    what_was_handed_out_is_in_the_log_of_each_request
    what_ended_meanwhile_is_not_handed_out
}

fn connection(store: &dyn Store) -> Connection {
    wait(store.connection(connection_id(1))).unwrap().unwrap()
}

fn set(store: &dyn Store, wanted: bool, seconds: i64) -> Connection {
    let found = connection(store);
    let answer = store.choose(
        found.id,
        found.revision,
        Choices::pull_passwords(wanted),
        by(ADA, seconds),
    );
    wait(answer).unwrap()
}

/// Bob has access to Ada's first repository, whose connection hands out passwords.
fn opened(store: &dyn Store) {
    automated(store);
    set(store, true, 2);
    granted(store, 1);
    look(store, present(&[1]), 4);
}

/// What an account may pull by password then, as it is found with Ada's connection.
fn grants(store: &dyn Store, account: AccountId, seconds: i64) -> Vec<PullGrant> {
    let found = wait(store.pullable(account, registry(), at(seconds))).unwrap();
    assert!(found.len() < 2, "there is one connection");
    let one = found.into_iter().find(|one| one.connection.hands_out());
    one.map_or_else(Vec::new, |one| {
        assert_eq!(one.connection, connection(store));
        one.grants
    })
}

fn requests(store: &dyn Store, seconds: i64) -> Vec<RequestId> {
    let grants = grants(store, BOB, seconds);
    grants.into_iter().map(|grant| grant.request).collect()
}

fn hand_out(store: &dyn Store, numbers: &[u32], seconds: i64) -> Result<(), HandOutError> {
    let by = by(BOB, seconds);
    wait(store.hand_out_pull_password(connection_id(1), keys(numbers), at(DAY), by))
}

fn only_the_owner_lets_passwords_be_handed_out(store: &dyn Store) {
    automated(store);
    let found = connection(store);
    assert_eq!(found.pull_passwords_since, None);
    for stranger in [BOB, ROOT] {
        let answer = store.choose(
            found.id,
            found.revision,
            Choices::pull_passwords(true),
            by(stranger, 5),
        );
        assert_eq!(wait(answer), Err(ChangeConnectionError::NotOwner));
    }
    let stale = store.choose(
        found.id,
        Revision::FIRST,
        Choices::pull_passwords(true),
        by(ADA, 5),
    );
    assert!(matches!(
        wait(stale),
        Err(ChangeConnectionError::Stale { .. })
    ));
    let handing = set(store, true, 5);
    assert_eq!(handing.pull_passwords_since, Some(at(5)));
    assert_eq!(handing.proven_at, found.proven_at, "grants go on");
    let action = entries(store).pop().unwrap().action;
    assert_eq!(action, Action::ConnectionPullPasswords);
    let before = entries(store).len();
    assert_eq!(set(store, true, 6), handing);
    assert_eq!(entries(store).len(), before);
    assert_eq!(set(store, false, 7).pull_passwords_since, None);
}

fn who_has_access_may_pull_by_password(store: &dyn Store) {
    opened(store);
    let expected = PullGrant {
        request: request_id(1),
        place: place("md5sum"),
    };
    assert_eq!(grants(store, BOB, 5), [expected]);
    set(store, false, 6);
    assert_eq!(requests(store, 7), []);
    let access = wait(store.pullable(BOB, registry(), at(7))).unwrap();
    assert_eq!(access[0].grants.len(), 1, "whoever has it is told why");
    assert_eq!(hand_out(store, &[1], 7), Err(HandOutError::NotHeld));
}

fn nobody_else_may(store: &dyn Store) {
    opened(store);
    for account in [ADA, EVE, ROOT] {
        assert_eq!(grants(store, account, 5), []);
        let handed =
            store.hand_out_pull_password(connection_id(1), keys(&[1]), at(DAY), by(account, 5));
        assert_eq!(wait(handed), Err(HandOutError::NotHeld));
    }
    disable(store, BOB);
    assert_eq!(hand_out(store, &[1], 5), Err(HandOutError::NotHeld));
}

fn access_that_is_not_there_is_none(store: &dyn Store) {
    automated(store);
    set(store, true, 2);
    granted(store, 1);
    assert_eq!(requests(store, 4), [], "nobody has seen it in the policy");
    look(store, present(&[1]), 4);
    assert_eq!(requests(store, 5), keys(&[1]));
    assert_eq!(requests(store, 3 + 30 * DAY), [], "its time has come");
    let vanished = Findings {
        vanished: keys(&[1]),
        ..nothing_found()
    };
    look(store, vanished, 2_000);
    assert_eq!(requests(store, 2_001), [], "somebody took it away by hand");
}

fn a_connection_that_is_not_right_hands_out_nothing(store: &dyn Store) {
    opened(store);
    check(store, &connection(store), false, 5);
    assert_eq!(requests(store, 6), []);
    assert_eq!(hand_out(store, &[1], 6), Err(HandOutError::NotHeld));
    check(store, &connection(store), true, 7);
    assert_eq!(requests(store, 8), keys(&[1]));
    wait(store.disconnect(connection_id(1), by(ADA, 9))).unwrap();
    assert_eq!(requests(store, 10), []);
}

fn an_owner_who_cannot_sign_in_hands_out_nothing(store: &dyn Store) {
    opened(store);
    disable(store, ADA);
    assert_eq!(requests(store, 5), []);
    assert_eq!(hand_out(store, &[1], 5), Err(HandOutError::NotHeld));
    enable(store, ADA);
    assert_eq!(requests(store, 6), keys(&[1]));
}

/// Whoever connects the account anew has not seen what is in the policy.
fn what_is_carried_out_by_hand_is_not_seen(store: &dyn Store) {
    opened(store);
    wait(store.disconnect(connection_id(1), by(ADA, 5))).unwrap();
    let anew = proven(store, 2, ADA);
    let wanted = store.choose(
        anew.id,
        anew.revision,
        Choices::pull_passwords(true),
        by(ADA, 6),
    );
    wait(wanted).unwrap();
    wait(store.automate(new_automation(1, 2, "md5sum"), by(ADA, 7))).unwrap();
    assert_eq!(wait(store.pullable(BOB, registry(), at(8))), Ok(Vec::new()));
}

fn only_the_registry_that_is_asked_for_counts(store: &dyn Store) {
    opened(store);
    let others: [fn(&mut Registry); 3] = [
        |it| "eu-west-1".clone_into(&mut it.region),
        |it| "999999999999".clone_into(&mut it.aws_account),
        |it| "aws-cn".clone_into(&mut it.partition),
    ];
    for change in others {
        let mut other = registry();
        change(&mut other);
        assert_eq!(wait(store.pullable(BOB, other, at(5))), Ok(Vec::new()));
    }
}

/// However many grants there are elsewhere.
fn newer_access_in_other_registries_hides_none(store: &dyn Store) {
    opened(store);
    let mut far = new_automation(2, 1, "far");
    "eu-west-1".clone_into(&mut far.place.region);
    let path = path("far").replace("us-west-2", "eu-west-1");
    let new = NewTool {
        registration: private(&path, None),
        ..new_tool(2, &path)
    };
    wait(store.register_tool(new, by(ADA, 5))).unwrap();
    wait(store.automate(far, by(ADA, 5))).unwrap();
    let newer: Vec<_> = (2..2 + PULLABLE_MAX).collect();
    for &number in &newer {
        let request = NewRequest {
            tool: id(2),
            ..new_request(number, &principal(number))
        };
        wait(store.request_access(request, by(BOB, 6))).unwrap();
        approve(store, number, 7);
    }
    look(store, present(&newer), 8);
    assert_eq!(requests(store, 9), keys(&[1]));
}

fn each_repository_is_named_once_the_newest_first(store: &dyn Store) {
    opened(store);
    let again = NewRequest {
        principal: principal(7),
        ..new_request(2, "")
    };
    wait(store.request_access(again, by(BOB, 5))).unwrap();
    change(store, 2, approval(30), ADA, 6);
    look(store, present(&[1, 2]), 900);
    another(store, 3, 901);
    look(store, present(&[3]), 902);
    assert_eq!(requests(store, 903), keys(&[3, 2]));
}

fn what_was_handed_out_is_in_the_log_of_each_request(store: &dyn Store) {
    opened(store);
    another(store, 3, 5);
    look(store, present(&[3]), 6);
    let before = entries(store).len();
    hand_out(store, &[3, 1], 7).unwrap();
    let entries = entries(store).split_off(before);
    let about: Vec<_> = entries.iter().map(|entry| entry.subject).collect();
    assert_eq!(
        about,
        [3, 1].map(|number| Subject::Request(request_id(number)))
    );
    for entry in entries {
        assert_eq!(entry.action, Action::PullPasswordHandedOut);
        assert_eq!(entry.actor.account(), Some(BOB));
        assert_eq!(entry.until, Some(at(DAY)));
        assert!(entry.tool.is_some(), "its maintainers read of it");
        assert_eq!(entry.before, Some(entry.after), "nothing changed");
    }
}

fn what_ended_meanwhile_is_not_handed_out(store: &dyn Store) {
    opened(store);
    another(store, 3, 5);
    look(store, present(&[3]), 6);
    let other = store.hand_out_pull_password(connection_id(2), keys(&[1]), at(DAY), by(BOB, 7));
    assert_eq!(wait(other), Err(HandOutError::NotHeld));
    let unknown = hand_out(store, &[9], 7);
    assert_eq!(unknown, Err(HandOutError::NotHeld));
    revoke(store, 1, 8);
    let before = entries(store).len();
    assert_eq!(hand_out(store, &[3, 1], 8), Err(HandOutError::NotHeld));
    assert_eq!(entries(store).len(), before, "all or nothing");
    hand_out(store, &[3], 8).unwrap();
    let by = system(9);
    let nobody = wait(store.hand_out_pull_password(connection_id(1), keys(&[3]), at(DAY), by));
    assert!(matches!(
        nobody,
        Err(HandOutError::Failure(Failure::Unavailable { .. }))
    ));
}
