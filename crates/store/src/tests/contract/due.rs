//! What time brings to access requests.

use wharfinger_core::access::{
    ANSWER_DAYS, GrantDays, REMINDER_DAYS, Reason, Rejection, State, Status,
};

use super::ecr::{automate, first_tool};
use super::scenes::{
    advance, approval, change, disable, entries, new_request, people, requested, told,
};
use crate::tests::{ADA, BOB, DAY, EVE, at, by, id, request_id, revision, wait};
use crate::{Action, Actor, Change, ChangeRequestError, NoticeKind, Store, StoredRequest, Subject};

contract! {
    a_request_lapses_when_nobody_answers
    access_expires
    access_that_was_never_set_up_expires
    what_is_not_due_stays
    the_longest_overdue_come_first
    of_those_due_at_the_same_time_the_least_id_comes_first
    everybody_concerned_is_told
    whoever_has_access_is_reminded_before_it_ends
    a_renewal_is_reminded_of_anew
    an_end_that_is_over_is_not_reminded_of
    what_time_did_unseen_is_not_done_by_hand
}

/// When a request that is made at 2 seconds lapses.
const LAPSES: i64 = 2 + ANSWER_DAYS as i64 * DAY;

fn request(store: &dyn Store, number: u32) -> StoredRequest {
    wait(store.access_request(request_id(number)))
        .unwrap()
        .unwrap()
}

fn status(store: &dyn Store, number: u32) -> Status {
    request(store, number).request.status()
}

fn a_request_lapses_when_nobody_answers(store: &dyn Store) {
    people(store);
    first_tool(store);
    requested(store, 1, "there");
    assert_eq!(advance(store, 9, LAPSES - 1), 0);
    assert_eq!(advance(store, 9, LAPSES + 5), 1);
    let lapsed = request(store, 1);
    assert_eq!(
        *lapsed.request.state(),
        State::Lapsed { at: at(LAPSES) },
        "when it was due"
    );
    assert_eq!(
        (lapsed.revision, lapsed.updated_at),
        (revision(2), at(LAPSES + 5))
    );
    let entry = entries(store).pop().unwrap();
    assert_eq!(
        (entry.action, entry.actor),
        (Action::AccessLapsed, Actor::System)
    );
    assert_eq!((entry.at, entry.tool), (at(LAPSES + 5), Some(id(1))));
    assert_eq!(advance(store, 9, LAPSES + 9), 0, "once");
}

fn access_expires(store: &dyn Store) {
    people(store);
    first_tool(store);
    requested(store, 1, "there");
    change(store, 1, approval(10), ADA, 3);
    change(store, 1, Change::DoneByHand, ADA, 4);
    let expires = 3 + 10 * DAY;
    assert_eq!(advance(store, 9, expires - 1), 1, "a reminder");
    assert_eq!(advance(store, 9, expires - 1), 0);
    assert_eq!(advance(store, 9, expires), 1);
    assert_eq!(status(store, 1), Status::Revoking);
    let entry = entries(store).pop().unwrap();
    assert_eq!(
        (entry.action, entry.actor),
        (Action::AccessExpired, Actor::System)
    );
    assert_eq!(
        advance(store, 9, expires + DAY),
        0,
        "the registry is to be told"
    );
    let ended = change(store, 1, Change::DoneByHand, ADA, expires + 5);
    assert_eq!(ended.request.status(), Status::Ended);
}

fn access_that_was_never_set_up_expires(store: &dyn Store) {
    people(store);
    first_tool(store);
    requested(store, 1, "there");
    automate(store);
    change(store, 1, approval(1), ADA, 3);
    assert_eq!(advance(store, 9, 3 + DAY), 1);
    assert_eq!(
        status(store, 1),
        Status::Revoking,
        "it may have been, who knows"
    );
}

