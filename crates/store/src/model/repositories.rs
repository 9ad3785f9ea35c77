//! Repositories whose policies are kept.

use wharfinger_core::grants::RepositoryId;

use super::state::State;
use crate::Snapshot;
use crate::repository::Kept;

/// A repository with the texts of its policy, each intent's with our part of it, the oldest first.
#[derive(Clone, Debug)]
pub(super) struct RepositoryRow {
    pub(super) kept: Kept,
    pub(super) snapshots: Vec<(Snapshot, Option<String>)>,
}

impl RepositoryRow {
    /// One of which nothing is known yet.
    pub(super) fn of_new(kept: Kept) -> Self {
        Self {
            kept,
            snapshots: Vec::new(),
        }
    }
}

impl State {
    pub(super) fn repository(&self, id: RepositoryId) -> Option<&RepositoryRow> {
        self.repositories.iter().find(|row| row.kept.id == id)
    }

    pub(super) fn repository_mut(&mut self, id: RepositoryId) -> Option<&mut RepositoryRow> {
        self.repositories.iter_mut().find(|row| row.kept.id == id)
    }
}
