//! Access requests as they are stored.

mod change;

use wharfinger_core::access::{AccessRequest, Reason, Status};
use wharfinger_core::account::AccountId;

use crate::id::identity;
use crate::{Idempotency, Revision, Timestamp, ToolId};

pub use change::Change;
pub(crate) use change::{brought_by_time, changes_policy};

identity! {
    /// The identity of an access request.
    RequestId
}

/// A stored access request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRequest {
    /// Its identity, which outlives every change.
    pub id: RequestId,
    /// For which tool.
    pub tool: ToolId,
    /// Whom the image is to be opened to, in the spelling of
    /// [`wharfinger_core::principal::Principal::as_str`].
    pub principal: String,
    /// Why.
    pub reason: Reason,
    /// Who asked, and what came of it.
    pub request: AccessRequest,
    /// How often it has been written.
    pub revision: Revision,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last written.
    pub updated_at: Timestamp,
}

/// An access request to store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRequest {
    /// A fresh id.
    pub id: RequestId,
    /// For which tool.
    pub tool: ToolId,
    /// Whom the image is to be opened to.
    pub principal: String,
    /// Why.
    pub reason: Reason,
    /// What lets the caller repeat the request without asking twice.
    pub idempotency: Option<Idempotency>,
}

/// Which access requests to list. The default lists every one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestFilter {
    /// Only requests for this tool.
    pub tool: Option<ToolId>,
    /// Only requests by this account.
    pub requester: Option<AccountId>,
    /// Only requests for tools that this account maintains.
    pub maintainer: Option<AccountId>,
    /// Only requests that stand here; none means everywhere.
    pub statuses: Vec<Status>,
    /// Only requests that somebody has to do something about.
    pub waiting: Option<Waiting>,
}

/// What a list of requests waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Waiting {
    /// A maintainer's answer: pending, or a renewal asked for.
    Answer,
    /// A maintainer's hand: granted or revoked, and not yet done in the registry.
    Hand,
}

/// A page of access requests, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestPage {
    /// The requests.
    pub requests: Vec<StoredRequest>,
    /// Where the next page starts; absent on the last one.
    pub next: Option<crate::Cursor>,
}
