//! What an approval leads to: access that begins, may be prolonged, and ends.

use crate::account::AccountId;
use crate::timestamp::Timestamp;

use super::reminder::reminder_before;
use super::{Decision, Event, GrantDays, RENEWAL_WINDOW_DAYS, Reason, Rejection, Status};

/// Access that was approved.
///
/// It begins in [`Phase::Activating`] and always leaves through [`Phase::Revoking`]: whoever
/// approved may have told the registry already, so that only a look at the registry can say that
/// access is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub(super) approval: Decision,
    pub(super) expires_at: Timestamp,
    pub(super) carried_out: CarriedOut,
    pub(super) renewal: Option<RenewalAsked>,
    pub(super) remind_at: Option<Timestamp>,
    pub(super) phase: Phase,
}

/// Who tells the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CarriedOut {
    /// A maintainer, in the registry's own pages.
    ByHand,
    /// This server.
    Automatically,
}

impl CarriedOut {
    /// The word, which is stored and never changes: `by_hand` or `automatically`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ByHand => "by_hand",
            Self::Automatically => "automatically",
        }
    }

    /// The one with that word.
    #[must_use]
    pub fn from_name(word: &str) -> Option<Self> {
        [Self::ByHand, Self::Automatically]
            .into_iter()
            .find(|one| one.as_str() == word)
    }
}

/// More time that was asked for and is not answered yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenewalAsked {
    /// When it was asked for.
    pub at: Timestamp,
    /// What for.
    pub reason: Reason,
}

/// How far the registry has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It is about to give access.
    Activating,
    /// It was seen to give access.
    Active {
        /// Since when.
        since: Timestamp,
    },
    /// It is about to take access away.
    Revoking(End),
    /// It was seen to give no access any more, before the time was over.
    Revoked {
        /// Who ended it and why.
        revocation: Revocation,
        /// Since when access is gone.
        at: Timestamp,
    },
    /// It was seen to give no access any more, when the time was over.
    Ended {
        /// Since when access is gone.
        at: Timestamp,
    },
}

/// Why access ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// Somebody ended it before its time.
    Revoked(Revocation),
    /// Its time is over.
    Expired {
        /// Since when.
        at: Timestamp,
    },
}

/// An early end: by a maintainer, or by the requester who gives it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// Who ended it.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: Reason,
}

impl Grant {
    /// A grant that nobody has carried out yet. Its time counts from the approval, not from the
    /// request.
    pub(super) fn new(approval: Decision, days: GrantDays, carried_out: CarriedOut) -> Self {
        Self {
            expires_at: approval.at.days_later(days.get()),
            approval,
            carried_out,
            renewal: None,
            remind_at: None,
            phase: Phase::Activating,
        }
    }

    /// Who approved it, when, with which words.
    #[must_use]
    pub fn approval(&self) -> &Decision {
        &self.approval
    }

    /// When it ends unless it is renewed.
    #[must_use]
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// Who tells the registry.
    #[must_use]
    pub fn carried_out(&self) -> CarriedOut {
        self.carried_out
    }

    /// The question for more time that waits for an answer.
    #[must_use]
    pub fn renewal(&self) -> Option<&RenewalAsked> {
        self.renewal.as_ref()
    }

    /// When whoever has access is to be reminded that it ends; absent once they were, and where there
    /// is no access. Each end is reminded of once, a renewal's again.
    #[must_use]
    pub fn remind_at(&self) -> Option<Timestamp> {
        self.remind_at
    }

    /// How far the registry has come.
    #[must_use]
    pub fn phase(&self) -> &Phase {
        &self.phase
    }

    /// Whether a maintainer has something to do at the registry.
    #[must_use]
    pub fn needs_hand(&self) -> bool {
        self.carried_out == CarriedOut::ByHand
            && matches!(self.phase, Phase::Activating | Phase::Revoking(_))
    }

    /// Since when more time can be asked for, once access is active.
    #[must_use]
    pub fn renewable_from(&self) -> Timestamp {
        self.expires_at.days_earlier(RENEWAL_WINDOW_DAYS)
    }

    /// When time alone will change it.
    pub(super) fn due_at(&self) -> Option<Timestamp> {
        match self.phase {
            Phase::Activating | Phase::Active { .. } => Some(self.expires_at),
            Phase::Revoking(_) | Phase::Revoked { .. } | Phase::Ended { .. } => None,
        }
    }

