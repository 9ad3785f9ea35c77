//! What people do with access requests, and who is told.

use wharfinger_core::access::{Grant, GrantDays, Note, Phase, Rejection, State, Status};
use wharfinger_core::account::AccountId;

use super::ecr::{automate, first_tool};
use super::scenes::{approval, change, disable, people, reason, requested, told};
use crate::tests::{ADA, BOB, DAY, EVE, ROOT, at, by, id, request_id, revision, wait};
use crate::{Change, ChangeRequestError, NoticeKind, Store, StoredRequest};

contract! {
    an_approval_counts_from_now
    a_refusal_comes_with_a_note
    a_request_is_withdrawn_by_who_asked
    access_by_hand_goes_all_the_way
    automatic_access_is_not_done_by_hand
    access_is_given_back
    who_asked_is_told_whatever_becomes_of_their_account
    access_is_renewed
    a_renewal_is_declined
    every_time_and_text_of_a_grant_survives
}

/// A private tool of Ada's and Eve's, to which Bob has requested access.
pub(super) fn scene(store: &dyn Store) {
    people(store);
    first_tool(store);
    wait(store.add_maintainer(id(1), EVE, by(ADA, 1))).unwrap();
    requested(store, 1, "there");
}

pub(super) fn try_change(
    store: &dyn Store,
    what: Change,
    account: AccountId,
    seconds: i64,
) -> Result<StoredRequest, ChangeRequestError> {
    wait(store.change_request(request_id(1), None, what, None, by(account, seconds)))
}

/// What Ada, Bob and Eve were told about the request.
pub(super) fn told_all(store: &dyn Store) -> [Vec<NoticeKind>; 3] {
    [ADA, BOB, EVE].map(|account| {
        let told = told(store, account).into_iter();
        told.filter(|kind| *kind != NoticeKind::MaintainerAdded(id(1)))
            .collect()
    })
}

fn an_approval_counts_from_now(store: &dyn Store) {
    scene(store);
    let note = Some(Note::new("Welcome.\nPlease cite us.").unwrap());
    let what = Change::Approve {
        days: GrantDays::new(30).unwrap(),
        note: note.clone(),
    };
    let request = try_change(store, what, ADA, 9).unwrap();
    assert_eq!((request.revision, request.updated_at), (revision(2), at(9)));
    assert_eq!(request.created_at, at(2));
    let grant = request.request.grant().unwrap();
    assert_eq!((grant.approval().by, grant.approval().at), (ADA, at(9)));
    assert_eq!(grant.approval().note, note);
    assert_eq!(grant.expires_at(), at(9 + 30 * DAY));
    assert_eq!(wait(store.access_request(request_id(1))), Ok(Some(request)));
    let [ada, bob, eve] = told_all(store);
    assert_eq!(bob, [NoticeKind::Approved(request_id(1))]);
    let requested = NoticeKind::Requested(request_id(1));
    assert_eq!(eve, [requested, NoticeKind::NeedsHand(request_id(1))]);
    assert_eq!(ada, [requested], "she knows what she did");
}

fn a_refusal_comes_with_a_note(store: &dyn Store) {
    scene(store);
    let note = Some(Note::new("Ask your group.").unwrap());
    let request = try_change(store, Change::Deny { note: note.clone() }, EVE, 3).unwrap();
    let State::Denied(decision) = request.request.state() else {
        panic!("denied: {request:?}");
    };
    assert_eq!(
        (decision.by, decision.at, &decision.note),
        (EVE, at(3), &note)
    );
    assert_eq!(wait(store.access_request(request_id(1))), Ok(Some(request)));
    let [ada, bob, _] = told_all(store);
    assert_eq!(bob, [NoticeKind::Denied(request_id(1))]);
    assert_eq!(ada.len(), 1, "only what was asked");
}

fn a_request_is_withdrawn_by_who_asked(store: &dyn Store) {
    scene(store);
    for account in [ADA, ROOT] {
        let answer = try_change(store, Change::Withdraw, account, 3);
        assert_eq!(
            answer,
            Err(ChangeRequestError::Rejected(Rejection::NotRequester))
        );
    }
    let request = try_change(store, Change::Withdraw, BOB, 3).unwrap();
    assert_eq!(request.request.status(), Status::Withdrawn);
    let [ada, bob, eve] = told_all(store);
    let withdrawn = [
        NoticeKind::Requested(request_id(1)),
        NoticeKind::Withdrawn(request_id(1)),
    ];
    assert_eq!(
        (ada, bob, eve),
        (withdrawn.to_vec(), vec![], withdrawn.to_vec())
    );
}

fn access_by_hand_goes_all_the_way(store: &dyn Store) {
    scene(store);
    change(store, 1, approval(365), ADA, 3);
    let active = change(store, 1, Change::DoneByHand, EVE, 4);
    let phase = |request: &StoredRequest| request.request.grant().unwrap().phase().clone();
    assert_eq!(phase(&active), Phase::Active { since: at(4) });
    let revoke = Change::Revoke {
        reason: reason("it was the wrong account"),
    };
    assert_eq!(
        change(store, 1, revoke, EVE, 5).request.status(),
        Status::Revoking
    );
    let revoked = change(store, 1, Change::DoneByHand, ADA, 6);
    assert!(matches!(phase(&revoked), Phase::Revoked { at: time, .. } if time == at(6)));
    assert_eq!(revoked.revision, revision(5));
    let [ada, bob, eve] = told_all(store);
    let (requested, by_hand) = (
        NoticeKind::Requested(request_id(1)),
        NoticeKind::NeedsHand(request_id(1)),
    );
    assert_eq!(ada, [requested, by_hand], "when Eve revoked");
    assert_eq!(eve, [requested, by_hand], "when Ada approved");
    let expected = [
        NoticeKind::Approved(request_id(1)),
        NoticeKind::Active(request_id(1)),
        NoticeKind::Revoked(request_id(1)),
    ];
    assert_eq!(bob, expected);
}

