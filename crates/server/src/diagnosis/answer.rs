//! What is known here about an image that could not be pulled, and what whoever asks can do.
//!
//! It tells no more than the tool's own page does: that the tool is registered, and the asker's own
//! request.

use wharfinger_core::access::{Phase, Status};
use wharfinger_core::diagnosis::{Diagnosis, NamedImage};
use wharfinger_core::evidence::{Unknown, Verdict};
use wharfinger_core::privacy::Visibility;
use wharfinger_core::pull::PullInstructions;
use wharfinger_core::registry::EcrHost;
use wharfinger_store::{
    Page, RequestFilter, RequestId, Scope, StoredRequest, Timestamp, Tool, ToolFilter,
};

use crate::access::kept::{Missing, kept};
use crate::identity::{Viewer, Who};
use crate::problem::Problem;
use crate::pull_passwords::{Commands, sight};
use crate::state::State;
use crate::tools::known::Known;
use crate::tools::sight::Sight;
use crate::tools::{find, pull_instructions};

/// Most tools that are looked through for one with an image. An image of many tools, as suites of
/// programs are, has some ten of them.
const NAMED_TOOLS_MAX: u32 = 100;

/// What [`Step::LogIn`] says where a password is to be had here.
const BY_PASSWORD: &str = "your access is active; once on each machine, log in here with this command and have \
    Docker, Podman and Skopeo ask this server for a password with the next one; then pull again";

/// What is known here.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The tool.
    pub(crate) tool: Tool,
    /// The asker's latest request for access to it.
    pub(crate) mine: Option<Mine>,
    /// What they can do about it here.
    pub(crate) step: Step,
    /// The commands, where access is there or everybody's.
    pub(crate) pull: Option<PullInstructions>,
    /// What is typed in place of the registry's own login, where this server hands out passwords for it.
    pub(crate) by_password: Option<Commands>,
}

impl Answer {
    /// What it says to people, as a sentence without a full stop.
    pub(crate) fn text(&self) -> &'static str {
        match &self.by_password {
            Some(_) => BY_PASSWORD,
            None => self.step.text(),
        }
    }

    /// What to type, in this order.
    pub(crate) fn commands(&self) -> Vec<&str> {
        let login = match (&self.by_password, &self.pull) {
            (Some(commands), _) => commands.all().collect(),
            (None, Some(pull)) => pull.login.as_deref().into_iter().collect(),
            (None, None) => Vec::new(),
        };
        let pull = self.pull.as_ref().map(|pull| &*pull.pull);
        login.into_iter().chain(pull).collect()
    }
}

/// A request of the asker's.
#[derive(Clone, Debug)]
pub(crate) struct Mine {
    /// Which one.
    pub(crate) id: RequestId,
    /// Who is to be let in.
    pub(crate) principal: String,
    /// Where it stands.
    pub(crate) status: Status,
    /// Why access that was approved is not there.
    pub(crate) missing: Option<Missing>,
    /// When it was made.
    pub(crate) requested_at: Timestamp,
    /// When access was seen to be there.
    pub(crate) active_since: Option<Timestamp>,
}

/// What the asker can do here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Everybody may pull it: access is not what is missing.
    Public,
    /// The tool says so, and its registry lets nobody in who is not logged in there.
    NotPublic,
    /// The tool says so, and its registry has no such image.
    ImageMissing,
    /// Sign in, to see where access stands.
    SignIn,
    /// Ask for access.
    RequestAccess,
    /// Wait for a maintainer's answer.
    WaitForDecision,
    /// Wait until the registry gives it.
    WaitForActivation,
    /// Log in: access is there.
    LogIn,
    /// See on the request's page what keeps access from being there.
    SeeRequest,
    /// Ask again: the access is over, or the request was not granted.
    RequestAgain,
    /// Nothing here: the tool is archived, and nobody asks for access to it any more.
    Archived,
}

impl Step {
    /// All of them.
    pub(crate) const ALL: [Self; 11] = [
        Self::Public,
        Self::NotPublic,
        Self::ImageMissing,
        Self::SignIn,
        Self::RequestAccess,
        Self::WaitForDecision,
        Self::WaitForActivation,
        Self::LogIn,
        Self::SeeRequest,
        Self::RequestAgain,
        Self::Archived,
    ];

