//! Who carries out an approval: the server, where everything about that holds in the moment of the
//! approval, and a maintainer otherwise.

use wharfinger_core::access::CarriedOut;

use super::ecr::{automate, check, checked, connected, first_tool, new_automation, tool_in};
use super::scenes::{approval, change, disable, enable, people, reason, requested, told};
use crate::tests::{
    ADA, BOB, DAY, EVE, by, connection_id, id, new_tool, private, request_id, wait,
};
use crate::{Change, NewTool, NoticeKind, Store};

/// Ada's tool, which Eve maintains too, and whose requests the server carries out.
fn scene(store: &dyn Store) {
    people(store);
    first_tool(store);
    wait(store.add_maintainer(id(1), EVE, by(ADA, 1))).unwrap();
    automate(store);
}

/// Who carries out the next approval, which is Eve's.
fn approved_now(store: &dyn Store, number: u32) -> CarriedOut {
    requested(store, number, &format!("principal-{number}"));
    let approved = change(store, number, approval(30), EVE, 9);
    approved.request.grant().unwrap().carried_out()
}

fn automation_carries_out_what_comes_after_it(store: &dyn Store) {
    people(store);
    first_tool(store);
    requested(store, 1, "before");
    requested(store, 2, "while");
    let before = change(store, 1, approval(30), ADA, 3);
    automate(store);
    let automatic = change(store, 2, approval(30), ADA, 4);
    wait(store.stop_automation(id(1), by(ADA, 5))).unwrap();
    requested(store, 3, "after");
    let after = change(store, 3, approval(30), ADA, 6);
    let carried_out =
        [before, automatic, after].map(|stored| stored.request.grant().unwrap().carried_out());
    let expected = [
        CarriedOut::ByHand,
        CarriedOut::Automatically,
        CarriedOut::ByHand,
    ];
    assert_eq!(carried_out, expected);
    // What was approved before stays as it is.
    let found = wait(store.access_request(request_id(2))).unwrap().unwrap();
    let grant = found.request.grant().unwrap();
    assert_eq!(grant.carried_out(), CarriedOut::Automatically);
}

fn approvals_go_by_hand_while_something_does_not_hold(store: &dyn Store) {
    scene(store);
    let connection = wait(store.connection(connection_id(1))).unwrap().unwrap();
    assert_eq!(approved_now(store, 1), CarriedOut::Automatically);
    check(store, &connection, false, 3);
    assert_eq!(approved_now(store, 2), CarriedOut::ByHand, "found wrong");
    check(store, &connection, true, 4);
    assert_eq!(approved_now(store, 3), CarriedOut::Automatically);
    disable(store, ADA);
    assert_eq!(approved_now(store, 4), CarriedOut::ByHand, "disabled");
    enable(store, ADA);
    assert_eq!(approved_now(store, 5), CarriedOut::Automatically);
    wait(store.remove_maintainer(id(1), ADA, by(EVE, 5))).unwrap();
    assert_eq!(approved_now(store, 6), CarriedOut::ByHand, "no maintainer");
    wait(store.add_maintainer(id(1), ADA, by(EVE, 6))).unwrap();
    assert_eq!(approved_now(store, 7), CarriedOut::Automatically);
    let role = "arn:aws:iam::312767926603:role/other".to_owned();
    let found = wait(store.connection(connection.id)).unwrap().unwrap();
    let wrong = checked(false, 7);
    wait(store.change_role(found.id, found.revision, role, wrong, by(ADA, 7))).unwrap();
    assert_eq!(
        approved_now(store, 8),
        CarriedOut::ByHand,
        "another role, found wrong"
    );
    wait(store.disconnect(connection.id, by(ADA, 8))).unwrap();
    let again = connected(store, 2, ADA);
    check(store, &again, true, 9);
    assert_eq!(approved_now(store, 9), CarriedOut::ByHand, "disconnected");
    wait(store.automate(new_automation(1, 2, "t1"), by(ADA, 10))).unwrap();
    assert_eq!(approved_now(store, 10), CarriedOut::Automatically);
}

/// Nobody's connection serves a tool for which it was not turned on.
fn other_tools_go_by_hand(store: &dyn Store) {
    scene(store);
    tool_in(store, 2, "t2", ADA);
    let mut new = super::scenes::new_request(1, "there");
    new.tool = id(2);
    wait(store.request_access(new, by(BOB, 2))).unwrap();
    let approved = change(store, 1, approval(30), ADA, 3);
    let grant = approved.request.grant().unwrap();
    assert_eq!(grant.carried_out(), CarriedOut::ByHand);
}

/// Two tools whose images are in one repository, which has several hosts.
fn tools_share_a_repository(store: &dyn Store) {
    people(store);
    tool_in(store, 1, "tools/md5sum", ADA);
    let path = "312767926603.dkr.ecr-fips.us-west-2.amazonaws.com/_/tools/md5sum";
    let other = NewTool {
        registration: private(path, None),
        ..new_tool(2, path)
    };
    wait(store.register_tool(other, by(ADA, 1))).unwrap();
    super::ecr::proven(store, 1, ADA);
    let [first, second] = [1, 2].map(|tool| {
        let new = new_automation(tool, 1, "tools/md5sum");
        wait(store.automate(new, by(ADA, 2))).unwrap()
    });
    assert_eq!(first.repository, second.repository);
    wait(store.stop_automation(id(1), by(ADA, 3))).unwrap();
    assert!(super::ecr::holds(store, 2));
}

/// By the server nobody has to be told, and nobody says that it is done.
fn whoever_is_concerned_is_told(store: &dyn Store) {
    scene(store);
    requested(store, 1, "there");
    change(store, 1, approval(30), ADA, 3);
    let reason = reason("left the team");
    change(store, 1, Change::Revoke { reason }, ADA, 4);
    requested(store, 2, "there too");
    change(store, 2, approval(30), ADA, 5);
    wait(store.advance_requests(9, crate::tests::system(40 * DAY))).unwrap();
    let [first, second] = [1, 2].map(request_id);
    assert_eq!(
        told(store, BOB),
        [
            NoticeKind::Approved(first),
            NoticeKind::Revoked(first),
            NoticeKind::Approved(second),
            NoticeKind::Ended(second),
        ]
    );
    assert_eq!(
        told(store, EVE),
        [
            NoticeKind::MaintainerAdded(id(1)),
            NoticeKind::Requested(first),
            NoticeKind::Requested(second),
        ]
    );
}

contract! {
    automation_carries_out_what_comes_after_it
    approvals_go_by_hand_while_something_does_not_hold
    other_tools_go_by_hand
    tools_share_a_repository
    whoever_is_concerned_is_told
}