fn automatic_access_is_not_done_by_hand(store: &dyn Store) {
    scene(store);
    automate(store);
    let request = change(store, 1, approval(30), ADA, 3);
    assert!(!request.request.grant().is_some_and(Grant::needs_hand));
    let answer = try_change(store, Change::DoneByHand, ADA, 4);
    let rejection = Rejection::CarriedOutAutomatically;
    assert_eq!(answer, Err(ChangeRequestError::Rejected(rejection)));
    change(
        store,
        1,
        Change::Revoke {
            reason: reason("no"),
        },
        ADA,
        5,
    );
    let [_, bob, eve] = told_all(store);
    let expected = [
        NoticeKind::Approved(request_id(1)),
        NoticeKind::Revoked(request_id(1)),
    ];
    assert_eq!(bob, expected);
    assert_eq!(
        eve,
        [NoticeKind::Requested(request_id(1))],
        "no hand is needed"
    );
}

fn access_is_given_back(store: &dyn Store) {
    scene(store);
    change(store, 1, approval(30), ADA, 3);
    change(store, 1, Change::DoneByHand, ADA, 4);
    let request = change(
        store,
        1,
        Change::GiveBack {
            reason: reason("done"),
        },
        BOB,
        5,
    );
    assert_eq!(request.request.status(), Status::Revoking);
    let [ada, _, eve] = told_all(store);
    let given_back = Some(&NoticeKind::GivenBack(request_id(1)));
    assert_eq!((ada.last(), eve.last()), (given_back, given_back));
}

fn who_asked_is_told_whatever_becomes_of_their_account(store: &dyn Store) {
    scene(store);
    disable(store, BOB);
    change(store, 1, Change::Deny { note: None }, ADA, 3);
    let [_, bob, _] = told_all(store);
    assert_eq!(bob, [NoticeKind::Denied(request_id(1))]);
}

fn access_is_renewed(store: &dyn Store) {
    scene(store);
    change(store, 1, approval(30), ADA, 3);
    change(store, 1, Change::DoneByHand, ADA, 4);
    let ask = Change::AskRenewal {
        reason: reason("another chapter"),
    };
    let request = change(store, 1, ask, BOB, DAY);
    let renewal = request.request.grant().unwrap().renewal().unwrap();
    assert_eq!(
        (renewal.at, renewal.reason.as_str()),
        (at(DAY), "another chapter")
    );
    assert_eq!(wait(store.access_request(request_id(1))), Ok(Some(request)));
    let days = GrantDays::new(60).unwrap();
    let request = change(store, 1, Change::Renew { days }, EVE, 2 * DAY);
    let grant = request.request.grant().unwrap();
    assert_eq!((grant.expires_at(), grant.renewal()), (at(62 * DAY), None));
    let [ada, bob, eve] = told_all(store);
    let asked = Some(&NoticeKind::RenewalAsked(request_id(1)));
    assert_eq!((ada.last(), eve.last()), (asked, asked));
    assert_eq!(bob.last(), Some(&NoticeKind::Renewed(request_id(1))));
}

fn a_renewal_is_declined(store: &dyn Store) {
    scene(store);
    change(store, 1, approval(30), ADA, 3);
    change(store, 1, Change::DoneByHand, ADA, 4);
    change(
        store,
        1,
        Change::AskRenewal {
            reason: reason("more"),
        },
        BOB,
        5,
    );
    let request = change(store, 1, Change::DeclineRenewal, ADA, 6);
    let grant = request.request.grant().unwrap();
    assert_eq!(
        (grant.expires_at(), grant.renewal()),
        (at(3 + 30 * DAY), None)
    );
    let [_, bob, _] = told_all(store);
    assert_eq!(
        bob.last(),
        Some(&NoticeKind::RenewalDeclined(request_id(1)))
    );
}

fn every_time_and_text_of_a_grant_survives(store: &dyn Store) {
    scene(store);
    let note = Some(Note::new("'; --\n\u{1f980}\t\"").unwrap());
    let days = GrantDays::new(7).unwrap();
    let steps = [
        (Change::Approve { days, note }, ADA),
        (Change::DoneByHand, EVE),
        (
            Change::AskRenewal {
                reason: reason("o'clock\nmore"),
            },
            BOB,
        ),
        (Change::Renew { days }, ADA),
        (
            Change::AskRenewal {
                reason: reason("again"),
            },
            BOB,
        ),
        (Change::DeclineRenewal, EVE),
        (
            Change::Revoke {
                reason: reason("\"no\"\nmore"),
            },
            EVE,
        ),
        (Change::DoneByHand, ADA),
    ];
    for ((step, account), seconds) in steps.into_iter().zip(3..) {
        let request = change(store, 1, step, account, seconds);
        assert_eq!(wait(store.access_request(request_id(1))), Ok(Some(request)));
    }
}
