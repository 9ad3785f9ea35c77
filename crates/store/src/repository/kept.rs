//! What is remembered of a repository, and how it changes: the same for every store.

use std::time::Duration;

use wharfinger_core::grants::{
    Failure as PassFailure, Findings, Lease, LookAgain, Repository, RepositoryId, Verified,
};

use super::{StoredRepository, TrailFailure, Trouble, ahead, plain};
use crate::{BorrowError, ConnectionId, RequestId, Timestamp};

/// Most bytes that are kept of what AWS said. Its longest message names a policy's statement, which is
/// in a snapshot anyway.
const MESSAGE_BYTES_MAX: usize = 1_000;

/// A repository, with what only a worker is told.
///
/// **Invariant:** nobody has to know of a lease to find what is due. While a repository is leased,
/// [`Self::due_at`] is the end of the lease, and it is never before [`Self::not_before`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) id: RepositoryId,
    pub(crate) connection: ConnectionId,
    pub(crate) place: Repository,
    /// Rises with every change of what is wanted.
    pub(crate) generation: u64,
    /// Which of them was seen to be carried out.
    pub(crate) observed: u64,
    /// Whether the policy is to be as the grants say, whoever changed it.
    pub(crate) reapply: bool,
    /// Whether somebody's access is to end.
    pub(crate) ends_access: bool,
    /// When it is looked at; absent where there is nothing to look for.
    pub(crate) due_at: Option<Timestamp>,
    /// Nobody looks before, because something failed.
    pub(crate) not_before: Option<Timestamp>,
    /// The number of the newest lease.
    pub(crate) fence: u64,
    /// Until when whoever has that lease may write, or what they have sent may land.
    pub(crate) leased_until: Option<Timestamp>,
    /// What was wanted when it began.
    pub(crate) leased_generation: u64,
    /// How often it was looked at since the last write.
    pub(crate) looks: u32,
    /// What was read back last, and when.
    pub(crate) verified: Option<(Timestamp, Verified)>,
    pub(crate) foreign_changed_at: Option<Timestamp>,
    /// When we last wrote, or meant to: written for older servers on the same database, which read it.
    pub(crate) wrote_at: Option<Timestamp>,
    pub(crate) trouble: Option<Trouble>,
    pub(crate) unexpected: Vec<String>,
    pub(crate) stale: Vec<String>,
    /// Until when our writes were compared with what `CloudTrail` tells.
    pub(crate) trail_until: Option<Timestamp>,
    /// Why `CloudTrail` was not looked through the last time.
    pub(crate) trail_failure: Option<TrailFailure>,
}

impl Kept {
    /// One of which nothing is wanted yet, and nothing known.
    pub(crate) fn new(id: RepositoryId, connection: ConnectionId, place: Repository) -> Self {
        Self {
            id,
            connection,
            place,
            generation: 0,
            observed: 0,
            reapply: false,
            ends_access: false,
            due_at: None,
            not_before: None,
            fence: 0,
            leased_until: None,
            leased_generation: 0,
            looks: 0,
            verified: None,
            foreign_changed_at: None,
            wrote_at: None,
            trouble: None,
            unexpected: Vec::new(),
            stale: Vec::new(),
            trail_until: None,
            trail_failure: None,
        }
    }

    /// The same while somebody examines it, who goes on.
    pub(crate) fn examined(lease: Lease, connection: ConnectionId, place: Repository) -> Self {
        Self {
            fence: lease.fence,
            leased_until: Some(lease.until),
            due_at: Some(lease.until),
            ..Self::new(lease.repository, connection, place)
        }
    }

    /// What everybody is told.
    pub(crate) fn told(self) -> StoredRepository {
        StoredRepository {
            is_settled: self.observed == self.generation,
            verified_at: self.verified.map(|(at, _)| at),
            id: self.id,
            place: self.place,
            connection: self.connection,
            foreign_changed_at: self.foreign_changed_at,
            trouble: self.trouble,
            unexpected: self.unexpected,
            stale: self.stale,
            trail_until: self.trail_until,
            trail_failure: self.trail_failure,
            due_at: self.due_at,
        }
    }

    /// How often in a row it failed.
    pub(crate) fn failures(&self) -> u32 {
        self.trouble.as_ref().map_or(0, |trouble| trouble.failures)
    }

    /// Something else is wanted from now on. Who waits longer stays in front.
    pub(crate) fn want(&mut self, now: Timestamp) {
        self.generation += 1;
        let earliest = self.earliest(now);
        self.due_at = Some(match self.due_at {
            Some(due_at) if earliest <= now => due_at.min(now),
            _ => earliest,
        });
    }

    /// Nothing is wanted any more, and whoever works on it is too late.
    pub(crate) fn rest(&mut self) {
        self.observed = self.generation;
        self.reapply = false;
        self.ends_access = false;
        self.due_at = None;
        self.leased_until = self.others_write_until();
        self.not_before = None;
        self.fence += 1;
        self.trouble = None;
        self.trail_failure = None;
    }

    /// Somebody wants to know, and may have put right what failed. Where there is nothing to look for, nothing
    /// is.
    pub(crate) fn look(&mut self, now: Timestamp) {
        let earliest = self
            .others_write_until()
            .map_or(now, |until| until.max(now));
        self.not_before = self.not_before.filter(|at| *at <= earliest);
        self.due_at = self.due_at.map(|due_at| due_at.min(earliest));
    }

