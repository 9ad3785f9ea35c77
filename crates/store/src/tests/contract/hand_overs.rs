//! A connection is taken back: what is under way goes over to the maintainers.

use wharfinger_core::access::{CarriedOut, Status};
use wharfinger_core::grants::{Failure as PassFailure, Grant, Wish};
use wharfinger_core::registration::{Registration, Stored};

use super::ecr::{self, automate, first_tool, new_automation, proven, tool_in};
use super::keeping::{fail, keys, lease, look, present, settle, try_intend, try_lease};
use super::scenes::{
    advance, approval, change, entries, inbox, new_request, people, reason, requested, told,
};
use crate::tests::{
    ADA, BOB, DAY, EVE, ROOT, at, by, connection_id, id, new_tool, private, repository_id,
    request_id, revision, wait,
};
use crate::{
    Action, Change, NewTool, NoticeKind, RequestId, Store, StoredRequest, Subject, Waiting,
};

/// Ada's tool, which Eve maintains too. The server carries out Bob's first request, which is being set
/// up, and his second one, which is being removed; the third waits for an answer, the fourth was
/// approved before.
fn scene(store: &dyn Store) {
    people(store);
    first_tool(store);
    wait(store.add_maintainer(id(1), EVE, by(ADA, 1))).unwrap();
    for (number, principal) in (1..=4).zip(["sets up", "removes", "waits", "by hand"]) {
        requested(store, number, principal);
    }
    change(store, 4, approval(30), ADA, 3);
    automate(store);
    change(store, 1, approval(30), ADA, 4);
    change(store, 2, approval(30), ADA, 5);
    let reason = reason("left the team");
    change(store, 2, Change::Revoke { reason }, ADA, 6);
}

fn found(store: &dyn Store, number: u32) -> StoredRequest {
    wait(store.access_request(request_id(number)))
        .unwrap()
        .unwrap()
}

fn what_is_under_way_is_handed_over(store: &dyn Store) {
    scene(store);
    let before = [1, 2, 3, 4].map(|number| found(store, number));
    let noted = entries(store).len();
    let told_before = told(store, EVE).len();
    wait(store.disconnect(connection_id(1), by(ADA, 9))).unwrap();
    let after = [1, 2, 3, 4].map(|number| found(store, number));
    assert_eq!(after[2..], before[2..], "the others are as they were");
    for (number, status) in [(0, Status::Activating), (1, Status::Revoking)] {
        let grant = after[number].request.grant().unwrap();
        assert_eq!(after[number].request.status(), status);
        assert_eq!(grant.carried_out(), CarriedOut::ByHand);
        assert!(grant.needs_hand());
        assert_eq!(after[number].revision, before[number].revision.next());
    }
    let actions: Vec<_> = entries(store)[noted..]
        .iter()
        .map(|entry| (entry.action, entry.subject))
        .collect();
    assert_eq!(
        actions,
        [
            (Action::AutomationStopped, Subject::Automation(id(1))),
            (Action::AccessHandedOver, Subject::Request(request_id(1))),
            (Action::AccessHandedOver, Subject::Request(request_id(2))),
            (
                Action::ConnectionDisconnected,
                Subject::Connection(connection_id(1))
            ),
        ]
    );
    let by_hand = [1, 2].map(|number| NoticeKind::NeedsHand(request_id(number)));
    assert_eq!(told(store, EVE).split_off(told_before), by_hand);
    let ada = inbox(store, ADA);
    assert!(
        ada.iter().all(|notice| !by_hand.contains(&notice.kind)),
        "Ada did it herself"
    );
}

fn an_administrator_tells_the_owner_too(store: &dyn Store) {
    scene(store);
    wait(store.disconnect(connection_id(1), by(ROOT, 9))).unwrap();
    for account in [ADA, EVE] {
        let kinds = told(store, account);
        for number in [1, 2] {
            let kind = NoticeKind::NeedsHand(request_id(number));
            assert!(kinds.contains(&kind), "{account}: {kinds:?}");
        }
    }
}

