//! Idempotency keys.

use super::scenes::{
    change, entries, found, inbox, new_request, people, private_tool, register, requested,
    try_register,
};
use crate::tests::{ADA, BOB, EVE, by, described, id, key, new_tool, request_id, revision, wait};
use crate::{
    Change, ChangeRequestError, Demanded, IDEMPOTENCY_SECONDS, NewRequest, NewTool, OPERATOR,
    RegisterError, RequestAccessError, Revision, Store,
};

contract! {
    a_repeated_request_is_answered_with_the_same_tool
    a_key_for_another_request_is_refused
    a_key_belongs_to_its_account
    a_key_is_forgotten_after_a_day
    a_rejected_request_does_not_use_up_its_key
    access_is_requested_once_for_a_key
    a_change_is_made_once_for_a_key
    a_key_stands_for_one_kind_of_request
    a_rejected_change_does_not_use_up_its_key
    a_replay_changes_nothing
}

fn a_repeated_request_is_answered_with_the_same_tool(store: &dyn Store) {
    let request = NewTool {
        idempotency: Some(key("k", 1)),
        ..new_tool(1, "quay.io/a/b")
    };
    let first = register(store, request.clone());
    let repeated = || {
        let again = NewTool {
            id: id(2),
            ..request.clone()
        };
        wait(store.register_tool(again, by(OPERATOR, 60))).unwrap()
    };
    let second = repeated();
    assert!(second.replayed);
    assert_eq!(second.tool, first);

    let registration = described("quay.io/a/b", Some("new"));
    let update = store.update_tool(id(1), Revision::FIRST, registration, by(OPERATOR, 70));
    let changed = wait(update).unwrap();
    assert_eq!(repeated().tool, changed, "as it is now");
    assert_eq!(wait(store.counts()).unwrap().tools, 1);
}

fn a_key_for_another_request_is_refused(store: &dyn Store) {
    let request = |number, path, content| NewTool {
        idempotency: Some(key("k", content)),
        ..new_tool(number, path)
    };
    register(store, request(1, "quay.io/a/b", 1));
    let other = try_register(store, request(2, "quay.io/a/c", 2));
    assert_eq!(other, Err(RegisterError::KeyReused));
    assert_eq!(found(store, "quay.io/a/c"), None);
}

fn a_key_belongs_to_its_account(store: &dyn Store) {
    people(store);
    let request = |number, path, account| {
        let new = NewTool {
            idempotency: Some(key("k", 1)),
            ..new_tool(number, path)
        };
        wait(store.register_tool(new, by(account, 1))).unwrap()
    };
    assert!(!request(1, "quay.io/a/b", ADA).replayed);
    assert!(!request(2, "quay.io/a/c", BOB).replayed);
    assert!(request(3, "quay.io/a/c", ADA).replayed);
}

fn a_key_is_forgotten_after_a_day(store: &dyn Store) {
    let day = i64::from(IDEMPOTENCY_SECONDS);
    let request = |number, path, content, seconds| {
        let new = NewTool {
            idempotency: Some(key("k", content)),
            ..new_tool(number, path)
        };
        wait(store.register_tool(new, by(OPERATOR, seconds))).unwrap()
    };
    request(1, "quay.io/a/b", 1, 0);
    let within = request(2, "quay.io/a/b", 1, day - 1);
    assert!(within.replayed);
    assert!(!request(3, "quay.io/a/c", 2, day).replayed);
    let again = request(4, "quay.io/a/c", 2, day + 1);
    assert!(again.replayed, "the key now stands for the later request");
    assert_eq!(again.tool.id, id(3));
}

fn a_rejected_request_does_not_use_up_its_key(store: &dyn Store) {
    register(store, new_tool(1, "quay.io/a/b"));
    let request = |path| NewTool {
        idempotency: Some(key("k", 1)),
        ..new_tool(2, path)
    };
    let conflict = try_register(store, request("quay.io/a/b"));
    assert!(matches!(conflict, Err(RegisterError::Conflict { .. })));
    register(store, request("quay.io/a/c"));
}

/// A request for access with a key.
fn keyed(number: u32, principal: &str, content: u8) -> NewRequest {
    NewRequest {
        idempotency: Some(key("k", content)),
        ..new_request(number, principal)
    }
}

