//! Pull passwords, and all that the port asks about them.

use wharfinger_core::access::Status;
use wharfinger_core::account::AccountId;

use super::Model;
use super::state::State;
use crate::pull_password::{grouped, is_active};
use crate::{
    Action, Answer, By, Connection, ConnectionId, Failure, HandOutError, PULLABLE_MAX, PullGrant,
    PullPasswords, Pullable, Registry, RequestId, Subject, Timestamp,
};

impl State {
    fn pullable(&self, account: AccountId, registry: &Registry, now: Timestamp) -> Vec<Pullable> {
        let mut newest: Vec<_> = self.requests.iter().rev().collect();
        newest.retain(|request| self.is_in(request.id, registry));
        newest.retain(|request| request.request.requester() == account);
        newest.retain(|request| request.request.status() == Status::Active);
        let newest = newest.into_iter().take(PULLABLE_MAX as usize);
        grouped(newest.filter_map(|request| self.held(request.id, account, now)))
    }

    /// Whether a request is for a repository in a registry, and was ever carried out by the server.
    fn is_in(&self, request: RequestId, registry: &Registry) -> bool {
        let watched = self.repository_grants.get(&request);
        let repository = watched.and_then(|watched| self.repository(watched.repository));
        repository.is_some_and(|repository| registry.holds(&repository.kept.place))
    }

    fn hand_out(
        &mut self,
        connection: ConnectionId,
        requests: &[RequestId],
        expires_at: Timestamp,
        by: &By,
    ) -> Result<(), HandOutError> {
        let account = self.person(by)?;
        let is_held = |request: &RequestId| {
            let held = self.held(*request, account, by.now);
            held.is_some_and(|(found, _)| found.id == connection && found.hands_out())
        };
        if self.active(account).is_none() || !requests.iter().all(is_held) {
            return Err(HandOutError::NotHeld);
        }
        for request in requests {
            let (action, until) = (Action::PullPasswordHandedOut, Some(expires_at));
            self.audited_until(action, Subject::Request(*request), until, by, |_| ());
        }
        Ok(())
    }

    /// With which connection an account has access to which repository, where it has.
    fn held(
        &self,
        request: RequestId,
        account: AccountId,
        now: Timestamp,
    ) -> Option<(Connection, PullGrant)> {
        let watched = self.repository_grants.get(&request)?;
        if !is_active(self.request(request)?, watched, account, now) {
            return None;
        }
        let kept = &self.repository(watched.repository)?.kept;
        let connection = self.connection(kept.connection)?;
        self.active(connection.owner)?;
        let place = kept.place.clone();
        Some((connection.clone(), PullGrant { request, place }))
    }
}

impl PullPasswords for Model {
    fn pullable(
        &self,
        account: AccountId,
        registry: Registry,
        now: Timestamp,
    ) -> Answer<'_, Result<Vec<Pullable>, Failure>> {
        self.read(move |state| state.pullable(account, &registry, now))
    }

    fn hand_out_pull_password(
        &self,
        connection: ConnectionId,
        requests: Vec<RequestId>,
        expires_at: Timestamp,
        by: By,
    ) -> Answer<'_, Result<(), HandOutError>> {
        self.write(move |state| state.hand_out(connection, &requests, expires_at, &by))
    }
}