fn maintainers_find_it_and_finish_it(store: &dyn Store) {
    scene(store);
    let filter = crate::RequestFilter {
        maintainer: Some(EVE),
        waiting: Some(Waiting::Hand),
        ..crate::RequestFilter::default()
    };
    let waiting = || {
        let page = wait(store.list_requests(&filter, crate::Page::first(9))).unwrap();
        let ids = page.requests.into_iter().map(|request| request.id);
        ids.collect::<Vec<_>>()
    };
    assert_eq!(waiting(), [request_id(4)]);
    wait(store.disconnect(connection_id(1), by(ADA, 9))).unwrap();
    assert_eq!(waiting(), [4, 2, 1].map(request_id));
    let active = change(store, 1, Change::DoneByHand, EVE, 10);
    assert_eq!(active.request.status(), Status::Active);
    let revoked = change(store, 2, Change::DoneByHand, EVE, 11);
    assert_eq!(revoked.request.status(), Status::Revoked);
    assert_eq!(waiting(), [request_id(4)]);
    assert_eq!(
        told(store, BOB).last(),
        Some(&NoticeKind::Active(request_id(1)))
    );
    assert_eq!(advance(store, 9, 29 * DAY), 1, "Bob is reminded");
    assert_eq!(advance(store, 9, 31 * DAY), 3, "and what is left ends");
    assert_eq!(waiting(), [4, 1].map(request_id));
}

/// Time may be over before anybody has said so: it comes afterwards as it would have.
fn what_is_over_is_handed_over_too(store: &dyn Store) {
    scene(store);
    wait(store.disconnect(connection_id(1), by(ADA, 40 * DAY))).unwrap();
    let first = found(store, 1);
    assert_eq!(first.request.status(), Status::Activating);
    advance(store, 9, 40 * DAY);
    let first = found(store, 1);
    assert_eq!(first.request.status(), Status::Revoking);
    assert!(first.request.grant().unwrap().needs_hand());
}

/// Whoever works on it has a lease that is not the newest any more: they write nothing, and what they
/// have seen counts for nothing.
fn whoever_is_at_it_is_too_late(store: &dyn Store) {
    scene(store);
    let lease = lease(store, 7).lease;
    wait(store.disconnect(connection_id(1), by(ADA, 8))).unwrap();
    let after = [1, 2].map(|number| found(store, number));
    assert_eq!(try_intend(store, lease, "theirs", 9), None);
    let mut findings = present(&[1]);
    findings.absent = keys(&[2]);
    assert!(!settle(store, lease, findings, 9));
    assert!(!fail(store, lease, PassFailure::Throttled, 60, 9));
    assert_eq!([1, 2].map(|number| found(store, number)), after);
    assert!(try_lease(store, 90).is_none());
}

/// What others carry out with their connections stays as it is.
fn other_connections_go_on(store: &dyn Store) {
    scene(store);
    proven(store, 2, BOB);
    tool_in(store, 2, "t2", BOB);
    wait(store.automate(new_automation(2, 2, "t2"), by(BOB, 7))).unwrap();
    let mut new = new_request(5, "theirs");
    new.tool = id(2);
    wait(store.request_access(new, by(EVE, 8))).unwrap();
    let theirs = change(store, 5, approval(30), BOB, 9);
    wait(store.disconnect(connection_id(1), by(ADA, 10))).unwrap();
    assert_eq!(found(store, 5), theirs);
    assert_eq!(theirs.revision, revision(2));
    let grant = theirs.request.grant().unwrap();
    assert_eq!(grant.carried_out(), CarriedOut::Automatically);
}

/// Ada connects her account anew, and has the server carry out her tool's requests again.
fn connect_anew(store: &dyn Store, seconds: i64) {
    proven(store, 2, ADA);
    wait(store.automate(new_automation(1, 2, "t1"), by(ADA, seconds))).unwrap();
}

