//! Repositories whose policies are kept.

use wharfinger_core::grants::{Repository, RepositoryId};

use super::state::State;
use crate::ConnectionId;

/// A repository and how we come to it.
#[derive(Clone, Debug)]
pub(super) struct RepositoryRow {
    pub(super) id: RepositoryId,
    pub(super) place: Repository,
    pub(super) connection: ConnectionId,
}

impl State {
    pub(super) fn repository(&self, id: RepositoryId) -> Option<&RepositoryRow> {
        self.repositories.iter().find(|row| row.id == id)
    }

    pub(super) fn repository_mut(&mut self, id: RepositoryId) -> Option<&mut RepositoryRow> {
        self.repositories.iter_mut().find(|row| row.id == id)
    }
}
