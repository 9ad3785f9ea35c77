//! Requesting access.

use wharfinger_core::access::{AccessRequest, Status};
use wharfinger_core::account::AccountId;

use super::scenes::{
    approval, change, disable, new_request, people, private_tool, reason, register, requested, told,
};
use crate::tests::{
    ADA, BOB, DAY, EVE, NOBODY, at, by, id, new_tool, private, registration, request_id, revision,
    system, wait,
};
use crate::{
    By, Change, Failure, NewRequest, NewTool, NoticeKind, RequestAccessError, Revision, Store,
    StoredRequest,
};

contract! {
    a_request_waits_for_an_answer
    every_text_survives
    what_is_not_there_is_not_found
    only_somebody_with_an_account_requests_access
    access_is_requested_to_private_tools
    one_request_is_live_for_a_tool_and_a_principal
    capitals_name_nobody_else_where_the_registry_ignores_them
    a_request_that_is_over_makes_room
    a_request_that_is_overdue_is_live_until_it_lapses
    an_id_is_used_once
    the_first_reason_is_given
    maintainers_are_told_of_a_request
}

fn ask(
    store: &dyn Store,
    new: NewRequest,
    account: AccountId,
) -> Result<StoredRequest, RequestAccessError> {
    wait(store.request_access(new, by(account, 2))).map(|demanded| demanded.request)
}

fn a_request_waits_for_an_answer(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    let request = ask(store, new_request(1, "bob-there"), BOB).unwrap();
    let expected = StoredRequest {
        id: request_id(1),
        tool: id(1),
        principal: "bob-there".to_owned(),
        reason: reason("for my thesis"),
        request: AccessRequest::open(BOB, at(2)),
        revision: Revision::FIRST,
        created_at: at(2),
        updated_at: at(2),
    };
    assert_eq!(request, expected);
    assert_eq!(
        wait(store.access_request(request_id(1))),
        Ok(Some(expected))
    );
}

fn every_text_survives(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    let new = NewRequest {
        reason: reason("line one\nline two\t'; \u{1f980} \"--"),
        ..new_request(1, "arn:aws:iam::123456789012:role/o'brien")
    };
    let request = ask(store, new.clone(), BOB).unwrap();
    assert_eq!(
        (&request.reason, &request.principal),
        (&new.reason, &new.principal)
    );
    assert_eq!(wait(store.access_request(request_id(1))), Ok(Some(request)));
}

fn what_is_not_there_is_not_found(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    requested(store, 1, "there");
    assert_eq!(wait(store.access_request(request_id(2))), Ok(None));
}

fn only_somebody_with_an_account_requests_access(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    for by in [system(2), by(NOBODY, 2)] {
        let answer = wait(store.request_access(new_request(1, "there"), by));
        assert!(
            matches!(
                answer,
                Err(RequestAccessError::Failure(Failure::Unavailable { .. }))
            ),
            "{answer:?}"
        );
    }
    assert_eq!(wait(store.access_request(request_id(1))), Ok(None));
}

fn access_is_requested_to_private_tools(store: &dyn Store) {
    people(store);
    let none = ask(store, new_request(1, "there"), BOB);
    assert_eq!(none, Err(RequestAccessError::NoSuchTool));
    register(store, new_tool(2, "quay.io/a/b"));
    let public = NewRequest {
        tool: id(2),
        ..new_request(1, "there")
    };
    assert_eq!(ask(store, public, BOB), Err(RequestAccessError::Public));
    private_tool(store, 1);
    wait(store.archive_tool(id(1), None, by(ADA, 1))).unwrap();
    let archived = ask(store, new_request(1, "there"), BOB);
    assert_eq!(archived, Err(RequestAccessError::Archived));
    wait(store.unarchive_tool(id(1), None, by(ADA, 1))).unwrap();
    requested(store, 1, "there");
}

fn one_request_is_live_for_a_tool_and_a_principal(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    private_tool(store, 2);
    requested(store, 1, "there");
    let existing = request_id(1);
    let live = |own| Err(RequestAccessError::Live { existing, own });
    assert_eq!(ask(store, new_request(2, "there"), BOB), live(true));
    assert_eq!(ask(store, new_request(2, "there"), EVE), live(false));
    requested(store, 2, "There");
    let other_tool = NewRequest {
        tool: id(2),
        ..new_request(3, "there")
    };
    ask(store, other_tool, BOB).unwrap();
    // It is live until access is gone.
    change(store, 1, approval(30), ADA, 3);
    assert_eq!(ask(store, new_request(4, "there"), BOB), live(true));
    change(store, 1, Change::DoneByHand, ADA, 4);
    assert_eq!(ask(store, new_request(4, "there"), BOB), live(true));
    change(
        store,
        1,
        Change::GiveBack {
            reason: reason("done"),
        },
        BOB,
        5,
    );
    assert_eq!(ask(store, new_request(4, "there"), BOB), live(true));
    change(store, 1, Change::DoneByHand, ADA, 6);
    ask(store, new_request(4, "there"), BOB).unwrap();
}