/// What the server had given stands in the policy under its own name: it looks after it again, and whoever
/// was let in by hand stays a maintainer's business.
fn what_was_handed_over_is_taken_back(store: &dyn Store) {
    scene(store);
    look(store, present(&[1]), 7);
    wait(store.disconnect(connection_id(1), by(ADA, 9))).unwrap();
    let before = [1, 2, 3, 4].map(|number| found(store, number));
    connect_anew(store, 11);
    let after = [1, 2, 3, 4].map(|number| found(store, number));
    assert_eq!(after[2..], before[2..], "the others are as they were");
    for (number, status) in [(0, Status::Active), (1, Status::Revoking)] {
        assert_eq!(after[number].request.status(), status);
        let grant = after[number].request.grant().unwrap();
        assert_eq!(grant.carried_out(), CarriedOut::Automatically);
        assert_eq!(after[number].revision, before[number].revision.next());
    }
    let entries = entries(store);
    let actions = entries[entries.len() - 3..].iter();
    let actions: Vec<_> = actions.map(|entry| (entry.action, entry.subject)).collect();
    assert_eq!(
        actions,
        [
            (Action::AutomationStarted, Subject::Automation(id(1))),
            (Action::AccessTakenBack, Subject::Request(request_id(1))),
            (Action::AccessTakenBack, Subject::Request(request_id(2))),
        ]
    );
    let task = lease(store, 12).task;
    let grants: Vec<_> = task.grants.iter().map(grant_in_short).collect();
    assert_eq!(
        grants,
        [
            (request_id(1), Wish::Present, true),
            (request_id(2), Wish::Absent, false)
        ],
        "who was seen and is gone now was taken out by a person"
    );
}

fn grant_in_short(grant: &Grant<RequestId>) -> (RequestId, Wish, bool) {
    (grant.key, grant.wish, grant.was_seen)
}

/// Another tool in the same repository, for which nobody has said that the server is to carry out its
/// requests again: what stands in the policy is known, and neither given anew nor taken.
fn what_is_of_another_tool_is_known_and_left(store: &dyn Store) {
    scene(store);
    another_tool_in_the_repository(store);
    let principal = found(store, 5).principal;
    wait(store.disconnect(connection_id(1), by(ADA, 9))).unwrap();
    connect_anew(store, 11);
    let left = found(store, 5).request;
    assert_eq!(left.grant().unwrap().carried_out(), CarriedOut::ByHand);
    let leased = lease(store, 12);
    let grants = leased.task.grants.iter();
    let mut known = grants.filter(|grant| grant.principal == principal);
    assert_eq!(known.next().unwrap().wish, Wish::AsItIs);
    let mut findings = present(&[1, 5]);
    findings.absent = keys(&[2]);
    assert!(settle(store, leased.lease, findings, 13));
    assert_eq!(
        found(store, 5).request,
        left,
        "nobody but a maintainer says"
    );
    // When it is over by a maintainer's word, what is left of it in the policy goes.
    change(store, 5, Change::DoneByHand, ADA, 14);
    let reason = reason("left the team");
    change(store, 5, Change::Revoke { reason }, ADA, 15);
    let leased = lease(store, 2_000);
    let mut grants = leased.task.grants.iter();
    let known = grants.find(|grant| grant.principal == principal).unwrap();
    assert_eq!((known.wish, known.end), (Wish::AsItIs, at(15)));
    assert!(settle(store, leased.lease, present(&[1]), 2_000));
    change(store, 5, Change::DoneByHand, ADA, 2_001);
    let task = lease(store, 100_000).task;
    assert!(task.ended.contains(&principal), "{:?}", task.ended);
}

/// Ada's second tool, whose requests the server carries out in the repository of the first one, with a
/// grant to Bob.
fn another_tool_in_the_repository(store: &dyn Store) {
    let stored = Stored {
        tool_name: Some("second".to_owned()),
        ..private(&ecr::path("t1"), None).stored()
    };
    let new = NewTool {
        registration: Registration::restore(stored).unwrap(),
        ..new_tool(2, &ecr::path("t1/second"))
    };
    wait(store.register_tool(new, by(ADA, 1))).unwrap();
    let mut automation = new_automation(2, 1, "t1");
    automation.repository = repository_id(1);
    wait(store.automate(automation, by(ADA, 2))).unwrap();
    let mut new = new_request(5, "of another tool");
    new.tool = id(2);
    wait(store.request_access(new, by(BOB, 3))).unwrap();
    change(store, 5, approval(30), ADA, 4);
}

contract! {
    what_was_handed_over_is_taken_back
    what_is_of_another_tool_is_known_and_left
    what_is_under_way_is_handed_over
    an_administrator_tells_the_owner_too
    maintainers_find_it_and_finish_it
    what_is_over_is_handed_over_too
    whoever_is_at_it_is_too_late
    other_connections_go_on
}
