//! Registering: a draft becomes a tool.

use wharfinger_core::code::Code;
use wharfinger_core::registration::Draft;
use wharfinger_core::report::{Field, Issue, Span};
use wharfinger_store::{By, Idempotency, NewTool, RegisterError, Registered};

use super::letters::{self, Sender};
use super::{Refused, accepted, check_image};
use crate::images::keep_of_written;
use crate::problem::Problem;
use crate::state::State;

/// Checks a draft and stores what it makes.
pub(crate) async fn register(
    state: &State,
    draft: &Draft,
    idempotency: Option<Idempotency>,
    sender: Option<Sender<'_>>,
    by: By,
) -> Result<Registered, Refused> {
    let registration = accepted(state, draft)?;
    // Where the path is taken, no registry has a say: the request is a repeated one, or a conflict.
    let path = registration.tool_path().as_str();
    let evidence = if state.images.is_some() && state.store.find_tool(path).await?.is_none() {
        check_image(state, &registration, draft, None).await?
    } else {
        None
    };
    letters::count(state, sender, registration.contact_email())?;
    let tool = NewTool {
        registration,
        id: state.new_tool_id(),
        idempotency,
    };
    match state.store.register_tool(tool, by.clone()).await {
        Ok(registered) => {
            if let Some(evidence) = evidence {
                keep_of_written(state, &registered.tool, evidence, by).await;
            }
            Ok(registered)
        }
        Err(RegisterError::Conflict { path, .. }) => Err(Refused::Taken {
            issue: taken(draft, &path),
            path,
        }),
        Err(RegisterError::KeyReused) => Err(Problem::IdempotencyKeyReused.into()),
        Err(RegisterError::Failure(failure)) => Err(failure.into()),
        Err(error @ RegisterError::IdTaken(_)) => Err(Problem::Internal(error.to_string()).into()),
    }
}

fn taken(draft: &Draft, path: &str) -> Issue {
    // The field that can be changed without meaning another image.
    let span = Span::whole(draft.get(Field::ToolName).unwrap_or_default());
    Issue::new(
        Code::ToolPathConflict,
        Field::ToolName,
        span,
        format!("a tool is already registered as `{path}`"),
    )
    .help("update that tool, or give this one a tool name of its own")
}
