//! Listing access requests, and all that the port asks about them.

use wharfinger_core::access::{Grant, Status};
use wharfinger_core::account::AccountId;

use super::Model;
use super::rows::found;
use super::state::State;
use crate::{
    AccessRequests, Advanced, Answer, By, Change, ChangeRequestError, Demanded, Failure, Found,
    Idempotency, NewRequest, Page, RequestAccessError, RequestFilter, RequestId, RequestInFull,
    RequestPage, Revision, StoredRequest, Waiting,
};

impl State {
    fn list_requests(&self, filter: &RequestFilter, page: Page) -> RequestPage {
        let (requests, next) = self.requests.page(page, |stored| {
            let request = &stored.request;
            let status = request.status();
            let maintains = |account| {
                let maintainers = self.maintainers(stored.tool);
                maintainers
                    .iter()
                    .any(|maintainer| maintainer.account == account)
            };
            let waits = |waiting| match waiting {
                Waiting::Answer => {
                    let renewal = request.grant().and_then(Grant::renewal);
                    status == Status::Pending || renewal.is_some()
                }
                Waiting::Hand => request.grant().is_some_and(Grant::needs_hand),
            };
            filter.tool.is_none_or(|tool| tool == stored.tool)
                && filter
                    .requester
                    .is_none_or(|account| account == request.requester())
                && filter.maintainer.is_none_or(maintains)
                && (filter.statuses.is_empty() || filter.statuses.contains(&status))
                && filter.waiting.is_none_or(waits)
        });
        RequestPage {
            requests: requests.into_iter().cloned().collect(),
            damaged: Vec::new(),
            next,
        }
    }
}

impl State {
    fn request_in_full(&self, id: RequestId, reader: AccountId) -> Option<RequestInFull> {
        let request = self.request(id)?.clone();
        let row = self.tool_row(request.tool)?;
        let columns = request.request.stored();
        let people = [
            Some(columns.requester),
            columns.decided_by,
            columns.revoked_by,
        ];
        let named = people.into_iter().flatten().map(|account| {
            let name = self.account(account).map(|account| account.name.clone());
            (account, name.expect("an account is never deleted"))
        });
        Some(RequestInFull {
            tool: row.tool.clone(),
            names: named.collect(),
            is_maintainer: row.maintainers.iter().any(|row| row.account == reader),
            request,
        })
    }
}

impl AccessRequests for Model {
    fn request_access(
        &self,
        new: NewRequest,
        by: By,
    ) -> Answer<'_, Result<Demanded, RequestAccessError>> {
        self.write(move |state| state.request_access(new, &by))
    }

    fn access_request(&self, id: RequestId) -> Answer<'_, Result<Option<StoredRequest>, Failure>> {
        self.read(move |state| state.request(id).cloned())
    }

    fn request_in_full(
        &self,
        id: RequestId,
        reader: AccountId,
    ) -> Answer<'_, Result<Option<RequestInFull>, Failure>> {
        self.read(move |state| state.request_in_full(id, reader))
    }

    fn access_requests<'a>(
        &'a self,
        ids: &'a [RequestId],
    ) -> Answer<'a, Result<Found<StoredRequest>, Failure>> {
        self.read(move |state| {
            let requests = state.requests.iter();
            found(requests.filter(|stored| ids.contains(&stored.id)).cloned())
        })
    }

    fn list_requests<'a>(
        &'a self,
        filter: &'a RequestFilter,
        page: Page,
    ) -> Answer<'a, Result<RequestPage, Failure>> {
        self.read(move |state| state.list_requests(filter, page))
    }

    fn change_request(
        &self,
        id: RequestId,
        expected: Option<Revision>,
        change: Change,
        idempotency: Option<Idempotency>,
        by: By,
    ) -> Answer<'_, Result<StoredRequest, ChangeRequestError>> {
        self.write(move |state| state.change_request(id, expected, change, idempotency, &by))
    }

    fn advance_requests(&self, limit: u32, by: By) -> Answer<'_, Result<Advanced, Failure>> {
        self.write(move |state| Ok(state.advance_requests(limit, &by)))
    }
}
