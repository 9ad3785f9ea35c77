//! What nobody may do with access requests.

use wharfinger_core::access::{Event, Rejection, Status};

use super::decisions::{scene, told_all, try_change};
use super::scenes::{approval, change, disable, enable, entries};
use crate::tests::{ADA, BOB, DAY, EVE, NOBODY, ROOT, by, id, request_id, revision, system, wait};
use crate::{Change, ChangeRequestError, OPERATOR, Store};

contract! {
    a_stale_revision_is_refused
    what_is_not_there_cannot_be_changed
    the_rules_say_no
    only_who_maintains_the_tool_now_decides
    nobody_decides_on_their_own_request
    a_refused_change_leaves_nothing
    a_change_comes_too_late_when_the_time_is_over
    a_request_outlives_what_the_tool_becomes
}

fn status(store: &dyn Store) -> Status {
    let request = wait(store.access_request(request_id(1))).unwrap();
    request.unwrap().request.status()
}

fn a_stale_revision_is_refused(store: &dyn Store) {
    scene(store);
    let withdraw = |expected| {
        let expected = Some(revision(expected));
        let change = Change::Withdraw;
        wait(store.change_request(request_id(1), expected, change, None, by(BOB, 3)))
    };
    let stale = |current| {
        let current = revision(current);
        Err(ChangeRequestError::Stale { current })
    };
    assert_eq!(withdraw(2), stale(1));
    assert_eq!(withdraw(1).unwrap().revision, revision(2));
    assert_eq!(withdraw(1), stale(2), "before what the rules say");
    assert!(matches!(withdraw(2), Err(ChangeRequestError::Rejected(_))));
}

fn what_is_not_there_cannot_be_changed(store: &dyn Store) {
    scene(store);
    for expected in [None, Some(revision(9))] {
        let change = Change::Withdraw;
        let answer = wait(store.change_request(request_id(9), expected, change, None, by(BOB, 3)));
        assert_eq!(answer, Err(ChangeRequestError::NotFound));
    }
    for by in [system(3), by(NOBODY, 3)] {
        let answer = wait(store.change_request(request_id(1), None, Change::Withdraw, None, by));
        assert!(
            matches!(answer, Err(ChangeRequestError::Failure(_))),
            "{answer:?}"
        );
    }
}

fn the_rules_say_no(store: &dyn Store) {
    scene(store);
    let wrong = |event, found| {
        let rejection = Rejection::WrongStatus { event, found };
        Err(ChangeRequestError::Rejected(rejection))
    };
    let answer = try_change(store, Change::DoneByHand, ADA, 3);
    assert_eq!(answer, wrong(Event::DoneByHand, Status::Pending));
    change(store, 1, Change::Deny { note: None }, ADA, 3);
    let answer = try_change(store, approval(30), ADA, 4);
    assert_eq!(answer, wrong(Event::Approve, Status::Denied));
    let answer = try_change(store, Change::Withdraw, BOB, 4);
    assert_eq!(answer, wrong(Event::Withdraw, Status::Denied));
    assert_eq!(status(store), Status::Denied);
}

fn only_who_maintains_the_tool_now_decides(store: &dyn Store) {
    scene(store);
    let deny = |account| try_change(store, Change::Deny { note: None }, account, 3);
    let refused = Err(ChangeRequestError::Rejected(Rejection::NotMaintainer));
    assert_eq!(deny(ROOT), refused, "administrators do not decide");
    assert_eq!(deny(OPERATOR), refused);
    disable(store, EVE);
    assert_eq!(deny(EVE), refused, "nor who is disabled");
    enable(store, EVE);
    wait(store.remove_maintainer(id(1), EVE, by(ADA, 3))).unwrap();
    assert_eq!(deny(EVE), refused, "nor who maintained it when it came");
    wait(store.add_maintainer(id(1), ROOT, by(ADA, 3))).unwrap();
    deny(ROOT).unwrap();
}

fn nobody_decides_on_their_own_request(store: &dyn Store) {
    scene(store);
    wait(store.add_maintainer(id(1), BOB, by(ADA, 2))).unwrap();
    let own = Err(ChangeRequestError::Rejected(Rejection::OwnRequest));
    assert_eq!(try_change(store, approval(30), BOB, 3), own);
    assert_eq!(try_change(store, Change::Deny { note: None }, BOB, 3), own);
    change(store, 1, approval(30), ADA, 4);
    assert_eq!(try_change(store, Change::DoneByHand, BOB, 5), own);
}

fn a_refused_change_leaves_nothing(store: &dyn Store) {
    scene(store);
    let before = (
        entries(store),
        told_all(store),
        wait(store.access_request(request_id(1))),
    );
    for account in [BOB, ROOT] {
        assert!(try_change(store, approval(30), account, 3).is_err());
    }
    assert!(try_change(store, Change::DoneByHand, ADA, 3).is_err());
    let after = (
        entries(store),
        told_all(store),
        wait(store.access_request(request_id(1))),
    );
    assert_eq!(after, before);
}

fn a_change_comes_too_late_when_the_time_is_over(store: &dyn Store) {
    scene(store);
    let lapsed = Rejection::WrongStatus {
        event: Event::Approve,
        found: Status::Lapsed,
    };
    let late = try_change(store, approval(30), ADA, 99 * DAY);
    assert_eq!(late, Err(ChangeRequestError::Rejected(lapsed)));
    assert_eq!(status(store), Status::Pending, "nobody has looked yet");
}

fn a_request_outlives_what_the_tool_becomes(store: &dyn Store) {
    scene(store);
    wait(store.archive_tool(id(1), None, by(ADA, 3))).unwrap();
    change(store, 1, approval(30), ADA, 4);
    assert_eq!(status(store), Status::Activating);
}
