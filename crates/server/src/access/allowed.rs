//! What somebody can do with a request now, so that pages offer nothing that would be refused.

use wharfinger_core::access::{AccessRequest, Grant, Phase, State as Standing};
use wharfinger_store::Timestamp;

use super::seen::Part;

/// What can be done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a form of the page, there or not"
)]
pub(crate) struct Allowed {
    /// Approve or deny.
    pub(crate) answer: bool,
    /// Take the request back.
    pub(crate) withdraw: bool,
    /// Say that what is to be done by hand is done.
    pub(crate) done_by_hand: bool,
    /// Ask for more time.
    pub(crate) ask_renewal: bool,
    /// Give more time, or not.
    pub(crate) answer_renewal: bool,
    /// End the access.
    pub(crate) revoke: bool,
    /// Give the access back.
    pub(crate) give_back: bool,
}

/// What `part` lets somebody do with a request at that time.
#[must_use]
pub(crate) fn allowed(request: &AccessRequest, part: Part, now: Timestamp) -> Allowed {
    let is_over = request.due_at().is_some_and(|due_at| due_at <= now);
    let request = request.clone().advance(now);
    let may_judge = part.is_maintainer && !part.is_requester;
    match request.state() {
        Standing::Pending { .. } => Allowed {
            answer: may_judge,
            withdraw: part.is_requester,
            ..Allowed::default()
        },
        Standing::Approved(grant) => Allowed {
            // What time did is written down first.
            done_by_hand: may_judge && grant.needs_hand() && !is_over,
            ..of_grant(grant, part, may_judge, now)
        },
        Standing::Denied(_) | Standing::Withdrawn { .. } | Standing::Lapsed { .. } => {
            Allowed::default()
        }
    }
}

fn of_grant(grant: &Grant, part: Part, may_judge: bool, now: Timestamp) -> Allowed {
    let is_active = matches!(grant.phase(), Phase::Active { .. });
    let can_end = is_active || matches!(grant.phase(), Phase::Activating);
    let is_asked = grant.renewal().is_some();
    Allowed {
        ask_renewal: part.is_requester && is_active && !is_asked && grant.renewable_from() <= now,
        answer_renewal: may_judge && is_active && is_asked,
        revoke: part.is_maintainer && can_end,
        give_back: part.is_requester && can_end,
        ..Allowed::default()
    }
}

#[cfg(test)]
mod tests {
    use wharfinger_core::access::{CarriedOut, Decider, GrantDays, Reason};
    use wharfinger_core::account::AccountId;

    use super::*;

    const ADA: AccountId = AccountId::from_bytes([1; 16]);
    const GRACE: AccountId = AccountId::from_bytes([2; 16]);
    const START: Timestamp = Timestamp::from_micros(1_700_000_000_000_000);

    fn decider(account: AccountId, is_maintainer: bool) -> Decider {
        Decider {
            account,
            is_maintainer,
        }
    }

    fn reason() -> Reason {
        Reason::new("Project 17.").unwrap()
    }

    /// A request of Ada's in every state that it can be in for a while.
    fn requests() -> Vec<AccessRequest> {
        let grace = decider(GRACE, true);
        let days = GrantDays::new(90).unwrap();
        let open = AccessRequest::open(ADA, START);
        let approve = |carried_out| {
            let open = open.clone();
            open.approve(grace, START, days, None, carried_out).unwrap()
        };
        let activating = approve(CarriedOut::ByHand);
        let active = activating.clone().done_by_hand(grace, START).unwrap();
        let late = START.days_later(80);
        let asked = active.clone().ask_renewal(ADA, late, reason()).unwrap();
        let revoking = active.clone().revoke(grace, START, reason()).unwrap();
        vec![
            open.clone().deny(grace, START, None).unwrap(),
            open.clone().withdraw(ADA, START).unwrap(),
            approve(CarriedOut::Automatically),
            activating,
            active,
            asked,
            revoking.clone().done_by_hand(grace, START).unwrap(),
            revoking,
            open,
        ]
    }

    /// What the rules themselves say, by trying.
    fn tried(request: &AccessRequest, who: Decider, now: Timestamp) -> Allowed {
        let days = GrantDays::default();
        let is_ok = |change: &dyn Fn(AccessRequest) -> bool| change(request.clone());
        let by_hand = CarriedOut::ByHand;
        Allowed {
            answer: is_ok(&|it| it.approve(who, now, days, None, by_hand).is_ok()),
            withdraw: is_ok(&|it| it.withdraw(who.account, now).is_ok()),
            done_by_hand: is_ok(&|it| it.done_by_hand(who, now).is_ok()),
            ask_renewal: is_ok(&|it| it.ask_renewal(who.account, now, reason()).is_ok()),
            answer_renewal: is_ok(&|it| it.renew(who, now, days).is_ok()),
            revoke: is_ok(&|it| it.revoke(who, now, reason()).is_ok()),
            give_back: is_ok(&|it| it.give_back(who.account, now, reason()).is_ok()),
        }
    }

    #[test]
    fn what_is_offered_is_what_the_rules_take() {
        for request in requests() {
            for day in [0, 29, 31, 61, 85, 91] {
                let now = START.days_later(day);
                for account in [ADA, GRACE] {
                    for is_maintainer in [false, true] {
                        let part = Part {
                            is_requester: account == ADA,
                            is_maintainer,
                        };
                        assert_eq!(
                            allowed(&request, part, now),
                            tried(&request, decider(account, is_maintainer), now),
                            "{part:?} on day {day} of {request:?}"
                        );
                    }
                }
            }
        }
    }
}