fn what_is_not_due_stays(store: &dyn Store) {
    people(store);
    first_tool(store);
    requested(store, 1, "denied");
    requested(store, 2, "withdrawn");
    requested(store, 3, "pending");
    change(store, 1, Change::Deny { note: None }, ADA, 3);
    change(store, 2, Change::Withdraw, BOB, 3);
    let before = entries(store);
    assert_eq!(advance(store, 9, LAPSES - 1), 0);
    assert_eq!(advance(store, 0, LAPSES), 0, "nor what nobody asks for");
    assert_eq!(entries(store), before);
    assert_eq!(advance(store, 9, LAPSES), 1);
    assert_eq!(status(store, 3), Status::Lapsed);
    assert_eq!(status(store, 1), Status::Denied);
}

/// The requests of the entries behind the first `before`.
fn advanced(store: &dyn Store, before: usize) -> Vec<Subject> {
    let entries = entries(store).into_iter().skip(before);
    entries.map(|entry| entry.subject).collect()
}

fn the_longest_overdue_come_first(store: &dyn Store) {
    people(store);
    first_tool(store);
    for number in 1..=4 {
        requested(store, number, &format!("there-{number}"));
    }
    // Due in this order: 3, 1, 4, and 2 last.
    for (number, days) in [(3, 1), (1, 2), (4, 3)] {
        change(store, number, approval(days), ADA, 3);
    }
    let before = entries(store).len();
    assert_eq!(advance(store, 2, LAPSES), 2);
    assert_eq!(advance(store, 2, LAPSES), 2);
    assert_eq!(advance(store, 2, LAPSES), 0);
    let expected = [3, 1, 4, 2].map(|number| Subject::Request(request_id(number)));
    assert_eq!(advanced(store, before), expected);
}

fn of_those_due_at_the_same_time_the_least_id_comes_first(store: &dyn Store) {
    people(store);
    first_tool(store);
    for number in [3, 1, 2] {
        requested(store, number, &format!("there-{number}"));
    }
    let before = entries(store).len();
    assert_eq!(advance(store, 2, LAPSES), 2);
    let expected = [1, 2].map(|number| Subject::Request(request_id(number)));
    assert_eq!(advanced(store, before), expected);
    assert_eq!(status(store, 3), Status::Pending);
}

fn everybody_concerned_is_told(store: &dyn Store) {
    people(store);
    first_tool(store);
    wait(store.add_maintainer(id(1), EVE, by(ADA, 1))).unwrap();
    requested(store, 1, "lapses");
    requested(store, 2, "by-hand");
    let automatic = new_request(3, "automatic");
    wait(store.request_access(automatic, by(BOB, 2))).unwrap();
    change(store, 2, approval(40), ADA, 3);
    change(store, 2, Change::DoneByHand, ADA, 4);
    automate(store);
    change(store, 3, approval(50), ADA, 3);
    disable(store, EVE);
    assert_eq!(advance(store, 9, 29 * DAY), 1, "Bob is reminded");
    let heard = [ADA, BOB, EVE].map(|account| told(store, account).len());
    assert_eq!(advance(store, 9, 60 * DAY), 3);
    let since = |account, heard| told(store, account).split_off(heard);
    let (lapsed, by_hand) = (
        NoticeKind::Lapsed(request_id(1)),
        NoticeKind::NeedsHand(request_id(2)),
    );
    assert_eq!(since(ADA, heard[0]), [lapsed, by_hand]);
    let ended = [2, 3].map(|number| NoticeKind::Ended(request_id(number)));
    assert_eq!(since(BOB, heard[1]), [lapsed, ended[0], ended[1]]);
    assert_eq!(since(EVE, heard[2]), [], "not while she is disabled");
}

/// Access of Bob's for so many days, active since 4 seconds.
fn active_for(store: &dyn Store, days: u32) {
    people(store);
    first_tool(store);
    requested(store, 1, "there");
    change(store, 1, approval(days), ADA, 3);
    change(store, 1, Change::DoneByHand, ADA, 4);
}

/// How often Bob was reminded that his access ends.
fn reminders(store: &dyn Store) -> usize {
    let reminder = NoticeKind::EndsSoon(request_id(1));
    let told = told(store, BOB);
    told.into_iter().filter(|kind| *kind == reminder).count()
}

