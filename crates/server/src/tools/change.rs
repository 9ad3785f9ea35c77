//! Changing: a tool keeps its path and takes another registration.

use wharfinger_core::code::Code;
use wharfinger_core::registration::Draft;
use wharfinger_core::report::{Field, Issue, Span};
use wharfinger_store::{By, Revision, Tool, UpdateError};

use super::letters::{self, Sender};
use super::{NOT_MAINTAINER, Refused, accepted, check_image};
use crate::images::keep_of_written;
use crate::problem::Problem;
use crate::state::State;

/// The fields that make the path, the one to blame first where several were given.
const PATH_FIELDS: [Field; 6] = [
    Field::Image,
    Field::ToolName,
    Field::Name,
    Field::Namespace,
    Field::Registry,
    Field::RegistryPath,
];

/// Gives `tool`, which was looked at when it had the revision `seen`, the registration that
/// `draft` makes. `given` are the fields that whoever changes it has named.
///
/// A change that changes nothing is not written: the tool keeps its revision.
pub(crate) async fn change(
    state: &State,
    tool: Tool,
    seen: Revision,
    draft: &Draft,
    given: &[Field],
    sender: Option<Sender<'_>>,
    by: By,
) -> Result<Tool, Refused> {
    if tool.revision != seen {
        return Err(Refused::Stale {
            current: tool.revision,
        });
    }
    let registration = accepted(state, draft)?;
    let path = tool.registration.tool_path();
    let changed_path = registration.tool_path();
    // By its parts: `a/b` with no tool name and `a` with the tool name `b` read the same.
    if changed_path != path {
        let issue = path_changed(draft, given, path.as_str(), changed_path.as_str());
        return Err(Refused::Invalid(vec![issue]));
    }
    if tool.archived_at.is_some() {
        return Err(Refused::Archived(path.to_string()));
    }
    if registration == tool.registration {
        return Ok(tool);
    }
    // Words about a tool can be changed whatever has become of its image.
    let evidence = if registration.image() != tool.registration.image()
        || registration.visibility() != tool.registration.visibility()
    {
        count_look(state, sender)?;
        check_image(state, &registration, draft, Some(tool.id)).await?
    } else {
        None
    };
    let contact = registration.contact_email();
    if contact != tool.registration.contact_email() {
        letters::count(state, sender, contact)?;
    }
    let updated = state
        .store
        .update_tool(tool.id, seen, registration, by.clone());
    match updated.await {
        Ok(tool) => {
            if let Some(evidence) = evidence {
                keep_of_written(state, &tool, evidence, by).await;
            }
            Ok(tool)
        }
        Err(UpdateError::Stale { current }) => Err(Refused::Stale { current }),
        Err(UpdateError::NotFound) => Err(Problem::NoSuchTool(path.to_string()).into()),
        Err(UpdateError::Archived) => Err(Refused::Archived(path.to_string())),
        Err(UpdateError::NotMaintainer) => Err(Problem::Forbidden(NOT_MAINTAINER).into()),
        Err(UpdateError::Failure(failure)) => Err(failure.into()),
        Err(error @ UpdateError::PathChanged { .. }) => {
            Err(Problem::Internal(error.to_string()).into())
        }
    }
}

/// Counts the look at another image like one that is asked for by hand: with one tag after the other, a change
/// finds out as much.
fn count_look(state: &State, sender: Option<Sender<'_>>) -> Result<(), Problem> {
    match sender {
        Some(sender) if state.images.is_some() => {
            Ok(state.looks.take(sender.address(), state.clock.now())?)
        }
        _ => Ok(()),
    }
}

/// The issue of a change that means another tool, at a field that was given.
fn path_changed(draft: &Draft, given: &[Field], path: &str, changed_path: &str) -> Issue {
    let field = PATH_FIELDS
        .into_iter()
        .find(|field| given.contains(field))
        .unwrap_or(Field::Draft);
    Issue::new(
        Code::ToolPathChanged,
        field,
        Span::whole(draft.get(field).unwrap_or_default()),
        format!("a tool keeps its path `{path}`; this change would make it `{changed_path}`"),
    )
    .help("register the other path as a tool of its own, and archive this one")
}
