//! Commands about access requests, and filters of lists of them.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use wharfinger_core::access::{GrantDays, Note, Reason, Status};

use super::super::command::Command;
use super::{expected, keys, people, request_ids, tool_ids};
use crate::{Change, NewRequest, RequestFilter, Waiting};

pub(super) fn commands() -> impl Strategy<Value = Command> {
    let request = (request_ids(), tool_ids(), principals(), reasons(), keys()).prop_map(
        |(id, tool, principal, reason, idempotency)| {
            Command::RequestAccess(NewRequest {
                id,
                tool,
                principal,
                reason,
                idempotency,
            })
        },
    );
    let change = (request_ids(), expected(), changes(), keys())
        .prop_map(|(id, expected, change, key)| Command::ChangeRequest(id, expected, change, key));
    prop_oneof![
        4 => request,
        12 => change,
        4 => (0..4_u32).prop_map(Command::AdvanceRequests),
    ]
}

/// Few enough that two want the same.
pub(super) fn principals() -> impl Strategy<Value = String> {
    (0..5_u32).prop_map(|number| format!("user-{number}"))
}

fn changes() -> impl Strategy<Value = Change> {
    // Few enough days that grants end, and that more time is asked for at once.
    let days = || (1..40_u32).prop_map(|days| GrantDays::new(days).unwrap());
    let approve = (days(), notes()).prop_map(|(days, note)| Change::Approve { days, note });
    prop_oneof![
        5 => approve,
        2 => notes().prop_map(|note| Change::Deny { note }),
        3 => Just(Change::Withdraw),
        5 => Just(Change::DoneByHand),
        3 => reasons().prop_map(|reason| Change::AskRenewal { reason }),
        3 => days().prop_map(|days| Change::Renew { days }),
        2 => Just(Change::DeclineRenewal),
        1 => reasons().prop_map(|reason| Change::Revoke { reason }),
        1 => reasons().prop_map(|reason| Change::GiveBack { reason }),
    ]
}

fn reasons() -> impl Strategy<Value = Reason> {
    select(&["for my thesis", "o'clock; --\nmore"]).prop_map(|text| Reason::new(text).unwrap())
}

fn notes() -> impl Strategy<Value = Option<Note>> {
    let note = select(&["Welcome.", "\u{1f980} \"x\"\n'y'"]);
    option::of(note.prop_map(|text| Note::new(text).unwrap()))
}

pub(in super::super) fn request_filters() -> impl Strategy<Value = RequestFilter> {
    (
        option::weighted(0.3, tool_ids()),
        option::weighted(0.3, people()),
        option::weighted(0.4, people()),
        vec(select(Status::ALL), 0..4),
        option::weighted(0.4, select(&[Waiting::Answer, Waiting::Hand])),
    )
        .prop_map(
            |(tool, requester, maintainer, statuses, waiting)| RequestFilter {
                tool,
                requester,
                maintainer,
                statuses,
                waiting,
            },
        )
}