    /// The word in JSON.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::NotPublic => "not_public",
            Self::ImageMissing => "image_missing",
            Self::SignIn => "sign_in",
            Self::RequestAccess => "request_access",
            Self::WaitForDecision => "wait_for_decision",
            Self::WaitForActivation => "wait_for_activation",
            Self::LogIn => "log_in",
            Self::SeeRequest => "see_request",
            Self::RequestAgain => "request_again",
            Self::Archived => "archived",
        }
    }

    /// What it says to people, as [`Answer::text`] does.
    const fn text(self) -> &'static str {
        match self {
            Self::Public => {
                "the tool is registered as public: everybody may pull it, so access is not what is missing"
            }
            Self::NotPublic => {
                "the tool is registered as public, but its registry lets nobody pull the image who is not logged in \
                 there; log in at the registry where you may, or tell a maintainer of the tool"
            }
            Self::ImageMissing => {
                "the tool is registered as public, but its registry does not have the registered image; tell a \
                 maintainer of the tool"
            }
            Self::SignIn => {
                "this is a registered private tool; sign in to see where your access stands, or to request it"
            }
            Self::RequestAccess => {
                "this is a registered private tool, and you have not asked for access yet; request it"
            }
            Self::WaitForDecision => {
                "you have asked for access, and no maintainer has answered yet; wait for the answer"
            }
            Self::WaitForActivation => {
                "your access is approved and being set up; wait until it is active, then pull again"
            }
            Self::LogIn => {
                "your access is active; log in with this command as the identity it was given to, then pull again"
            }
            Self::SeeRequest => {
                "your access is approved, but the registry does not give it now; see your request for the reason"
            }
            Self::RequestAgain => {
                "you have no access any more, or your request was not granted; make a new request where you still need it"
            }
            Self::Archived => "the tool is archived, and access to it is not asked for any more",
        }
    }

    /// What can be done about a tool that everybody may pull, as it says itself; and as its registry does.
    const fn of_public(verdict: Option<Verdict>) -> Self {
        match verdict {
            Some(Verdict::Missing) => Self::ImageMissing,
            Some(Verdict::ExistsPrivate | Verdict::Unknown(Unknown::Hidden)) => Self::NotPublic,
            Some(Verdict::ExistsPublic | Verdict::Unknown(_)) | None => Self::Public,
        }
    }

    fn of_private(tool: &Tool, mine: Option<&Mine>, is_known: bool) -> Self {
        let is_archived = tool.archived_at.is_some();
        match mine {
            Some(mine) => match (mine.status, mine.missing) {
                (Status::Pending, _) => Self::WaitForDecision,
                (Status::Activating, None | Some(Missing::UnknownYet)) => Self::WaitForActivation,
                (Status::Active, None) => Self::LogIn,
                (Status::Activating | Status::Active, Some(_)) => Self::SeeRequest,
                _ if is_archived => Self::Archived,
                _ => Self::RequestAgain,
            },
            None if is_archived => Self::Archived,
            None if is_known => Self::RequestAccess,
            None => Self::SignIn,
        }
    }
}

/// What is known about the image of a diagnosis; nothing where no tool has this image. `server` is where
/// the asker reaches this one.
pub(super) async fn of(
    state: &State,
    viewer: &Viewer,
    diagnosis: &Diagnosis,
    server: &str,
) -> Result<Option<Answer>, Problem> {
    let Some(image) = diagnosis
        .image
        .as_ref()
        .filter(|_| diagnosis.cause.is_about_access())
    else {
        return Ok(None);
    };
    let Some(tool) = tool_of(state, image).await? else {
        return Ok(None);
    };
    let is_private = tool.registration.visibility() == Visibility::Private;
    let who = viewer
        .who
        .as_ref()
        .filter(|who| is_private && is_told_of_access(who));
    let mine = match who {
        Some(who) => latest(state, &tool, who.id()).await?,
        None => None,
    };
    let step = if is_private {
        Step::of_private(&tool, mine.as_ref(), who.is_some())
    } else {
        Step::of_public(verdict(state, viewer, &tool).await?)
    };
    let pull = matches!(step, Step::Public | Step::LogIn)
        .then(|| pull_instructions(&state.catalogues.now(), &tool.registration));
    let by_password = match who.filter(|_| step == Step::LogIn) {
        Some(who) => sight::commands(state, &tool, who.id(), server).await?,
        None => None,
    };
    Ok(Some(Answer {
        tool,
        mine,
        step,
        pull,
        by_password,
    }))
}

