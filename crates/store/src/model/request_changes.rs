//! Requesting access, and what becomes of it.

use wharfinger_core::access::{AccessRequest, CarriedOut, Decider};
use wharfinger_core::grants::RepositoryId;
use wharfinger_core::principal::ignores_case;
use wharfinger_core::privacy::Visibility;

use super::keys::{Did, KeyReused};
use super::state::State;
use crate::access::{brought_by_time, changes_policy};
use crate::notice::told;
use crate::{
    Action, Advanced, By, Change, ChangeRequestError, Demanded, Idempotency, NewRequest, Recipient,
    RequestAccessError, RequestId, Revision, StoredRequest, Subject, Timestamp,
};

impl State {
    pub(super) fn request_access(
        &mut self,
        new: NewRequest,
        by: &By,
    ) -> Result<Demanded, RequestAccessError> {
        let requester = self.person(by)?;
        let key = new.idempotency.as_ref();
        let replayed = self.replayed(key, requester, by.now, |did| match did {
            Did::RequestAccess(id) => self.request(id),
            _ => None,
        });
        if let Some(request) = replayed.map_err(|KeyReused| RequestAccessError::KeyReused)? {
            let request = request.clone();
            let replayed = true;
            return Ok(Demanded { request, replayed });
        }
        let tool = self.tool_row(new.tool).map(|row| &row.tool);
        let tool = tool.ok_or(RequestAccessError::NoSuchTool)?;
        if tool.archived_at.is_some() {
            return Err(RequestAccessError::Archived);
        }
        if tool.registration.visibility() == Visibility::Public {
            return Err(RequestAccessError::Public);
        }
        let ignores_case = ignores_case(tool.registration.registry());
        let is_theirs = |name: &str| {
            name == new.principal || ignores_case && name.eq_ignore_ascii_case(&new.principal)
        };
        let is_same = |other: &&StoredRequest| {
            other.tool == new.tool && is_theirs(&other.principal) && other.request.is_live()
        };
        if let Some(live) = self.requests.iter().find(is_same) {
            return Err(RequestAccessError::Live {
                existing: live.id,
                own: live.request.requester() == requester,
            });
        }
        if self.request(new.id).is_some() {
            return Err(RequestAccessError::IdTaken);
        }
        let request = StoredRequest {
            id: new.id,
            tool: new.tool,
            principal: new.principal,
            reason: new.reason,
            request: AccessRequest::open(requester, by.now),
            revision: Revision::FIRST,
            created_at: by.now,
            updated_at: by.now,
        };
        self.audited(
            Action::AccessRequested,
            Subject::Request(new.id),
            by,
            |state| {
                state.requests.push(request.clone());
            },
        );
        self.tell(Action::AccessRequested, &request, by);
        self.remember(
            new.idempotency,
            requester,
            by.now,
            Did::RequestAccess(new.id),
        );
        let replayed = false;
        Ok(Demanded { request, replayed })
    }

    pub(super) fn change_request(
        &mut self,
        id: RequestId,
        expected: Option<Revision>,
        change: Change,
        idempotency: Option<Idempotency>,
        by: &By,
    ) -> Result<StoredRequest, ChangeRequestError> {
        let account = self.person(by)?;
        let replayed = self.replayed(idempotency.as_ref(), account, by.now, |did| {
            (did == Did::Change(id)).then(|| self.request(id)).flatten()
        });
        if let Some(request) = replayed.map_err(|KeyReused| ChangeRequestError::KeyReused)? {
            return Ok(request.clone());
        }
        let request = self.request(id).ok_or(ChangeRequestError::NotFound)?;
        let current = request.revision;
        if expected.is_some_and(|expected| expected != current) {
            return Err(ChangeRequestError::Stale { current });
        }
        let action = change.action();
        let decider = Decider {
            account,
            is_maintainer: self.maintains(request.tool, account),
        };
        let repository = match change {
            Change::Approve { .. } => self.carrier(request.tool),
            _ => None,
        };
        let carried_out = match repository {
            Some(_) => CarriedOut::Automatically,
            None => CarriedOut::ByHand,
        };
        let changed = change
            .apply(request.request.clone(), decider, carried_out, by.now)
            .map_err(ChangeRequestError::Rejected)?;
        let request = self.replace_wanted(id, changed, repository, action, by);
        self.remember(idempotency, account, by.now, Did::Change(id));
        Ok(request)
    }

    pub(super) fn advance_requests(&mut self, limit: u32, by: &By) -> Advanced {
        let due = |request: &StoredRequest| Some((request.request.next_at()?, request.id));
        let mut overdue: Vec<(Timestamp, RequestId)> = self
            .requests
            .iter()
            .filter_map(due)
            .filter(|(due_at, _)| *due_at <= by.now)
            .collect();
        overdue.sort_unstable();
        overdue.truncate(limit as usize);
        let mut advanced = Advanced::default();
        for (_, id) in &overdue {
            let request = &self.request(*id).expect("it is due").request;
            let brought = brought_by_time(request, by.now);
            let (action, changed) = brought.expect("what is due has something due");
            self.replace_wanted(*id, changed, None, action, by);
            advanced.count += 1;
        }
        advanced
    }

    /// Stores what a request has become, and asks for what follows from it: in `repository`, where the server
    /// carries it out from now on.
    fn replace_wanted(
        &mut self,
        id: RequestId,
        changed: AccessRequest,
        repository: Option<RepositoryId>,
        action: Action,
        by: &By,
    ) -> StoredRequest {
        let request = &self.request(id).expect("the request is there").request;
        let is_other = changes_policy(request, &changed);
        let request = self.replace_request_in(id, changed, repository, action, by);
        if is_other {
            self.bump(id, by.now);
        }
        request
    }

    /// Stores what a request has become, and tells who needs to know.
    pub(super) fn replace_request(
        &mut self,
        id: RequestId,
        changed: AccessRequest,
        action: Action,
        by: &By,
    ) -> StoredRequest {
        self.replace_request_in(id, changed, None, action, by)
    }

    fn replace_request_in(
        &mut self,
        id: RequestId,
        changed: AccessRequest,
        repository: Option<RepositoryId>,
        action: Action,
        by: &By,
    ) -> StoredRequest {
        let request = self.audited(action, Subject::Request(id), by, |state| {
            if let Some(repository) = repository {
                state.add_grant(id, repository);
            }
            let mut requests = state.requests.iter_mut();
            let request = requests.find(|request| request.id == id);
            let request = request.expect("the request is there");
            request.request = changed;
            request.revision = request.revision.next();
            request.updated_at = by.now;
            request.clone()
        });
        self.tell(action, &request, by);
        request
    }

    pub(super) fn tell(&mut self, action: Action, request: &StoredRequest, by: &By) {
        let maintainers = self.maintainers(request.tool);
        for (account, kind) in told(action, request, &maintainers, by.actor) {
            self.notify(Recipient::Account(account), kind, by.now);
        }
    }
}
