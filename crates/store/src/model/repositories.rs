//! Repositories whose policies are kept, and when they are looked at.

use std::collections::BTreeMap;

use wharfinger_core::grants::{Hold, Repository, RepositoryId};

use super::state::State;
use crate::{Action, By, ConnectionId, Observed, RequestId, Timestamp};

/// A repository, how we come to it, and what is wanted of it.
#[derive(Clone, Debug)]
pub(super) struct RepositoryRow {
    pub(super) id: RepositoryId,
    pub(super) place: Repository,
    pub(super) connection: ConnectionId,
    /// Rises with every change of what is wanted.
    pub(super) generation: u64,
    /// Which of them was seen to be carried out.
    pub(super) observed: u64,
    pub(super) due_at: Option<Timestamp>,
    pub(super) not_before: Option<Timestamp>,
    pub(super) fence: u64,
    pub(super) leased_until: Option<Timestamp>,
    pub(super) grants: BTreeMap<RequestId, GrantRow>,
}

/// A request that the server carries out, and how it was found last.
#[derive(Clone, Debug)]
#[expect(
    dead_code,
    reason = "what a pass found is written down and read by what settles it"
)]
pub(super) struct GrantRow {
    pub(super) was_seen: bool,
    pub(super) observed: Observed,
    pub(super) observed_at: Option<Timestamp>,
    pub(super) hold: Option<Hold>,
}

impl RepositoryRow {
    /// One of which nothing is wanted yet.
    pub(super) fn new(id: RepositoryId, place: Repository, connection: ConnectionId) -> Self {
        Self {
            id,
            place,
            connection,
            generation: 0,
            observed: 0,
            due_at: None,
            not_before: None,
            fence: 0,
            leased_until: None,
            grants: BTreeMap::new(),
        }
    }

    /// Something else is wanted. Who works on it is not disturbed, nobody looks before they may, and who
    /// waits longer stays in front.
    fn bump(&mut self, now: Timestamp) {
        let is_later = |at: &Timestamp| *at > now;
        self.generation += 1;
        self.due_at = self
            .leased_until
            .filter(is_later)
            .or(self.not_before.filter(is_later))
            .or(self.due_at.filter(|due_at| *due_at < now))
            .or(Some(now));
    }

    /// Nothing is wanted any more, and whoever works on it is too late.
    fn rest(&mut self) {
        self.observed = self.generation;
        self.due_at = None;
        self.not_before = None;
        self.fence += 1;
        self.leased_until = None;
    }
}

impl State {
    pub(super) fn repository(&self, id: RepositoryId) -> Option<&RepositoryRow> {
        self.repositories.iter().find(|row| row.id == id)
    }

    pub(super) fn repository_mut(&mut self, id: RepositoryId) -> Option<&mut RepositoryRow> {
        self.repositories.iter_mut().find(|row| row.id == id)
    }

    /// The server carries out another request: in this repository.
    pub(super) fn add_grant(&mut self, request: RequestId, repository: RepositoryId) {
        let row = self.repository_mut(repository);
        let row = row.expect("the repository is there");
        let grant = GrantRow {
            was_seen: false,
            observed: Observed::Nothing,
            observed_at: None,
            hold: None,
        };
        row.grants.insert(request, grant);
    }

    /// Something else is wanted of the repository that the server carries a request out in, if it does.
    pub(super) fn bump(&mut self, request: RequestId, now: Timestamp) {
        let mut rows = self.repositories.iter_mut();
        if let Some(row) = rows.find(|row| row.grants.contains_key(&request)) {
            row.bump(now);
        }
    }

    /// Hands over all that is under way in the repositories of a connection, where nothing is wanted any
    /// more.
    pub(super) fn hand_over_all(&mut self, connection: ConnectionId, by: &By) {
        let requests: Vec<_> = self.requests.iter().map(|request| request.id).collect();
        let repositories: Vec<_> = self
            .repositories
            .iter()
            .filter(|row| row.connection == connection)
            .map(|row| row.id)
            .collect();
        for repository in repositories {
            for request in &requests {
                self.hand_over(repository, *request, by);
            }
            let row = self.repository_mut(repository);
            row.expect("the repository is there").rest();
        }
    }

    fn hand_over(&mut self, repository: RepositoryId, request: RequestId, by: &By) {
        let row = self.repository(repository);
        if !row.is_some_and(|row| row.grants.contains_key(&request)) {
            return;
        }
        let found = self.request(request).expect("a grant is of a request");
        if let Ok(handed_over) = found.request.clone().hand_over() {
            self.replace_request(request, handed_over, Action::AccessHandedOver, by);
            let row = self.repository_mut(repository);
            row.expect("it is there").grants.remove(&request);
        }
    }
}
