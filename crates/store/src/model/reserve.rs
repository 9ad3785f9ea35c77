//! Trying something on a repository's policy beside the workers.

use std::time::Duration;

use wharfinger_core::grants::{Lease, Repository};

use super::state::State;
use crate::{Reserved, Timestamp};

impl State {
    pub(super) fn reserve_repository(
        &mut self,
        place: &Repository,
        length: Duration,
        now: Timestamp,
    ) -> Reserved {
        let mut rows = self.repositories.iter_mut();
        let found = rows.find(|row| row.kept.place == *place);
        found.map_or(Reserved::Free, |row| row.kept.reserve(length, now))
    }

    pub(super) fn release_repository(&mut self, lease: &Lease, now: Timestamp) {
        if let Some(row) = self.repository_mut(lease.repository)
            && row.kept.is_leased_by(lease)
        {
            row.kept.release(now);
        }
    }
}
