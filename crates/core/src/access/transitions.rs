//! What people, the worker and time do to a request.

use crate::account::AccountId;
use crate::timestamp::Timestamp;

use super::{
    AccessRequest, CarriedOut, Decider, Decision, Event, Grant, GrantDays, Note, Reason, Rejection,
    Revocation, State,
};

impl AccessRequest {
    /// A maintainer says yes, for that many days from now.
    ///
    /// # Errors
    /// When somebody else does, on a request of their own, or on one that does not wait.
    pub fn approve(
        self,
        decider: Decider,
        now: Timestamp,
        days: GrantDays,
        note: Option<Note>,
        carried_out: CarriedOut,
    ) -> Result<Self, Rejection> {
        self.answer(decider, now, note, Event::Approve, |decision| {
            State::Approved(Grant::new(decision, days, carried_out))
        })
    }

    /// A maintainer says no.
    ///
    /// # Errors
    /// When somebody else does, on a request of their own, or on one that does not wait.
    pub fn deny(
        self,
        decider: Decider,
        now: Timestamp,
        note: Option<Note>,
    ) -> Result<Self, Rejection> {
        self.answer(decider, now, note, Event::Deny, State::Denied)
    }

    fn answer(
        self,
        decider: Decider,
        now: Timestamp,
        note: Option<Note>,
        event: Event,
        state: impl FnOnce(Decision) -> State,
    ) -> Result<Self, Rejection> {
        let by = decider.may_judge(self.requester)?;
        self.leave_pending(now, event, |at| state(Decision { by, at, note }))
    }

    /// The requester takes it back before it was answered.
    ///
    /// # Errors
    /// When somebody else does, or when it was answered already.
    pub fn withdraw(self, by: AccountId, now: Timestamp) -> Result<Self, Rejection> {
        self.is_by_requester(by)?;
        self.leave_pending(now, Event::Withdraw, |at| State::Withdrawn { at })
    }

    /// Nobody answered in time.
    ///
    /// # Errors
    /// Before it is due, or when it was answered.
    pub fn lapse(self, now: Timestamp) -> Result<Self, Rejection> {
        match self.state {
            State::Pending { answer_by } => self.come_due(answer_by, now),
            _ => Err(self.wrong(Event::Lapse)),
        }
    }

    /// The worker saw that the registry gives access.
    ///
    /// # Errors
    /// When access is not being set up, or carried out by hand.
    pub fn confirm_active(self, now: Timestamp) -> Result<Self, Rejection> {
        self.change_grant(now, Event::ConfirmActive, |grant, now| {
            grant.carry_out(CarriedOut::Automatically, now, Grant::confirm_active)
        })
    }

    /// The worker saw that the registry gives no access any more.
    ///
    /// # Errors
    /// When access is not being removed, or carried out by hand, or when the time was over before
    /// that was noted.
    pub fn confirm_removed(self, now: Timestamp) -> Result<Self, Rejection> {
        self.change_grant(now, Event::ConfirmRemoved, |grant, now| {
            grant.carry_out(CarriedOut::Automatically, now, Grant::confirm_removed)
        })
    }

    /// A maintainer has given or removed access at the registry, whichever was to be done.
    ///
    /// # Errors
    /// When somebody else says so, on a request of their own, when nothing is to be done by hand, or
    /// when the time was over before anybody was told: what was to be done then is not what is.
    pub fn done_by_hand(self, decider: Decider, now: Timestamp) -> Result<Self, Rejection> {
        decider.may_judge(self.requester)?;
        self.change_grant(now, Event::DoneByHand, |grant, now| {
            grant.carry_out(CarriedOut::ByHand, now, Grant::done_by_hand)
        })
    }

    /// The server carries it out no longer, and a maintainer does what is left to do.
    ///
    /// It takes no time and needs none: where the request stands stays as it is, and what time brings
    /// to it comes whoever carries it out.
    ///
    /// # Errors
    /// When there is no access that is being set up, is active, or is being removed, or when it is
    /// carried out by hand already.
    pub fn hand_over(self) -> Result<Self, Rejection> {
        self.pass_on(Event::HandOver, CarriedOut::Automatically, |grant, _| {
            grant.hand_over()
        })
    }

    /// The server carries out again what it had handed over. It takes no more time than that did.
    ///
    /// # Errors
    /// When there is no access that is being set up, is active, or is being removed, or when the server
    /// carries it out already.
    pub fn take_back(self) -> Result<Self, Rejection> {
        self.pass_on(Event::TakeBack, CarriedOut::ByHand, |grant, _| {
            grant.take_back()
        })
    }

    /// Has somebody else carry out a grant than `who` does.
    fn pass_on(
        self,
        event: Event,
        who: CarriedOut,
        pass_on: fn(Grant, Timestamp) -> Result<Grant, Rejection>,
    ) -> Result<Self, Rejection> {
        let State::Approved(grant) = self.state else {
            return Err(self.wrong(event));
        };
        let grant = grant.carry_out(who, Timestamp::MIN, pass_on)?;
        Ok(Self {
            state: State::Approved(grant),
            ..self
        })
    }

