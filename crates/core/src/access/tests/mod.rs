//! Proofs about requests: a table of everything that can happen to them, generated sequences, and
//! the way through a database.

mod messages;
mod reminders;
mod sequences;
mod stored;
mod table;

use crate::account::AccountId;
use crate::timestamp::Timestamp;

use super::*;

const ADA: AccountId = AccountId::from_bytes([0xad; 16]);
const GRACE: AccountId = AccountId::from_bytes([0x9c; 16]);

/// A time for tests, days after the first.
const fn day(days: u16) -> Timestamp {
    Timestamp::from_micros(1_700_000_000_000_000).days_later(days)
}

const fn maintainer(account: AccountId) -> Decider {
    Decider {
        account,
        is_maintainer: true,
    }
}

fn reason() -> Reason {
    Reason::new("project 17").unwrap()
}

/// Everything that happens, done by whoever may, with a year for every yes.
fn happen(
    request: AccessRequest,
    event: Event,
    by: AccountId,
    now: Timestamp,
    carried_out: CarriedOut,
) -> Result<AccessRequest, Rejection> {
    let decider = maintainer(by);
    let days = GrantDays::default();
    match event {
        Event::Approve => request.approve(decider, now, days, None, carried_out),
        Event::Deny => request.deny(decider, now, Note::new("no").ok()),
        Event::Withdraw => request.withdraw(by, now),
        Event::Lapse => request.lapse(now),
        Event::ConfirmActive => request.confirm_active(now),
        Event::ConfirmRemoved => request.confirm_removed(now),
        Event::DoneByHand => request.done_by_hand(decider, now),
        Event::HandOver => request.hand_over(),
        Event::TakeBack => request.take_back(),
        Event::AskRenewal => request.ask_renewal(by, now, reason()),
        Event::Renew => request.renew(decider, now, days),
        Event::DeclineRenewal => request.decline_renewal(decider, now),
        Event::Revoke => request.revoke(decider, now, reason()),
        Event::GiveBack => request.give_back(by, now, reason()),
        Event::Remind => request.remind(now),
        Event::Expire => request.expire(now),
    }
}

/// Who may do it: the requester Ada or the maintainer Grace.
const fn actor(event: Event) -> AccountId {
    match event {
        Event::Withdraw | Event::AskRenewal | Event::GiveBack => ADA,
        _ => GRACE,
    }
}

/// A request of Ada's to which all that has happened, a day apart or on the day that is given.
fn after(carried_out: CarriedOut, events: &[(Event, u16)]) -> AccessRequest {
    let mut request = AccessRequest::open(ADA, day(0));
    for (event, days) in events {
        request = happen(request, *event, actor(*event), day(*days), carried_out).unwrap();
    }
    request
}

/// One request for every kind of state, with a day on which nothing is due.
fn every_state() -> Vec<(&'static str, AccessRequest, Timestamp)> {
    use CarriedOut::{Automatically, ByHand};
    use Event::*;
    let approved = [(Approve, 1)];
    let active = [(Approve, 1), (ConfirmActive, 2)];
    let with = |events: &[(Event, u16)], more: &[(Event, u16)]| {
        after(Automatically, &[events, more].concat())
    };
    let by_hand = |events: &[(Event, u16)]| after(ByHand, events);
    vec![
        ("pending", with(&[], &[]), day(10)),
        ("activating", with(&approved, &[]), day(10)),
        ("activating by hand", by_hand(&approved), day(10)),
        ("active", with(&active, &[]), day(10)),
        (
            "active by hand",
            by_hand(&[(Approve, 1), (DoneByHand, 2)]),
            day(10),
        ),
        ("active, last days", with(&active, &[]), day(340)),
        (
            "active, renewal asked",
            with(&active, &[(AskRenewal, 340)]),
            day(341),
        ),
        (
            "active, reminded",
            with(&active, &[(Remind, 352)]),
            day(353),
        ),
        ("revoking early", with(&active, &[(Revoke, 3)]), day(10)),
        (
            "revoking early by hand",
            by_hand(&[(Approve, 1), (GiveBack, 2)]),
            day(10),
        ),
        (
            "revoking expired",
            with(&active, &[(Expire, 366)]),
            day(367),
        ),
        (
            "revoking expired by hand",
            by_hand(&[(Approve, 1), (Expire, 366)]),
            day(367),
        ),
        (
            "revoked",
            with(&active, &[(Revoke, 3), (ConfirmRemoved, 4)]),
            day(10),
        ),
        (
            "ended",
            with(&active, &[(Expire, 366), (ConfirmRemoved, 367)]),
            day(368),
        ),
        ("denied", with(&[(Deny, 1)], &[]), day(10)),
        ("withdrawn", with(&[(Withdraw, 1)], &[]), day(10)),
        ("lapsed", with(&[(Lapse, 30)], &[]), day(31)),
    ]
}
