//! Requests as columns of a database, and back.

use crate::account::AccountId;
use crate::registration::Corrupt;
use crate::timestamp::Timestamp;

use super::{
    AccessRequest, CarriedOut, Decision, End, Grant, InvalidText, Note, Phase, Reason,
    RenewalAsked, Revocation, State, Status,
};

/// The columns of a stored request, as [`AccessRequest::stored`] gave them out.
///
/// A column that the status has no use for is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRequest {
    /// Who asks.
    pub requester: AccountId,
    /// Since when.
    pub opened_at: Timestamp,
    /// Where it stands: the word of a [`Status`].
    pub status: String,
    /// When a pending request lapses.
    pub answer_by: Option<Timestamp>,
    /// Who approved or denied it.
    pub decided_by: Option<AccountId>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// With which words, if any.
    pub note: Option<String>,
    /// Who tells the registry: the word of a [`CarriedOut`].
    pub carried_out: Option<String>,
    /// When access ends, or was to end.
    pub expires_at: Option<Timestamp>,
    /// Since when access is active.
    pub active_since: Option<Timestamp>,
    /// When more time was asked for.
    pub renewal_asked_at: Option<Timestamp>,
    /// What for.
    pub renewal_reason: Option<String>,
    /// When whoever has access is to be reminded that it ends.
    pub remind_at: Option<Timestamp>,
    /// Who ended access early.
    pub revoked_by: Option<AccountId>,
    /// When.
    pub revoked_at: Option<Timestamp>,
    /// Why.
    pub revoked_reason: Option<String>,
    /// When it was withdrawn, when it lapsed, or since when access is gone.
    pub closed_at: Option<Timestamp>,
}

impl AccessRequest {
    /// The columns to store.
    #[must_use]
    pub fn stored(&self) -> StoredRequest {
        let mut columns = StoredRequest {
            requester: self.requester,
            opened_at: self.opened_at,
            status: self.status().as_str().to_owned(),
            answer_by: None,
            decided_by: None,
            decided_at: None,
            note: None,
            carried_out: None,
            expires_at: None,
            active_since: None,
            renewal_asked_at: None,
            renewal_reason: None,
            remind_at: None,
            revoked_by: None,
            revoked_at: None,
            revoked_reason: None,
            closed_at: None,
        };
        match &self.state {
            State::Pending { answer_by } => columns.answer_by = Some(*answer_by),
            State::Approved(grant) => columns.set_grant(grant),
            State::Denied(decision) => columns.set_decision(decision),
            State::Withdrawn { at } | State::Lapsed { at } => columns.closed_at = Some(*at),
        }
        columns
    }

    /// Reads stored columns back.
    ///
    /// The shape is parsed again, limits are not: a request that was made under yesterday's limits
    /// stays readable under today's.
    ///
    /// # Errors
    /// [`Corrupt`] names the first column that no request can have: one that is missing or too
    /// much, a time before the one that it follows, an answer by the requester.
    pub fn restore(mut columns: StoredRequest) -> Result<Self, Corrupt> {
        let status = word("status", &columns.status, Status::from_name)?;
        check_order(&columns, status)?;
        if columns.decided_by == Some(columns.requester) {
            let found = columns.requester.to_string();
            return Err(Corrupt::new("decided_by", &found));
        }
        let state = columns.take_state(status)?;
        columns.check_rest()?;
        Ok(Self {
            requester: columns.requester,
            opened_at: columns.opened_at,
            state,
        })
    }
}

impl StoredRequest {
    fn set_decision(&mut self, decision: &Decision) {
        self.decided_by = Some(decision.by);
        self.decided_at = Some(decision.at);
        self.note = decision.note.as_ref().map(Note::to_string);
    }

    fn set_grant(&mut self, grant: &Grant) {
        self.set_decision(&grant.approval);
        self.carried_out = Some(grant.carried_out.as_str().to_owned());
        self.expires_at = Some(grant.expires_at);
        if let Some(asked) = &grant.renewal {
            self.renewal_asked_at = Some(asked.at);
            self.renewal_reason = Some(asked.reason.to_string());
        }
        self.remind_at = grant.remind_at;
        match &grant.phase {
            // When time is over is when it was to be.
            Phase::Activating | Phase::Revoking(End::Expired { .. }) => {}
            Phase::Active { since } => self.active_since = Some(*since),
            Phase::Revoking(End::Revoked(revocation)) => self.set_revocation(revocation),
            Phase::Revoked { revocation, at } => {
                self.set_revocation(revocation);
                self.closed_at = Some(*at);
            }
            Phase::Ended { at } => self.closed_at = Some(*at),
        }
    }

    fn set_revocation(&mut self, revocation: &Revocation) {
        self.revoked_by = Some(revocation.by);
        self.revoked_at = Some(revocation.at);
        self.revoked_reason = Some(revocation.reason.to_string());
    }

    fn take_state(&mut self, status: Status) -> Result<State, Corrupt> {
        Ok(match status {
            Status::Pending => State::Pending {
                answer_by: needed("answer_by", self.answer_by.take())?,
            },
            Status::Denied => State::Denied(self.take_decision()?),
            Status::Withdrawn => State::Withdrawn {
                at: self.take_closed_at()?,
            },
            Status::Lapsed => State::Lapsed {
                at: self.take_closed_at()?,
            },
            _ => State::Approved(self.take_grant(status)?),
        })
    }

    fn take_decision(&mut self) -> Result<Decision, Corrupt> {
        let note = self.note.take();
        Ok(Decision {
            by: needed("decided_by", self.decided_by.take())?,
            at: needed("decided_at", self.decided_at.take())?,
            note: note
                .map(|note| text("note", &note, Note::restore))
                .transpose()?,
        })
    }

