//! What time brings to a request: a reminder before the end, and the end.

use crate::timestamp::Timestamp;

use super::{AccessRequest, Event, Grant, REMINDER_DAYS, Rejection, State};

impl AccessRequest {
    /// When time has something to bring, if it has: see [`AccessRequest::brought_by_time`].
    #[must_use]
    pub fn next_at(&self) -> Option<Timestamp> {
        // A reminder is never later than the end.
        self.remind_at().or_else(|| self.due_at())
    }

    /// What time has brought by `now`, one thing, and what the request becomes by it:
    /// [`Event::Lapse`], [`Event::Expire`], or else [`Event::Remind`]. Nobody is reminded of an end
    /// that is over.
    ///
    /// ```
    /// use wharfinger_core::access::{AccessRequest, ANSWER_DAYS, Event, Status};
    /// use wharfinger_core::{account::AccountId, timestamp::Timestamp};
    ///
    /// let now = Timestamp::from_micros(1_700_000_000_000_000);
    /// let request = AccessRequest::open(AccountId::from_bytes([1; 16]), now);
    /// assert_eq!(request.brought_by_time(now), None);
    /// let (event, lapsed) = request.brought_by_time(now.days_later(ANSWER_DAYS)).unwrap();
    /// assert_eq!((event, lapsed.status()), (Event::Lapse, Status::Lapsed));
    /// ```
    #[must_use]
    pub fn brought_by_time(&self, now: Timestamp) -> Option<(Event, Self)> {
        let is_due = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
        if is_due(self.due_at()) {
            let event = match self.state {
                State::Pending { .. } => Event::Lapse,
                _ => Event::Expire,
            };
            return Some((event, self.clone().advance(now)));
        }
        if !is_due(self.remind_at()) {
            return None;
        }
        Some((Event::Remind, self.clone().remind(now).ok()?))
    }

    /// Whoever has access is reminded that it ends. What is written down is that they were.
    ///
    /// # Errors
    /// Before it is due, when access is not active, or when they were reminded of this end already.
    pub fn remind(self, now: Timestamp) -> Result<Self, Rejection> {
        self.change_grant(now, Event::Remind, Grant::reminded)
    }

    fn remind_at(&self) -> Option<Timestamp> {
        self.grant().and_then(Grant::remind_at)
    }
}

impl Grant {
    fn reminded(self, now: Timestamp) -> Result<Self, Rejection> {
        self.is_active(Event::Remind)?;
        match self.remind_at {
            Some(due_at) if now < due_at => Err(Rejection::NotDue { due_at }),
            Some(_) => Ok(Self {
                remind_at: None,
                ..self
            }),
            None => Err(self.wrong(Event::Remind)),
        }
    }
}

/// When to remind of an end that was set at `now`: [`REMINDER_DAYS`] before, or half of the time
/// before where that is later. What was just given for a week does not end soon.
pub(super) fn reminder_before(expires_at: Timestamp, now: Timestamp) -> Timestamp {
    let half = now.as_micros().midpoint(expires_at.as_micros());
    expires_at
        .days_earlier(REMINDER_DAYS)
        .max(Timestamp::from_micros(half))
}