    /// When it can be looked at next: not while somebody does, nor before a failure's time is over.
    fn earliest(&self, now: Timestamp) -> Timestamp {
        match self.leased_until {
            Some(until) if until > now => until,
            _ => self.not_before.map_or(now, |at| at.max(now)),
        }
    }

    /// Gives out the right to work on it.
    pub(crate) fn lease(&mut self, until: Timestamp) -> Lease {
        self.fence += 1;
        // It is over, or keeps nobody out who examines; and no clock that is behind is to find it.
        self.not_before = None;
        self.leased_generation = self.generation;
        self.lease_until(until)
    }

    /// Gives out the right to examine it, which takes writing to it. No time is believed that a clock has
    /// written which was far ahead.
    pub(crate) fn borrow(
        &mut self,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Lease, BorrowError> {
        let others = self.others_write_until();
        match others.filter(|others| *others > now && *others <= ahead(now)) {
            Some(until) => Err(BorrowError::Busy { until }),
            None => Ok(self.lease(until)),
        }
    }

    /// Takes that back, whatever was found: the next pass looks for itself, once nothing may land any more.
    pub(crate) fn give_back(&mut self, wait: Duration, now: Timestamp) {
        self.fence += 1;
        self.lease_until(now.later(wait));
    }

    /// Until when what others write may land: somebody works on it, or a write was not answered. A wait after
    /// any other failure is for the next pass alone, and must not keep out who finds the reason.
    fn others_write_until(&self) -> Option<Timestamp> {
        let may_land = |trouble: &Trouble| trouble.kind == PassFailure::Unknown.kind();
        let lands_until = self
            .not_before
            .filter(|_| self.trouble.as_ref().is_some_and(may_land));
        self.leased_until.max(lands_until)
    }

    /// Whether a lease is the newest, and was not given back.
    pub(crate) fn is_leased_by(&self, lease: &Lease) -> bool {
        self.id == lease.repository && self.fence == lease.fence && self.leased_until.is_some()
    }

    /// Something is about to be written: the lease is prolonged, if so much is left of it.
    pub(crate) fn intend(
        &mut self,
        margin: Duration,
        length: Duration,
        now: Timestamp,
    ) -> Option<Lease> {
        self.leased_until
            .filter(|until| now.later(margin) <= *until)?;
        self.wrote_at = Some(now);
        // Whatever becomes of this pass, it is looked soon whether what it wrote is there.
        self.looks = 0;
        Some(self.lease_until(now.later(length)))
    }

    fn lease_until(&mut self, until: Timestamp) -> Lease {
        self.leased_until = Some(until);
        self.due_at = Some(until);
        Lease {
            repository: self.id,
            fence: self.fence,
            until,
        }
    }

    /// Whether the policy was seen as it is now when it was last read back.
    pub(crate) fn has_seen(&self, findings: &Findings<RequestId>) -> bool {
        self.verified.as_ref().is_some_and(|(_, verified)| {
            verified.managed == findings.managed && verified.foreign == findings.foreign
        })
    }

    /// Takes down what was seen, and the lease back. `is_looked_for` says whether there is anything
    /// left to look for.
    pub(crate) fn settle(
        &mut self,
        findings: &Findings<RequestId>,
        next: LookAgain,
        is_looked_for: bool,
        now: Timestamp,
    ) {
        let has_moved = self.generation > self.leased_generation;
        let next_look = if has_moved {
            now
        } else {
            now.later(next.after)
        };
        self.observed = self.leased_generation;
        self.reapply &= has_moved;
        self.leased_until = None;
        self.not_before = None;
        self.due_at = is_looked_for.then_some(next_look);
        self.looks = next.looks;
        self.trouble = None;
        if findings.foreign_changed {
            self.foreign_changed_at = Some(now);
        }
        let verified = Verified {
            managed: findings.managed.clone(),
            foreign: findings.foreign.clone(),
        };
        self.verified = Some((now, verified));
        self.unexpected = names(&findings.unexpected);
        self.stale = names(&findings.stale);
        match &findings.trail {
            Some(Ok(until)) => {
                self.trail_until = Some(*until);
                self.trail_failure = None;
            }
            Some(Err(failure)) => self.trail_failure = Some(TrailFailure::of(failure, now)),
            None => {}
        }
    }

    /// Takes down that nothing could be said, and the lease back.
    pub(crate) fn fail(&mut self, failure: &PassFailure, wait: Duration, now: Timestamp) {
        let until = now.later(wait);
        self.leased_until = None;
        self.not_before = Some(until);
        self.due_at = Some(until);
        let since = self.trouble.as_ref().map_or(now, |trouble| trouble.since);
        self.trouble = Some(Trouble {
            since,
            failures: self.failures().saturating_add(1),
            kind: failure.kind().to_owned(),
            message: failure.message().map(message),
        });
    }
}

/// Each on a line of its own.
fn names(names: &[String]) -> Vec<String> {
    names.iter().map(|name| plain(name)).collect()
}

/// What AWS said, as it is stored.
pub(super) fn message(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(MESSAGE_BYTES_MAX));
    plain(&text)
}
