//! Requesting access and deciding on it.

use wharfinger_core::access::Rejection;
use wharfinger_core::account::AccountId;

use super::{Answer, Failure};
use crate::{
    By, Change, Found, Idempotency, NewRequest, Page, RequestFilter, RequestId, RequestInFull,
    RequestPage, Revision, StoredRequest,
};

/// Access requests and the grants that come of them.
pub trait AccessRequests {
    /// Stores a request of [`By::actor`] for a private tool, and tells the tool's maintainers.
    ///
    /// A repeated idempotency key is answered as in [`crate::Tools::register_tool`]. Of several reasons to
    /// refuse, the first of [`RequestAccessError`] is given.
    fn request_access(
        &self,
        new: NewRequest,
        by: By,
    ) -> Answer<'_, Result<Demanded, RequestAccessError>>;

    /// The request with that id.
    fn access_request(&self, id: RequestId) -> Answer<'_, Result<Option<StoredRequest>, Failure>>;

    /// The request with that id, and what belongs to it, as `reader` sees it: all that a page about it
    /// shows, of one moment.
    fn request_in_full(
        &self,
        id: RequestId,
        reader: AccountId,
    ) -> Answer<'_, Result<Option<RequestInFull>, Failure>>;

    /// Those of these requests that there are: what a page refers to, read together.
    fn access_requests<'a>(
        &'a self,
        ids: &'a [RequestId],
    ) -> Answer<'a, Result<Found<StoredRequest>, Failure>>;

    /// One page of the requests that pass a filter, newest first.
    fn list_requests<'a>(
        &'a self,
        filter: &'a RequestFilter,
        page: Page,
    ) -> Answer<'a, Result<RequestPage, Failure>>;

    /// Changes a request that is at revision `expected`, where one is given, and tells who needs to
    /// know. What is allowed, to whom and when, [`wharfinger_core::access`] says; who maintains the tool
    /// is read in the same transaction, and nobody does whose account is disabled.
    ///
    /// A repeated idempotency key is answered with the request as it is now; one that stood for another
    /// request than `id` is [`ChangeRequestError::KeyReused`].
    fn change_request(
        &self,
        id: RequestId,
        expected: Option<Revision>,
        change: Change,
        idempotency: Option<Idempotency>,
        by: By,
    ) -> Answer<'_, Result<StoredRequest, ChangeRequestError>>;

    /// Does what time brings to requests: lapses and expires them, and reminds of the end of access,
    /// to at most `limit` of them, the longest overdue first. This is what the server itself does, so
    /// that the actor may be [`crate::Actor::System`].
    fn advance_requests(&self, limit: u32, by: By) -> Answer<'_, Result<Advanced, Failure>>;
}

/// What [`AccessRequests::advance_requests`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Advanced {
    /// To how many requests time brought something; as many as were asked for means that there may be
    /// more.
    pub count: u32,
    /// What was passed over because it is stored damaged: [`Failure::Corrupt`], the first
    /// [`DAMAGE_TOLD_MAX`](crate::DAMAGE_TOLD_MAX) of them. It stays due.
    pub damaged: Vec<Failure>,
}

/// What [`AccessRequests::request_access`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demanded {
    /// The request as it is stored.
    pub request: StoredRequest,
    /// Whether an earlier request with the same idempotency key had stored it.
    pub replayed: bool,
}

/// Why access was not requested.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestAccessError {
    /// The idempotency key was used within a day for a request that asked something else.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// No tool has the id.
    #[error("no tool has this id")]
    NoSuchTool,
    /// The tool is archived.
    #[error("the tool is archived")]
    Archived,
    /// The tool is public: everybody may pull it.
    #[error("the tool is public; pull it")]
    Public,
    /// There is a request for the same tool and principal that is not over.
    #[error("access to this tool was requested for this principal before")]
    Live {
        /// Which.
        existing: RequestId,
        /// Whether it is the asker's own.
        own: bool,
    },
    /// The id is not fresh: another request has it. A fault of the caller's source of ids.
    #[error("the request id is taken")]
    IdTaken,
    /// No answer about the request.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Why a request was not changed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeRequestError {
    /// No request has the id.
    #[error("no access request has this id")]
    NotFound,
    /// The request was changed since the caller read it.
    #[error("the request has changed: it is at revision {current}")]
    Stale {
        /// Where it is now.
        current: Revision,
    },
    /// The rules say no.
    #[error("{0}")]
    Rejected(Rejection),
    /// The idempotency key was used within a day for a request that asked something else.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// No answer about the request.
    #[error(transparent)]
    Failure(#[from] Failure),
}