    fn take_grant(&mut self, status: Status) -> Result<Grant, Corrupt> {
        let approval = self.take_decision()?;
        let carried_out = needed("carried_out", self.carried_out.take())?;
        let carried_out = word("carried_out", &carried_out, CarriedOut::from_name)?;
        let expires_at = needed("expires_at", self.expires_at.take())?;
        Ok(Grant {
            approval,
            expires_at,
            carried_out,
            renewal: self.take_renewal(status)?,
            remind_at: self.remind_at.take_if(|_| status == Status::Active),
            phase: match status {
                Status::Active => Phase::Active {
                    since: needed("active_since", self.active_since.take())?,
                },
                Status::Revoking => Phase::Revoking(if self.revoked_at.is_some() {
                    End::Revoked(self.take_revocation()?)
                } else {
                    End::Expired { at: expires_at }
                }),
                Status::Revoked => Phase::Revoked {
                    revocation: self.take_revocation()?,
                    at: self.take_closed_at()?,
                },
                Status::Ended => Phase::Ended {
                    at: self.take_closed_at()?,
                },
                _ => Phase::Activating,
            },
        })
    }

    fn take_renewal(&mut self, status: Status) -> Result<Option<RenewalAsked>, Corrupt> {
        if status != Status::Active {
            return Ok(None);
        }
        let Some(at) = self.renewal_asked_at.take() else {
            return Ok(None);
        };
        let reason = needed("renewal_reason", self.renewal_reason.take())?;
        let reason = text("renewal_reason", &reason, Reason::restore)?;
        Ok(Some(RenewalAsked { at, reason }))
    }

    fn take_revocation(&mut self) -> Result<Revocation, Corrupt> {
        let reason = needed("revoked_reason", self.revoked_reason.take())?;
        Ok(Revocation {
            by: needed("revoked_by", self.revoked_by.take())?,
            at: needed("revoked_at", self.revoked_at.take())?,
            reason: text("revoked_reason", &reason, Reason::restore)?,
        })
    }

    fn take_closed_at(&mut self) -> Result<Timestamp, Corrupt> {
        needed("closed_at", self.closed_at.take())
    }

    /// That nothing is left which the status has no use for.
    fn check_rest(&self) -> Result<(), Corrupt> {
        fn shown(value: Option<impl ToString>) -> Option<String> {
            value.map(|value| value.to_string())
        }
        let rest = [
            ("answer_by", shown(self.answer_by)),
            ("decided_by", shown(self.decided_by)),
            ("decided_at", shown(self.decided_at)),
            ("note", shown(self.note.as_ref())),
            ("carried_out", shown(self.carried_out.as_ref())),
            ("expires_at", shown(self.expires_at)),
            ("active_since", shown(self.active_since)),
            ("renewal_asked_at", shown(self.renewal_asked_at)),
            ("renewal_reason", shown(self.renewal_reason.as_ref())),
            ("remind_at", shown(self.remind_at)),
            ("revoked_by", shown(self.revoked_by)),
            ("revoked_at", shown(self.revoked_at)),
            ("revoked_reason", shown(self.revoked_reason.as_ref())),
            ("closed_at", shown(self.closed_at)),
        ];
        match rest
            .into_iter()
            .find_map(|(column, left)| Some((column, left?)))
        {
            Some((column, found)) => Err(Corrupt::new(column, &found)),
            None => Ok(()),
        }
    }
}

/// That no time is before one that it follows.
fn check_order(columns: &StoredRequest, status: Status) -> Result<(), Corrupt> {
    let opened_at = ("opened_at", Some(columns.opened_at));
    let decided_at = ("decided_at", columns.decided_at);
    let revoked_at = ("revoked_at", columns.revoked_at);
    let expires_at = ("expires_at", columns.expires_at);
    // Early removal may be confirmed before the time is over or after it.
    let over_at = expires_at.1.filter(|_| status == Status::Ended);
    let before_the_end = [
        opened_at,
        decided_at,
        ("active_since", columns.active_since),
        ("renewal_asked_at", columns.renewal_asked_at),
        revoked_at,
        expires_at,
    ];
    let until_reminded = [
        ("active_since", columns.active_since),
        ("remind_at", columns.remind_at),
        expires_at,
    ];
    let until_closed = [
        opened_at,
        decided_at,
        revoked_at,
        ("expires_at", over_at),
        ("closed_at", columns.closed_at),
    ];
    let until_answered = [opened_at, ("answer_by", columns.answer_by)];
    for times in [
        &before_the_end[..],
        &until_reminded,
        &until_closed,
        &until_answered,
    ] {
        let mut latest = Timestamp::MIN;
        for (column, time) in times {
            let Some(time) = time else { continue };
            if *time < latest {
                return Err(Corrupt::new(column, &time.to_string()));
            }
            latest = *time;
        }
    }
    Ok(())
}

fn needed<T>(column: &'static str, value: Option<T>) -> Result<T, Corrupt> {
    value.ok_or_else(|| Corrupt::new(column, ""))
}

fn word<T>(
    column: &'static str,
    found: &str,
    from_name: fn(&str) -> Option<T>,
) -> Result<T, Corrupt> {
    from_name(found).ok_or_else(|| Corrupt::new(column, found))
}

fn text<T>(
    column: &'static str,
    found: &str,
    restore: fn(&str) -> Result<T, InvalidText>,
) -> Result<T, Corrupt> {
    restore(found).map_err(|_| Corrupt::new(column, found))
}