    pub(super) fn status(&self) -> Status {
        match self.phase {
            Phase::Activating => Status::Activating,
            Phase::Active { .. } => Status::Active,
            Phase::Revoking(_) => Status::Revoking,
            Phase::Revoked { .. } => Status::Revoked,
            Phase::Ended { .. } => Status::Ended,
        }
    }

    /// The last time that is written down, before which nothing can happen any more.
    pub(super) fn latest(&self) -> Timestamp {
        let phase = match &self.phase {
            Phase::Activating => self.approval.at,
            Phase::Active { since: at }
            | Phase::Revoking(End::Expired { at } | End::Revoked(Revocation { at, .. }))
            | Phase::Revoked { at, .. }
            | Phase::Ended { at } => *at,
        };
        self.renewal
            .as_ref()
            .map_or(phase, |asked| phase.max(asked.at))
    }

    pub(super) fn wrong(&self, event: Event) -> Rejection {
        Rejection::WrongStatus {
            event,
            found: self.status(),
        }
    }

    /// Carries out `step`, which is for `who` to do. Where it stands is told before whose it is.
    pub(super) fn carry_out(
        self,
        who: CarriedOut,
        now: Timestamp,
        step: fn(Self, Timestamp) -> Result<Self, Rejection>,
    ) -> Result<Self, Rejection> {
        let carried_out = self.carried_out;
        let changed = step(self, now)?;
        match carried_out {
            _ if carried_out == who => Ok(changed),
            CarriedOut::ByHand => Err(Rejection::CarriedOutByHand),
            CarriedOut::Automatically => Err(Rejection::CarriedOutAutomatically),
        }
    }

    pub(super) fn confirm_active(self, now: Timestamp) -> Result<Self, Rejection> {
        match self.phase {
            Phase::Activating => Ok(Self {
                phase: Phase::Active { since: now },
                remind_at: Some(reminder_before(self.expires_at, now)),
                ..self
            }),
            _ => Err(self.wrong(Event::ConfirmActive)),
        }
    }

    pub(super) fn confirm_removed(self, now: Timestamp) -> Result<Self, Rejection> {
        let phase = match self.phase {
            Phase::Revoking(End::Revoked(revocation)) => Phase::Revoked {
                revocation,
                at: now,
            },
            Phase::Revoking(End::Expired { .. }) => Phase::Ended { at: now },
            _ => return Err(self.wrong(Event::ConfirmRemoved)),
        };
        Ok(Self { phase, ..self })
    }

    pub(super) fn done_by_hand(self, now: Timestamp) -> Result<Self, Rejection> {
        match self.phase {
            Phase::Activating => self.confirm_active(now),
            Phase::Revoking(_) => self.confirm_removed(now),
            _ => Err(self.wrong(Event::DoneByHand)),
        }
    }

    /// The same grant, whose next step somebody else does.
    pub(super) fn hand_over(self) -> Result<Self, Rejection> {
        self.carried_out_by(CarriedOut::ByHand, Event::HandOver)
    }

    /// The same grant, whose next step the server does again.
    pub(super) fn take_back(self) -> Result<Self, Rejection> {
        self.carried_out_by(CarriedOut::Automatically, Event::TakeBack)
    }

    fn carried_out_by(self, carried_out: CarriedOut, event: Event) -> Result<Self, Rejection> {
        match self.phase {
            Phase::Activating | Phase::Active { .. } | Phase::Revoking(_) => Ok(Self {
                carried_out,
                ..self
            }),
            _ => Err(self.wrong(event)),
        }
    }

    /// Ends it early.
    pub(super) fn end(self, revocation: Revocation, event: Event) -> Result<Self, Rejection> {
        match self.phase {
            Phase::Activating | Phase::Active { .. } => Ok(self.revoking(End::Revoked(revocation))),
            _ => Err(self.wrong(event)),
        }
    }

    /// The same grant when its time is over; one that ends already is not changed.
    pub(super) fn expired(self) -> Self {
        match self.due_at() {
            Some(at) => self.revoking(End::Expired { at }),
            None => self,
        }
    }

    fn revoking(self, end: End) -> Self {
        Self {
            // The end answers the question for more time, and needs no reminder any more.
            renewal: None,
            remind_at: None,
            phase: Phase::Revoking(end),
            ..self
        }
    }
}
