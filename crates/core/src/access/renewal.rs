//! More time for access that is active.

use crate::timestamp::Timestamp;

use super::reminder::reminder_before;
use super::{Event, Grant, GrantDays, Phase, Reason, Rejection, RenewalAsked};

impl Grant {
    pub(super) fn ask_renewal(self, now: Timestamp, reason: Reason) -> Result<Self, Rejection> {
        self.is_active(Event::AskRenewal)?;
        if let Some(asked) = &self.renewal {
            return Err(Rejection::RenewalAsked { at: asked.at });
        }
        let from = self.renewable_from();
        if now < from {
            return Err(Rejection::RenewalTooEarly {
                from,
                expires_at: self.expires_at,
            });
        }
        Ok(Self {
            renewal: Some(RenewalAsked { at: now, reason }),
            ..self
        })
    }

    pub(super) fn renew(self, now: Timestamp, days: GrantDays) -> Result<Self, Rejection> {
        self.is_asked(Event::Renew)?;
        let expires_at = now.days_later(days.get());
        if expires_at <= self.expires_at {
            return Err(Rejection::RenewalShortens {
                expires_at: self.expires_at,
            });
        }
        Ok(Self {
            expires_at,
            renewal: None,
            remind_at: Some(reminder_before(expires_at, now)),
            ..self
        })
    }

    pub(super) fn decline_renewal(self) -> Result<Self, Rejection> {
        self.is_asked(Event::DeclineRenewal)?;
        Ok(Self {
            renewal: None,
            ..self
        })
    }

    pub(super) fn is_active(&self, event: Event) -> Result<(), Rejection> {
        match self.phase {
            Phase::Active { .. } => Ok(()),
            _ => Err(self.wrong(event)),
        }
    }

    fn is_asked(&self, event: Event) -> Result<(), Rejection> {
        self.is_active(event)?;
        if self.renewal.is_none() {
            return Err(Rejection::RenewalNotAsked);
        }
        Ok(())
    }
}