fn capitals_name_nobody_else_where_the_registry_ignores_them(store: &dyn Store) {
    people(store);
    for (number, path) in [(1, "ghcr.io/team/tool"), (2, "registry.example/team/tool")] {
        let new = NewTool {
            registration: private(path, None),
            ..new_tool(number, path)
        };
        wait(store.register_tool(new, by(ADA, 1))).unwrap();
    }
    let on = |tool: u32, number: u32, name: &str| {
        let new = NewRequest {
            tool: id(tool),
            ..new_request(number, name)
        };
        ask(store, new, BOB).map(|request| request.principal)
    };
    // As it was stored before names were kept in small letters.
    assert_eq!(on(1, 1, "Ada-L"), Ok("Ada-L".to_owned()));
    let live = RequestAccessError::Live {
        existing: request_id(1),
        own: true,
    };
    for same in ["ada-l", "ADA-L", "Ada-L"] {
        assert_eq!(on(1, 2, same).as_ref(), Err(&live), "{same}");
    }
    assert_eq!(on(1, 2, "ada"), Ok("ada".to_owned()));
    // Elsewhere they may be two people.
    assert_eq!(on(2, 3, "Ada-L"), Ok("Ada-L".to_owned()));
    assert_eq!(on(2, 4, "ada-l"), Ok("ada-l".to_owned()));
    change(store, 1, Change::Withdraw, BOB, 3);
    assert_eq!(on(1, 5, "ada-l"), Ok("ada-l".to_owned()));
}

fn a_request_that_is_over_makes_room(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    requested(store, 1, "there");
    change(store, 1, Change::Withdraw, BOB, 3);
    requested(store, 2, "there");
    change(store, 2, Change::Deny { note: None }, ADA, 3);
    requested(store, 3, "there");
    let third = wait(store.access_request(request_id(3))).unwrap().unwrap();
    let due_at = third.request.due_at().unwrap();
    let by = By {
        now: due_at,
        ..system(0)
    };
    assert_eq!(wait(store.advance_requests(9, by)).unwrap().count, 1);
    requested(store, 4, "there");
}

fn a_request_that_is_overdue_is_live_until_it_lapses(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    requested(store, 1, "there");
    let later = by(BOB, 99 * DAY);
    let answer = wait(store.request_access(new_request(2, "there"), later));
    assert!(
        matches!(answer, Err(RequestAccessError::Live { .. })),
        "{answer:?}"
    );
}

fn an_id_is_used_once(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    requested(store, 1, "there");
    let again = ask(store, new_request(1, "elsewhere"), BOB);
    assert_eq!(again, Err(RequestAccessError::IdTaken));
}

fn the_first_reason_is_given(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    requested(store, 1, "there");
    let again = ask(store, new_request(1, "there"), BOB);
    assert!(
        matches!(again, Err(RequestAccessError::Live { .. })),
        "before the id"
    );
    let public = registration("quay.io/team/t1");
    wait(store.update_tool(id(1), revision(1), public, by(ADA, 3))).unwrap();
    let answer = || ask(store, new_request(1, "there"), BOB);
    assert_eq!(
        answer(),
        Err(RequestAccessError::Public),
        "before what is live"
    );
    wait(store.archive_tool(id(1), None, by(ADA, 4))).unwrap();
    assert_eq!(
        answer(),
        Err(RequestAccessError::Archived),
        "before what is public"
    );
}

fn maintainers_are_told_of_a_request(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    for account in [BOB, EVE] {
        wait(store.add_maintainer(id(1), account, by(ADA, 1))).unwrap();
    }
    disable(store, EVE);
    let before = told(store, BOB);
    requested(store, 1, "there");
    assert_eq!(told(store, ADA), [NoticeKind::Requested(request_id(1))]);
    assert_eq!(told(store, BOB), before, "who asks knows");
    assert_eq!(told(store, EVE).len(), 1, "only that she maintains it");
    assert_eq!(
        wait(store.access_request(request_id(1)))
            .unwrap()
            .unwrap()
            .request
            .status(),
        Status::Pending
    );
}