fn access_is_requested_once_for_a_key(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    let ask = |new, seconds| wait(store.request_access(new, by(BOB, seconds)));
    let first = ask(keyed(1, "bob-there", 1), 2).unwrap();
    assert!(!first.replayed);
    let replayed = |request| {
        let replayed = true;
        Ok(Demanded { request, replayed })
    };
    let repeated = || ask(keyed(2, "bob-there", 1), 3);
    assert_eq!(repeated(), replayed(first.request));
    let withdrawn = change(store, 1, Change::Withdraw, BOB, 4);
    assert_eq!(repeated(), replayed(withdrawn), "as it is now");

    let other = ask(keyed(3, "somebody-else", 2), 5);
    assert_eq!(other, Err(RequestAccessError::KeyReused));
    let later = ask(
        keyed(3, "somebody-else", 2),
        2 + i64::from(IDEMPOTENCY_SECONDS),
    )
    .unwrap();
    assert!(!later.replayed);
    // What is looked at first: not whether there is such a tool.
    let nowhere = NewRequest {
        tool: id(9),
        ..keyed(4, "bob-there", 3)
    };
    assert_eq!(
        ask(nowhere, 6 + i64::from(IDEMPOTENCY_SECONDS)),
        Err(RequestAccessError::KeyReused)
    );
}

fn a_change_is_made_once_for_a_key(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    requested(store, 1, "one");
    requested(store, 2, "two");
    let deny = |number, expected, content, account| {
        let (note, key) = (None, Some(key("k", content)));
        let by = by(account, 3);
        let change = Change::Deny { note };
        wait(store.change_request(request_id(number), expected, change, key, by))
    };
    let denied = deny(1, Some(revision(1)), 1, ADA).unwrap();
    assert_eq!(denied.revision, revision(2));
    assert_eq!(
        deny(1, Some(revision(1)), 1, ADA),
        Ok(denied),
        "and not that it is stale"
    );
    let reused = Err(ChangeRequestError::KeyReused);
    assert_eq!(deny(1, Some(revision(1)), 2, ADA), reused);
    assert_eq!(
        deny(2, Some(revision(1)), 1, ADA),
        reused,
        "of another request"
    );
    assert_eq!(
        deny(9, None, 1, ADA),
        reused,
        "even of one that is not there"
    );
    wait(store.add_maintainer(id(1), EVE, by(ADA, 4))).unwrap();
    assert_eq!(deny(2, None, 1, EVE).unwrap().revision, revision(2));
}

fn a_key_stands_for_one_kind_of_request(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    // Bob registers a tool, requests access, and withdraws, each with the same key and content.
    let register = || {
        let new = NewTool {
            idempotency: Some(key("k", 1)),
            ..new_tool(2, "quay.io/a/b")
        };
        wait(store.register_tool(new, by(BOB, 3))).map(|registered| registered.replayed)
    };
    let ask = |number| {
        let answer = wait(store.request_access(keyed(number, "there", 1), by(BOB, 3)));
        answer.map(|demanded| demanded.replayed)
    };
    let withdraw = || {
        let key = Some(key("k", 1));
        wait(store.change_request(request_id(1), None, Change::Withdraw, key, by(BOB, 3)))
    };
    assert_eq!(ask(1), Ok(false));
    assert_eq!(register(), Err(RegisterError::KeyReused));
    assert_eq!(withdraw(), Err(ChangeRequestError::KeyReused));
    assert_eq!(ask(2), Ok(true));
    let day = i64::from(IDEMPOTENCY_SECONDS);
    let new = NewTool {
        idempotency: Some(key("k", 1)),
        ..new_tool(2, "quay.io/a/b")
    };
    assert!(
        !wait(store.register_tool(new, by(BOB, 3 + day)))
            .unwrap()
            .replayed
    );
    let answer = wait(store.request_access(keyed(2, "elsewhere", 1), by(BOB, 4 + day)));
    assert_eq!(answer, Err(RequestAccessError::KeyReused));
}

fn a_rejected_change_does_not_use_up_its_key(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    requested(store, 1, "there");
    let answer = |number, expected, change| {
        let key = Some(key("k", 1));
        wait(store.change_request(request_id(number), expected, change, key, by(BOB, 3)))
    };
    let deny = Change::Deny { note: None };
    let rejected = answer(1, None, deny);
    assert!(
        matches!(rejected, Err(ChangeRequestError::Rejected(_))),
        "{rejected:?}"
    );
    assert_eq!(
        answer(9, None, Change::Withdraw),
        Err(ChangeRequestError::NotFound)
    );
    let stale = answer(1, Some(revision(9)), Change::Withdraw);
    assert!(
        matches!(stale, Err(ChangeRequestError::Stale { .. })),
        "{stale:?}"
    );
    assert_eq!(
        answer(1, None, Change::Withdraw).unwrap().revision,
        revision(2)
    );
}

fn a_replay_changes_nothing(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    let ask = || wait(store.request_access(keyed(1, "there", 1), by(BOB, 2))).unwrap();
    let withdraw = || {
        let key = Some(key("withdraw", 1));
        wait(store.change_request(request_id(1), None, Change::Withdraw, key, by(BOB, 3))).unwrap()
    };
    ask();
    withdraw();
    let (before, told) = (entries(store), inbox(store, ADA));
    assert!(ask().replayed);
    assert_eq!(withdraw().revision, revision(2));
    assert_eq!(entries(store), before);
    assert_eq!(inbox(store, ADA), told);
}
