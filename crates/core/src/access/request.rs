//! A request for access, from the question to the end.

use crate::account::AccountId;
use crate::timestamp::Timestamp;

use super::{ANSWER_DAYS, Decision, Grant, Status};

/// Somebody's request for access to a private tool.
///
/// Every change consumes it and returns what it has become, or says why it cannot happen. Three
/// things hold for all of them:
///
/// - Time comes first: whatever is due at `now` is applied before, so that no request is approved
///   after it lapsed and no access is confirmed after its end. See [`AccessRequest::advance`].
/// - Only who may do something is told more than that they may not.
/// - Clocks of several servers differ. A `now` before the last time that is written down counts as
///   that time, so that a request's times never run backwards.
///
/// ```
/// use wharfinger_core::access::{AccessRequest, CarriedOut, Decider, GrantDays, Status};
/// use wharfinger_core::{account::AccountId, timestamp::Timestamp};
///
/// let (ada, grace) = (AccountId::from_bytes([1; 16]), AccountId::from_bytes([2; 16]));
/// let now = Timestamp::from_micros(1_700_000_000_000_000);
/// let maintainer = |account| Decider { account, is_maintainer: true };
///
/// let request = AccessRequest::open(ada, now);
/// let approved = request
///     .clone()
///     .approve(maintainer(grace), now, GrantDays::default(), None, CarriedOut::Automatically)
///     .unwrap();
/// assert_eq!(approved.status(), Status::Activating);
/// assert_eq!(approved.due_at(), Some(now.days_later(365)));
///
/// let rejection = request.deny(maintainer(ada), now, None).unwrap_err();
/// assert!(rejection.to_string().starts_with("this is your own request"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessRequest {
    pub(super) requester: AccountId,
    pub(super) opened_at: Timestamp,
    pub(super) state: State,
}

/// Where a request stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It waits for an answer.
    Pending {
        /// When it lapses.
        answer_by: Timestamp,
    },
    /// A maintainer said yes.
    Approved(Grant),
    /// A maintainer said no.
    Denied(Decision),
    /// The requester took it back before it was answered.
    Withdrawn {
        /// When.
        at: Timestamp,
    },
    /// Nobody answered in time.
    Lapsed {
        /// When the time was over.
        at: Timestamp,
    },
}

impl AccessRequest {
    /// A new request, to be answered within [`ANSWER_DAYS`].
    #[must_use]
    pub fn open(requester: AccountId, now: Timestamp) -> Self {
        Self {
            requester,
            opened_at: now,
            state: State::Pending {
                answer_by: now.days_later(ANSWER_DAYS),
            },
        }
    }

    /// Who asks.
    #[must_use]
    pub fn requester(&self) -> AccountId {
        self.requester
    }

    /// Since when.
    #[must_use]
    pub fn opened_at(&self) -> Timestamp {
        self.opened_at
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The grant, if it was approved.
    #[must_use]
    pub fn grant(&self) -> Option<&Grant> {
        match &self.state {
            State::Approved(grant) => Some(grant),
            _ => None,
        }
    }

    /// Where it stands, in one word.
    #[must_use]
    pub fn status(&self) -> Status {
        match &self.state {
            State::Pending { .. } => Status::Pending,
            State::Approved(grant) => grant.status(),
            State::Denied(_) => Status::Denied,
            State::Withdrawn { .. } => Status::Withdrawn,
            State::Lapsed { .. } => Status::Lapsed,
        }
    }

    /// Whether something may still come of it; see [`Status::is_live`].
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.status().is_live()
    }

    /// When time alone will change where it stands, if it will.
    #[must_use]
    pub fn due_at(&self) -> Option<Timestamp> {
        match &self.state {
            State::Pending { answer_by } => Some(*answer_by),
            State::Approved(grant) => grant.due_at(),
            State::Denied(_) | State::Withdrawn { .. } | State::Lapsed { .. } => None,
        }
    }

    /// What it has become by time alone: lapsed, or expired, if that is due.
    ///
    /// The result is the same whenever it is asked for, because what is written down is when it was
    /// due, not when somebody looked.
    #[must_use]
    pub fn advance(self, now: Timestamp) -> Self {
        let Some(due_at) = self.due_at().filter(|due_at| *due_at <= now) else {
            return self;
        };
        let state = match self.state {
            State::Pending { .. } => State::Lapsed { at: due_at },
            State::Approved(grant) => State::Approved(grant.expired()),
            state => state,
        };
        Self { state, ..self }
    }
}
