//! Who examines repositories that nobody keeps.

use wharfinger_core::grants::{Lease, Repository, RepositoryId};

use super::state::State;
use crate::repository::ahead;
use crate::{BorrowError, Timestamp};

impl State {
    pub(super) fn borrow_repository(
        &mut self,
        place: Repository,
        fresh: RepositoryId,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Lease, BorrowError> {
        let kept = {
            let mut rows = self.repositories.iter_mut();
            rows.find(|row| row.kept.place == place)
        };
        if let Some(row) = kept {
            return row.kept.borrow(until, now);
        }
        if let Some(running) = self.examination(&place, now) {
            let until = running.until;
            return Err(BorrowError::Busy { until });
        }
        self.examinations.retain(|(_, lease)| goes_on(lease, now));
        if self.is_taken(fresh) {
            return Err(BorrowError::IdTaken);
        }
        let lease = Lease {
            repository: fresh,
            fence: 1,
            until,
        };
        self.examinations.push((place, lease));
        Ok(lease)
    }

    /// Takes the lease of an examination back.
    pub(super) fn end_examination(&mut self, returned: &Lease, until: Timestamp) -> bool {
        let leases = self.examinations.iter_mut().map(|(_, lease)| lease);
        let mut of_it = leases.filter(|lease| lease.repository == returned.repository);
        let Some(lease) = of_it.find(|lease| lease.fence == returned.fence) else {
            return false;
        };
        lease.fence += 1;
        lease.until = until;
        true
    }

    /// The repository is kept from now on: the lease that somebody examines it under is the repository's.
    pub(super) fn take_over_examination(
        &mut self,
        place: &Repository,
        now: Timestamp,
    ) -> Option<Lease> {
        let lease = self.examination(place, now)?;
        self.examinations.retain(|(_, other)| *other != lease);
        Some(lease)
    }

    /// Whether an id is a repository's, kept or examined.
    pub(super) fn is_taken(&self, id: RepositoryId) -> bool {
        let mut examined = self.examinations.iter();
        self.repository(id).is_some() || examined.any(|(_, lease)| lease.repository == id)
    }

    /// The lease that somebody examines the repository under.
    fn examination(&self, place: &Repository, now: Timestamp) -> Option<Lease> {
        let mut examined = self.examinations.iter();
        let found = examined.find(|(there, lease)| there == place && goes_on(lease, now));
        found.map(|(_, lease)| *lease)
    }
}

/// Not one that is over, nor one that a clock has written that was far ahead.
fn goes_on(lease: &Lease, now: Timestamp) -> bool {
    lease.until > now && lease.until <= ahead(now)
}
