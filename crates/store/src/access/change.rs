//! What people do with access requests, and what time does.

use wharfinger_core::access::{
    AccessRequest, CarriedOut, Decider, Event, GrantDays, Note, Reason, Rejection,
};

use crate::{Action, Timestamp};

/// What somebody does with an access request. Who they are is in [`crate::By`]; whether they may,
/// [`wharfinger_core::access`] decides with the maintainers of that moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A maintainer grants it. Who carries it out, the server or a maintainer, is found out in the
    /// transaction: see [`crate::Automation`].
    Approve {
        /// For how long, counted from now.
        days: GrantDays,
        /// A word to the requester.
        note: Option<Note>,
    },
    /// A maintainer refuses it.
    Deny {
        /// A word to the requester.
        note: Option<Note>,
    },
    /// The requester no longer wants it.
    Withdraw,
    /// A maintainer has opened or closed the repository by hand.
    DoneByHand,
    /// The requester asks for more time.
    AskRenewal {
        /// Why.
        reason: Reason,
    },
    /// A maintainer gives more time.
    Renew {
        /// How much, counted from now.
        days: GrantDays,
    },
    /// A maintainer gives no more time.
    DeclineRenewal,
    /// A maintainer takes the access away.
    Revoke {
        /// Why.
        reason: Reason,
    },
    /// The requester gives the access back.
    GiveBack {
        /// Why.
        reason: Reason,
    },
}

impl Change {
    /// What the audit log calls it.
    pub(crate) fn action(&self) -> Action {
        match self {
            Self::Approve { .. } => Action::AccessApproved,
            Self::Deny { .. } => Action::AccessDenied,
            Self::Withdraw => Action::AccessWithdrawn,
            Self::DoneByHand => Action::AccessDoneByHand,
            Self::AskRenewal { .. } => Action::RenewalAsked,
            Self::Renew { .. } => Action::AccessRenewed,
            Self::DeclineRenewal => Action::RenewalDeclined,
            Self::Revoke { .. } => Action::AccessRevoked,
            Self::GiveBack { .. } => Action::AccessGivenBack,
        }
    }

    /// What the request becomes when `who` does it, and who carries it out where it is granted.
    pub(crate) fn apply(
        self,
        request: AccessRequest,
        who: Decider,
        carried_out: CarriedOut,
        now: Timestamp,
    ) -> Result<AccessRequest, Rejection> {
        match self {
            Self::Approve { days, note } => request.approve(who, now, days, note, carried_out),
            Self::Deny { note } => request.deny(who, now, note),
            Self::Withdraw => request.withdraw(who.account, now),
            Self::DoneByHand => request.done_by_hand(who, now),
            Self::AskRenewal { reason } => request.ask_renewal(who.account, now, reason),
            Self::Renew { days } => request.renew(who, now, days),
            Self::DeclineRenewal => request.decline_renewal(who, now),
            Self::Revoke { reason } => request.revoke(who, now, reason),
            Self::GiveBack { reason } => request.give_back(who.account, now, reason),
        }
    }
}

/// Whether a change of a request changes what the policy of a repository is to say.
pub(crate) fn changes_policy(before: &AccessRequest, after: &AccessRequest) -> bool {
    let wanted = |request: &AccessRequest| {
        let grant = request.grant()?;
        (grant.carried_out() == CarriedOut::Automatically)
            .then(|| (request.status(), grant.expires_at()))
    };
    wanted(before) != wanted(after)
}

/// What time has brought to a request by `now`, as the audit log calls it, and what the request has
/// become.
pub(crate) fn brought_by_time(
    request: &AccessRequest,
    now: Timestamp,
) -> Option<(Action, AccessRequest)> {
    let (event, changed) = request.brought_by_time(now)?;
    let action = match event {
        Event::Lapse => Action::AccessLapsed,
        Event::Remind => Action::AccessReminded,
        _ => Action::AccessExpired,
    };
    Some((action, changed))
}