fn whoever_has_access_is_reminded_before_it_ends(store: &dyn Store) {
    active_for(store, 100);
    let expires = 3 + 100 * DAY;
    let due = expires - i64::from(REMINDER_DAYS) * DAY;
    let (to_ada, before) = (told(store, ADA), request(store, 1));
    assert_eq!(advance(store, 9, due - 1), 0);
    assert_eq!(advance(store, 9, due + 5), 1);
    assert_eq!(advance(store, 9, due + 9), 0, "once");
    assert_eq!(reminders(store), 1);
    assert_eq!(told(store, ADA), to_ada, "she has nothing to do");
    let after = request(store, 1);
    assert_eq!(after.request.status(), Status::Active);
    assert_eq!(after.revision, before.revision.next());
    let entry = entries(store).pop().unwrap();
    assert_eq!(
        (entry.action, entry.actor),
        (Action::AccessReminded, Actor::System)
    );
    assert_ne!(entry.before, Some(entry.after));
    assert_eq!(advance(store, 9, expires), 1, "and then it ends");
    assert_eq!(status(store, 1), Status::Revoking);
    assert_eq!(reminders(store), 1);
}

fn a_renewal_is_reminded_of_anew(store: &dyn Store) {
    active_for(store, 40);
    let reason = || Reason::new("It takes longer.").unwrap();
    assert_eq!(advance(store, 9, 30 * DAY), 1);
    let ask = Change::AskRenewal { reason: reason() };
    change(store, 1, ask.clone(), BOB, 31 * DAY);
    change(store, 1, Change::DeclineRenewal, ADA, 32 * DAY);
    assert_eq!(advance(store, 9, 33 * DAY), 0, "of this end he knows");
    change(store, 1, ask, BOB, 34 * DAY);
    let days = GrantDays::new(60).unwrap();
    change(store, 1, Change::Renew { days }, ADA, 35 * DAY);
    let due = (35 + 60 - i64::from(REMINDER_DAYS)) * DAY;
    assert_eq!(advance(store, 9, due - 1), 0);
    assert_eq!((advance(store, 9, due), reminders(store)), (1, 2));
}

/// As where no server ran for a while.
fn an_end_that_is_over_is_not_reminded_of(store: &dyn Store) {
    active_for(store, 40);
    assert_eq!(advance(store, 9, 60 * DAY), 1);
    assert_eq!(status(store, 1), Status::Revoking);
    assert_eq!((advance(store, 9, 61 * DAY), reminders(store)), (0, 0));
}

/// A maintainer says that access is given, a moment after its end: that was never so, and is not
/// taken for the removal which nobody has asked for yet.
fn what_time_did_unseen_is_not_done_by_hand(store: &dyn Store) {
    people(store);
    first_tool(store);
    requested(store, 1, "there");
    change(store, 1, approval(10), ADA, 3);
    let over = 3 + 10 * DAY;
    let before = (request(store, 1), entries(store), told(store, BOB));
    let late = store.change_request(request_id(1), None, Change::DoneByHand, None, by(ADA, over));
    assert_eq!(
        wait(late),
        Err(ChangeRequestError::Rejected(Rejection::TimeOver {
            at: at(over)
        }))
    );
    let after = (request(store, 1), entries(store), told(store, BOB));
    assert_eq!(after, before);
    assert_eq!(advance(store, 9, over), 1);
    assert_eq!(
        told(store, BOB).pop(),
        Some(NoticeKind::Ended(request_id(1)))
    );
    assert_eq!(
        told(store, ADA).pop(),
        Some(NoticeKind::NeedsHand(request_id(1)))
    );
    change(store, 1, Change::DoneByHand, ADA, over + 5);
    assert_eq!(status(store, 1), Status::Ended);
    let entries = entries(store);
    let last: Vec<_> = entries
        .iter()
        .rev()
        .take(2)
        .map(|entry| entry.action)
        .collect();
    assert_eq!(last, [Action::AccessDoneByHand, Action::AccessExpired]);
}
