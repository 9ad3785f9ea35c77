//! The story of a request: what happened to it, and what time will bring.

use wharfinger_core::access::{Decision, Grant, Phase, State as Standing};
use wharfinger_store::Timestamp;

use crate::access::allowed::Allowed;
use crate::access::names::{Names, revocation};
use crate::access::renewals::RenewalAnswer;
use crate::access::seen::Seen;
use crate::pages::view::request::Moment;
use crate::pages::when;

/// What happened to a request, and then what will happen if nobody does anything. What the visitor is
/// asked to answer is marked.
pub(super) fn moments(seen: &Seen, answers: &[RenewalAnswer], allowed: Allowed) -> Vec<Moment> {
    let (request, names) = (&seen.stored.request, &seen.names);
    let mut moments = vec![
        past("Requested", request.opened_at())
            .by(names.get(request.requester()))
            .saying(seen.stored.reason.as_str())
            .asked(allowed.answer),
    ];
    match request.state() {
        Standing::Pending { answer_by } => {
            moments.push(to_come("Lapses without an answer", *answer_by));
        }
        Standing::Denied(decision) => moments.push(answered("Denied", decision, names)),
        Standing::Withdrawn { at } => {
            moments.push(past("Withdrawn", *at).by(names.get(request.requester())));
        }
        Standing::Lapsed { at } => moments.push(past("Lapsed: nobody answered in time", *at)),
        Standing::Approved(grant) => {
            moments.push(answered("Approved", grant.approval(), names));
            let told = of_grant(grant, answers, names, allowed);
            moments.extend(told.into_iter().flatten());
        }
    }
    moments
}

/// What became of a grant, in order: that it began, answers to questions for more time, the end.
fn of_grant(
    grant: &Grant,
    answers: &[RenewalAnswer],
    names: &Names,
    allowed: Allowed,
) -> [Vec<Moment>; 3] {
    let answers = answers.iter().map(|answer| {
        let what = if answer.is_given {
            "More time given"
        } else {
            "More time declined"
        };
        past(what, answer.at).by(&answer.by)
    });
    let ended_early = revocation(grant).map(|end| {
        past("Ended early", end.at)
            .by(names.get(end.by))
            .saying(end.reason.as_str())
    });
    let expired = || past("The time was over", grant.expires_at());
    let ends = || to_come("Ends", grant.expires_at());
    let (begun, end) = match grant.phase() {
        Phase::Activating => (vec![], vec![ends()]),
        Phase::Active { since } => {
            let asked = grant.renewal().map(|asked| {
                past("More time asked for", asked.at)
                    .saying(asked.reason.as_str())
                    .asked(allowed.answer_renewal)
            });
            let active = past("Active", *since);
            (vec![active], asked.into_iter().chain([ends()]).collect())
        }
        Phase::Revoking(_) => (vec![], vec![ended_early.unwrap_or_else(expired)]),
        Phase::Revoked { at, .. } | Phase::Ended { at } => {
            let removed = past("Access removed", *at);
            (vec![], vec![ended_early.unwrap_or_else(expired), removed])
        }
    };
    [begun, answers.collect(), end]
}

fn answered(what: &'static str, decision: &Decision, names: &Names) -> Moment {
    let note = decision.note.as_ref().map(ToString::to_string);
    Moment {
        words: note,
        ..past(what, decision.at).by(names.get(decision.by))
    }
}

fn past(what: &'static str, at: Timestamp) -> Moment {
    Moment {
        what,
        by: None,
        when: when(at),
        words: None,
        is_asked: false,
        is_to_come: false,
    }
}

fn to_come(what: &'static str, at: Timestamp) -> Moment {
    Moment {
        is_to_come: true,
        ..past(what, at)
    }
}

impl Moment {
    fn by(self, name: &str) -> Self {
        Self {
            by: Some(name.to_owned()),
            ..self
        }
    }

    fn asked(self, is_asked: bool) -> Self {
        Self { is_asked, ..self }
    }

    fn saying(self, words: &str) -> Self {
        Self {
            words: Some(words.to_owned()),
            ..self
        }
    }
}
