//! The inbox: what somebody is told, and about what.

use wharfinger_core::account::AccountId;
use wharfinger_store::{Cursor, Notice, NoticeId, NoticeKind, Page, RequestId, Tool, ToolId};

use super::seen::Seen;
use crate::problem::Problem;
use crate::state::State;

/// One page of what somebody is told, newest first.
#[derive(Debug)]
pub(crate) struct Inbox {
    /// The notices.
    pub(crate) notices: Vec<Told>,
    /// Where the next page starts; absent on the last one.
    pub(crate) next: Option<Cursor>,
}

/// A notice with what it is about.
#[derive(Debug)]
pub(crate) struct Told {
    /// The notice.
    pub(crate) notice: Notice,
    /// What it is about.
    pub(crate) about: About,
}

/// What a notice is about.
#[derive(Debug)]
pub(crate) enum About {
    /// An access request.
    Request(Box<Seen>),
    /// A tool.
    Tool(Box<Tool>),
    /// The reader's own account.
    Account,
}

/// What an account was told.
pub(crate) async fn read(state: &State, account: AccountId, page: Page) -> Result<Inbox, Problem> {
    let found = state.store.inbox(account, page).await?;
    let mut notices = Vec::with_capacity(found.notices.len());
    for notice in found.notices {
        let about = about(state, notice.kind).await?;
        notices.push(Told { notice, about });
    }
    Ok(Inbox {
        notices,
        next: found.next,
    })
}

/// Marks what an account was told up to a notice as read.
pub(crate) async fn mark_read(
    state: &State,
    account: AccountId,
    through: NoticeId,
) -> Result<(), Problem> {
    let now = state.clock.now();
    Ok(state.store.mark_read(account, through, now).await?)
}

/// What the API calls a kind of notice; never renamed.
#[must_use]
pub(crate) fn word(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::VerifyEmail(_) => "verify_email",
        NoticeKind::VerifyContact(_) => "verify_contact",
        NoticeKind::ResetPassword(_) => "reset_password",
        NoticeKind::PasswordChanged(_) => "password_changed",
        NoticeKind::EmailChanged(_) => "email_changed",
        NoticeKind::IdentityLinked(_) => "identity_linked",
        NoticeKind::IdentityUnlinked(_) => "identity_unlinked",
        NoticeKind::MaintainerAdded(_) => "maintainer_added",
        NoticeKind::MaintainerRemoved(_) => "maintainer_removed",
        NoticeKind::Requested(_) => "requested",
        NoticeKind::Lapsed(_) => "lapsed",
        NoticeKind::Withdrawn(_) => "withdrawn",
        NoticeKind::Approved(_) => "approved",
        NoticeKind::Denied(_) => "denied",
        NoticeKind::NeedsHand(_) => "needs_hand",
        NoticeKind::Held(_) => "held",
        NoticeKind::Active(_) => "active",
        NoticeKind::RenewalAsked(_) => "renewal_asked",
        NoticeKind::Renewed(_) => "renewed",
        NoticeKind::RenewalDeclined(_) => "renewal_declined",
        NoticeKind::EndsSoon(_) => "ends_soon",
        NoticeKind::Revoked(_) => "revoked",
        NoticeKind::GivenBack(_) => "given_back",
        NoticeKind::Ended(_) => "ended",
    }
}

async fn about(state: &State, kind: NoticeKind) -> Result<About, Problem> {
    match kind {
        NoticeKind::VerifyEmail(_)
        | NoticeKind::ResetPassword(_)
        | NoticeKind::PasswordChanged(_)
        | NoticeKind::EmailChanged(_)
        | NoticeKind::IdentityLinked(_)
        | NoticeKind::IdentityUnlinked(_) => Ok(About::Account),
        NoticeKind::VerifyContact(tool)
        | NoticeKind::MaintainerAdded(tool)
        | NoticeKind::MaintainerRemoved(tool) => about_tool(state, tool).await,
        NoticeKind::Requested(request)
        | NoticeKind::Lapsed(request)
        | NoticeKind::Withdrawn(request)
        | NoticeKind::Approved(request)
        | NoticeKind::Denied(request)
        | NoticeKind::NeedsHand(request)
        | NoticeKind::Held(request)
        | NoticeKind::Active(request)
        | NoticeKind::RenewalAsked(request)
        | NoticeKind::Renewed(request)
        | NoticeKind::RenewalDeclined(request)
        | NoticeKind::EndsSoon(request)
        | NoticeKind::Revoked(request)
        | NoticeKind::GivenBack(request)
        | NoticeKind::Ended(request) => about_request(state, request).await,
    }
}

async fn about_tool(state: &State, id: ToolId) -> Result<About, Problem> {
    let tool = state.store.tool(id).await?;
    let tool = tool.ok_or_else(|| Problem::Internal(format!("a notice is about no tool {id}")))?;
    Ok(About::Tool(Box::new(tool)))
}

async fn about_request(state: &State, id: RequestId) -> Result<About, Problem> {
    let stored = state.store.access_request(id).await?;
    let stored =
        stored.ok_or_else(|| Problem::Internal(format!("a notice is about no request {id}")))?;
    Ok(About::Request(Box::new(Seen::of(state, stored).await?)))
}
