//! The inbox: what somebody is told, and about what.

use wharfinger_core::account::AccountId;
use wharfinger_store::{
    Cursor, Notice, NoticeId, NoticeKind, NoticePage, Page, RegistryRequestId, RequestId, Tool,
    ToolId,
};

use super::seen::Seen;
use super::together::{self, LISTS};
use crate::problem::Problem;
use crate::state::State;

/// One page of what somebody is told, newest first.
#[derive(Debug)]
pub(crate) struct Inbox {
    /// The notices.
    pub(crate) notices: Vec<Told>,
    /// Notices of the page that are stored damaged, they themselves or what they are about.
    pub(crate) left_out: usize,
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
    /// A request for a registry.
    Registry(RegistryRequestId),
}

/// What an account was told.
pub(crate) async fn read(state: &State, account: AccountId, page: Page) -> Result<Inbox, Problem> {
    let NoticePage {
        notices,
        damaged,
        next,
    } = state.store.inbox(account, page).await?;
    state.alarms.passed_over(LISTS, &damaged);
    let subjects: Vec<_> = notices.iter().map(|notice| subject(notice.kind)).collect();
    let requests = together::requests(state, subjects.iter().filter_map(Subject::request)).await?;
    let tools = together::tools(state, subjects.iter().filter_map(Subject::tool)).await?;
    let listed = notices.len() + damaged.len();
    let told = notices
        .into_iter()
        .zip(subjects)
        .filter_map(|(notice, subject)| {
            let about = match subject {
                Subject::Account => About::Account,
                Subject::Registry(id) => About::Registry(id),
                Subject::Tool(id) => About::Tool(Box::new(tools.get(&id)?.clone())),
                Subject::Request(id) => About::Request(Box::new(requests.get(&id)?.clone())),
            };
            Some(Told { notice, about })
        });
    let notices: Vec<_> = told.collect();
    Ok(Inbox {
        left_out: listed - notices.len(),
        notices,
        next,
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
        NoticeKind::ImageGone(_) => "image_gone",
        NoticeKind::ImageMadePublic(_) => "image_made_public",
        NoticeKind::ImageMadePrivate(_) => "image_made_private",
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
        NoticeKind::RegistryAnswered(_) => "registry_answered",
    }
}

/// What a kind of notice is about, by its id.
enum Subject {
    Account,
    Tool(ToolId),
    Request(RequestId),
    Registry(RegistryRequestId),
}

impl Subject {
    fn tool(&self) -> Option<ToolId> {
        match self {
            Self::Tool(id) => Some(*id),
            Self::Account | Self::Request(_) | Self::Registry(_) => None,
        }
    }

    fn request(&self) -> Option<RequestId> {
        match self {
            Self::Request(id) => Some(*id),
            Self::Account | Self::Tool(_) | Self::Registry(_) => None,
        }
    }
}

fn subject(kind: NoticeKind) -> Subject {
    match kind {
        NoticeKind::VerifyEmail(_)
        | NoticeKind::ResetPassword(_)
        | NoticeKind::PasswordChanged(_)
        | NoticeKind::EmailChanged(_)
        | NoticeKind::IdentityLinked(_)
        | NoticeKind::IdentityUnlinked(_) => Subject::Account,
        NoticeKind::VerifyContact(tool)
        | NoticeKind::MaintainerAdded(tool)
        | NoticeKind::MaintainerRemoved(tool)
        | NoticeKind::ImageGone(tool)
        | NoticeKind::ImageMadePublic(tool)
        | NoticeKind::ImageMadePrivate(tool) => Subject::Tool(tool),
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
        | NoticeKind::Ended(request) => Subject::Request(request),
        NoticeKind::RegistryAnswered(request) => Subject::Registry(request),
    }
}