/// What the tool's registry said last of who can pull its image, as far as the tool's page tells `viewer`.
async fn verdict(state: &State, viewer: &Viewer, tool: &Tool) -> Result<Option<Verdict>, Problem> {
    let sights = Sight::of_all(state, viewer, std::slice::from_ref(tool)).await?;
    let sight = sights.first().copied().unwrap_or(Sight::Public);
    let evidence = Known::of(state, tool, sight).await?.evidence;
    let known = evidence.and_then(|seen| seen.looked.known);
    Ok(known.map(|(verdict, _)| verdict))
}

/// Whether somebody may be told here where their own access stands. A token that pulls may: it learns
/// what it pulls, and why it does not.
fn is_told_of_access(who: &Who) -> bool {
    let may_be_told = [Scope::Access, Scope::Pull];
    may_be_told.into_iter().any(|scope| who.need(scope).is_ok())
}

/// The tool with this image, whichever of its registry's hosts was named: the one without a tool name, where
/// there is one, else the latest of those with one.
async fn tool_of(state: &State, image: &NamedImage) -> Result<Option<Tool>, Problem> {
    let hosts = match EcrHost::parse(&image.host) {
        Some(host) => host.hosts().to_vec(),
        None => vec![image.host.clone()],
    };
    let repository = &image.repository;
    // A path alone does not tell: `a/b/c` is a repository, or the tool `c` of `a/b`.
    let is_of_image = |tool: &Tool| {
        let path = tool.registration.tool_path();
        hosts.iter().any(|host| host == path.host()) && path.repository() == *repository
    };
    for host in &hosts {
        match find(state, &format!("{host}/{repository}")).await {
            Ok(tool) if is_of_image(&tool) => return Ok(Some(tool)),
            Ok(_) | Err(Problem::NoSuchTool(_)) => {}
            Err(problem) => return Err(problem),
        }
    }
    let mut named = Vec::new();
    for host in &hosts {
        // The store finds paths by their pieces; two of them, for a namespace that `docker` leaves out.
        let filter = ToolFilter {
            search: Some(format!("{host}/ {repository}/")),
            ..ToolFilter::default()
        };
        let found = state
            .store
            .list_tools(&filter, Page::first(NAMED_TOOLS_MAX));
        named.extend(found.await?.tools.into_iter().find(is_of_image));
    }
    Ok(named.into_iter().max_by_key(|tool| tool.created_at))
}

/// The request of somebody for a tool that matters most to a pull: the latest with access, else
/// the latest that may come to it, else the latest. Each may be for another principal.
async fn latest(
    state: &State,
    tool: &Tool,
    requester: wharfinger_core::account::AccountId,
) -> Result<Option<Mine>, Problem> {
    let ranks: [&[Status]; 3] = [
        &[Status::Active],
        &[Status::Activating, Status::Pending],
        &[],
    ];
    for statuses in ranks {
        let filter = RequestFilter {
            tool: Some(tool.id),
            requester: Some(requester),
            statuses: statuses.to_vec(),
            ..RequestFilter::default()
        };
        let found = state.store.list_requests(&filter, Page::first(1)).await?;
        if let Some(stored) = found.requests.into_iter().next() {
            let missing = kept(state, &stored).await?.as_ref().and_then(Missing::of);
            return Ok(Some(Mine::new(stored, missing)));
        }
    }
    Ok(None)
}

impl Mine {
    fn new(stored: StoredRequest, missing: Option<Missing>) -> Self {
        let request = &stored.request;
        let active_since = request.grant().and_then(|grant| match grant.phase() {
            Phase::Active { since } => Some(*since),
            _ => None,
        });
        Self {
            id: stored.id,
            status: request.status(),
            missing,
            requested_at: request.opened_at(),
            active_since,
            principal: stored.principal,
        }
    }
}
