//! What is done to tools, the same for the API and the pages: each use case once, and both faces
//! only translate what comes in and what comes out.

pub(crate) mod archive;
pub(crate) mod change;
pub(crate) mod describe;
pub(crate) mod filter;
pub(crate) mod known;
pub(crate) mod letters;
pub(crate) mod owner;
mod pasted;
pub(crate) mod register;
pub(crate) mod search;
pub(crate) mod sight;

use wharfinger_core::evidence::Evidence;
use wharfinger_core::pull::{self, Image, PullInstructions};
use wharfinger_core::registration::{Draft, Registration, check};
use wharfinger_core::registry::{Catalogue, RegistryEntry};
use wharfinger_core::report::Issue;
use wharfinger_core::tool_path::TOOL_PATH_BYTES_MAX;
use wharfinger_store::{Failure, Revision, Tool, ToolId};

use self::sight::Sight;
use crate::identity::Viewer;
use crate::images::look;
use crate::problem::Problem;
use crate::state::State;

/// What is said to whoever may not change a tool.
pub(crate) const NOT_MAINTAINER: &str =
    "only a maintainer of the tool or an administrator may do this";

/// Why a tool was not written.
#[derive(Debug)]
pub(crate) enum Refused {
    /// The rules say no to the draft; its issues.
    Invalid(Vec<Issue>),
    /// Another tool has the path of the draft.
    Taken {
        /// The path.
        path: String,
        /// The same as an issue of the draft.
        issue: Issue,
    },
    /// The tool was changed since it was looked at.
    Stale {
        /// Where it is now.
        current: Revision,
    },
    /// The tool with this path is archived, and cannot be changed.
    Archived(String),
    /// What is not about this tool or this draft.
    Other(Problem),
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self::Other(problem)
    }
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self::Other(failure.into())
    }
}

/// The tool with this path, in the docker form as well.
pub(crate) async fn find(state: &State, path: &str) -> Result<Tool, Problem> {
    let tool = if path.len() > TOOL_PATH_BYTES_MAX {
        None
    } else {
        state.store.find_tool(path).await?
    };
    tool.ok_or_else(|| no_such(path))
}

/// The same, and what `viewer` sees of it.
pub(crate) async fn find_seen(
    state: &State,
    viewer: &Viewer,
    path: &str,
) -> Result<(Tool, Sight), Problem> {
    let who = match Sight::whatever_it_is(viewer) {
        Ok(sight) => return Ok((find(state, path).await?, sight)),
        Err(who) => who,
    };
    if path.len() > TOOL_PATH_BYTES_MAX {
        return Err(no_such(path));
    }
    let found = state.store.find_tool_as(path, who.id()).await?;
    let found = found.ok_or_else(|| no_such(path))?;
    Ok((found.tool, Sight::of_maintainer(found.is_maintainer)))
}

/// Says that no tool has this path, or as much of it as a path may have.
pub(crate) fn no_such(path: &str) -> Problem {
    let shown = path.floor_char_boundary(TOOL_PATH_BYTES_MAX);
    Problem::NoSuchTool(path[..shown].to_owned())
}

/// The registry of a tool, as the catalogue has it now: it may have been added since the tool was registered, or
/// taken out.
#[must_use]
pub(crate) fn registry_of<'a>(
    catalogue: &'a Catalogue,
    registration: &'a Registration,
) -> Option<RegistryEntry<'a>> {
    let host = registration.tool_path().host();
    catalogue.identify(host).entry()
}

/// How to fetch a tool's image.
#[must_use]
pub(crate) fn pull_instructions(
    catalogue: &Catalogue,
    registration: &Registration,
) -> PullInstructions {
    let path = registration.tool_path();
    let image = Image {
        entry: registry_of(catalogue, registration),
        host: path.host(),
        repository: path.repository(),
        tag: registration.tag(),
        digest: registration.digest(),
    };
    pull::instructions(&image, registration.visibility())
}

/// The registration that a draft makes, or the issues why it makes none.
fn accepted(state: &State, draft: &Draft) -> Result<Registration, Refused> {
    let report = check(&state.catalogues.now(), draft);
    report.registration.ok_or(Refused::Invalid(report.issues))
}

/// What the registry of an image says about it, where the operator wants to know. Refuses a registration
/// whose image is not what it says, as far as the operator cares; what is no reason to refuse is shown with
/// the tool, which is `None` before it is registered.
async fn check_image(
    state: &State,
    registration: &Registration,
    draft: &Draft,
    tool: Option<ToolId>,
) -> Result<Option<Evidence>, Refused> {
    let Some(images) = &state.images else {
        return Ok(None);
    };
    let evidence = look(state, images, registration, tool, state.clock.now()).await;
    let issue = images.issue(registration, draft, &evidence).await;
    match issue.filter(Issue::is_error) {
        Some(issue) => Err(Refused::Invalid(vec![issue])),
        None => Ok(Some(evidence)),
    }
}
