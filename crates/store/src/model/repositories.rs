//! Repositories whose policies are kept, and when they are looked at.

use wharfinger_core::grants::RepositoryId;

use super::state::State;
use crate::repository::{Kept, Watched, is_carried_out};
use crate::{Action, By, ConnectionId, RequestId, Snapshot, StoredMend, Timestamp, ToolId};

/// A repository with the texts of its policy, each intent's with our part of it, the oldest first.
#[derive(Clone, Debug)]
pub(super) struct RepositoryRow {
    pub(super) kept: Kept,
    pub(super) snapshots: Vec<(Snapshot, Option<String>)>,
    /// The oldest first.
    pub(super) mends: Vec<StoredMend>,
}

impl RepositoryRow {
    /// One whose policy was never seen.
    pub(super) fn of_new(kept: Kept) -> Self {
        Self {
            kept,
            snapshots: Vec::new(),
            mends: Vec::new(),
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

    /// The server carries out another request: in this repository.
    pub(super) fn add_grant(&mut self, request: RequestId, repository: RepositoryId) {
        let watched = Watched::new(repository);
        self.repository_grants.insert(request, watched);
    }

    /// Something else is wanted of the repository that the server carries a request out in, if it does.
    pub(super) fn bump(&mut self, request: RequestId, now: Timestamp) {
        let is_ours = self.request(request).is_some_and(is_carried_out);
        let watched = self.repository_grants.get(&request);
        let Some(watched) = watched.filter(|_| is_ours) else {
            return;
        };
        let repository = watched.repository;
        let ends_access = self.ends_access_on(&self.live_on(repository));
        let row = self.repository_mut(repository);
        let kept = &mut row.expect("the repository is there").kept;
        kept.ends_access = ends_access;
        kept.want(now);
    }

    /// Hands over all that is under way in the repositories of a connection, where nothing is wanted any
    /// more.
    pub(super) fn hand_over_all(&mut self, connection: ConnectionId, by: &By) {
        let kept = self.repositories.iter().map(|row| &row.kept);
        let repositories: Vec<_> = kept
            .filter(|kept| kept.connection == connection)
            .map(|kept| kept.id)
            .collect();
        for repository in repositories {
            for request in self.live_on(repository) {
                self.hand_over(request, by);
            }
            let row = self.repository_mut(repository);
            let row = row.expect("the repository is there");
            row.give_up_mends(by.now);
            row.kept.rest();
        }
    }

    fn hand_over(&mut self, request: RequestId, by: &By) {
        let found = self.request(request).expect("a grant is of a request");
        if let Ok(handed_over) = found.request.clone().hand_over() {
            self.replace_request(request, handed_over, Action::AccessHandedOver, by);
            let watched = self.repository_grants.get_mut(&request);
            watched.expect("it has a grant").hand_over();
        }
    }

    /// Takes back what was handed over of a tool in a repository.
    pub(super) fn take_back_all(&mut self, tool: ToolId, repository: RepositoryId, by: &By) {
        let grants = self.grants_on(repository).into_iter();
        let of_tool = grants.filter(|(request, _)| request.tool == tool);
        let requests: Vec<_> = of_tool.map(|(request, _)| request.id).collect();
        for id in requests {
            let request = &self.request(id).expect("it has a grant").request;
            if let Ok(taken_back) = request.clone().take_back() {
                self.replace_request(id, taken_back, Action::AccessTakenBack, by);
                self.bump(id, by.now);
            }
        }
    }
}