    /// The requester asks for more time.
    ///
    /// # Errors
    /// When somebody else does, when access is not active, before its last
    /// [`RENEWAL_WINDOW_DAYS`](super::RENEWAL_WINDOW_DAYS), or when it was asked for already.
    pub fn ask_renewal(
        self,
        by: AccountId,
        now: Timestamp,
        reason: Reason,
    ) -> Result<Self, Rejection> {
        self.is_by_requester(by)?;
        self.change_grant(now, Event::AskRenewal, |grant, now| {
            grant.ask_renewal(now, reason)
        })
    }

    /// A maintainer gives more time: that many days from now.
    ///
    /// # Errors
    /// When somebody else does, on a request of their own, when access is not active, when nobody
    /// asked, or when access would end earlier than without.
    pub fn renew(
        self,
        decider: Decider,
        now: Timestamp,
        days: GrantDays,
    ) -> Result<Self, Rejection> {
        decider.may_judge(self.requester)?;
        self.change_grant(now, Event::Renew, |grant, now| grant.renew(now, days))
    }

    /// A maintainer gives no more time; access ends when it was to end.
    ///
    /// # Errors
    /// When somebody else does, on a request of their own, when access is not active, or when nobody
    /// asked.
    pub fn decline_renewal(self, decider: Decider, now: Timestamp) -> Result<Self, Rejection> {
        decider.may_judge(self.requester)?;
        self.change_grant(now, Event::DeclineRenewal, |grant, _| {
            grant.decline_renewal()
        })
    }

    /// A maintainer ends access early, their own too.
    ///
    /// # Errors
    /// When somebody else does, or when access is neither active nor being set up.
    pub fn revoke(
        self,
        decider: Decider,
        now: Timestamp,
        reason: Reason,
    ) -> Result<Self, Rejection> {
        let by = decider.maintains()?;
        self.end_early(by, now, reason, Event::Revoke)
    }

    /// The requester ends access early.
    ///
    /// # Errors
    /// When somebody else does, or when access is neither active nor being set up.
    pub fn give_back(
        self,
        by: AccountId,
        now: Timestamp,
        reason: Reason,
    ) -> Result<Self, Rejection> {
        self.is_by_requester(by)?;
        self.end_early(by, now, reason, Event::GiveBack)
    }

    fn end_early(
        self,
        by: AccountId,
        now: Timestamp,
        reason: Reason,
        event: Event,
    ) -> Result<Self, Rejection> {
        self.change_grant(now, event, |grant, at| {
            grant.end(Revocation { by, at, reason }, event)
        })
    }

    /// The time of the access is over.
    ///
    /// # Errors
    /// Before it is due, or when access is neither active nor being set up.
    pub fn expire(self, now: Timestamp) -> Result<Self, Rejection> {
        match self.grant().and_then(Grant::due_at) {
            Some(due_at) => self.come_due(due_at, now),
            None => Err(self.wrong(Event::Expire)),
        }
    }

    fn come_due(self, due_at: Timestamp, now: Timestamp) -> Result<Self, Rejection> {
        if now < due_at {
            return Err(Rejection::NotDue { due_at });
        }
        Ok(self.advance(now))
    }

    fn is_by_requester(&self, account: AccountId) -> Result<(), Rejection> {
        if account == self.requester {
            Ok(())
        } else {
            Err(Rejection::NotRequester)
        }
    }

    fn leave_pending(
        self,
        now: Timestamp,
        event: Event,
        state: impl FnOnce(Timestamp) -> State,
    ) -> Result<Self, Rejection> {
        let (now, current) = self.at(now);
        match current.state {
            State::Pending { .. } => Ok(Self {
                state: state(now),
                ..current
            }),
            _ => Err(current.wrong(event)),
        }
    }

    pub(super) fn change_grant(
        self,
        now: Timestamp,
        event: Event,
        change: impl FnOnce(Grant, Timestamp) -> Result<Grant, Rejection>,
    ) -> Result<Self, Rejection> {
        let due_at = self.due_at();
        let (now, current) = self.at(now);
        let State::Approved(grant) = current.state else {
            return Err(current.wrong(event));
        };
        let changed = change(grant, now)?;
        // What time did is written down and told first, so that nothing follows from it unseen.
        if let Some(at) = due_at.filter(|due_at| *due_at <= now) {
            return Err(Rejection::TimeOver { at });
        }
        Ok(Self {
            state: State::Approved(changed),
            ..current
        })
    }

    /// The request as it is now, and what time counts as now.
    fn at(self, now: Timestamp) -> (Timestamp, Self) {
        let latest = match &self.state {
            State::Approved(grant) => grant.latest(),
            // What follows an answer is refused, whatever the time is.
            _ => self.opened_at,
        };
        let now = now.max(latest);
        (now, self.advance(now))
    }

    fn wrong(&self, event: Event) -> Rejection {
        Rejection::WrongStatus {
            event,
            found: self.status(),
        }
    }
}
