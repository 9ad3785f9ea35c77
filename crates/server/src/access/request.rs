//! Requesting: a form becomes a request that waits for an answer.

use wharfinger_core::access::{self, AccessDraft, Report};
use wharfinger_store::{By, Demanded, Idempotency, NewRequest, RequestAccessError, Tool};

use super::Refused;
use crate::problem::Problem;
use crate::state::State;

/// What the rules say about a request for images on `host`.
#[must_use]
pub(crate) fn check(state: &State, host: &str, draft: &AccessDraft) -> Report {
    let catalogue = state.catalogues.now();
    let identified = catalogue.identify(host);
    access::check(identified.entry(), identified.host(), draft)
}

/// Checks what a form says, and stores the request that it makes.
pub(crate) async fn request(
    state: &State,
    tool: &Tool,
    draft: &AccessDraft,
    idempotency: Option<Idempotency>,
    by: By,
) -> Result<Demanded, Refused> {
    let path = tool.registration.tool_path();
    let report = check(state, path.host(), draft);
    let access = report.access.ok_or(Refused::Invalid(report.issues))?;
    let new = NewRequest {
        id: state.new_request_id(),
        tool: tool.id,
        principal: access.principal.to_string(),
        reason: access.reason,
        idempotency,
    };
    match state.store.request_access(new, by).await {
        Ok(demanded) => Ok(demanded),
        Err(RequestAccessError::Live { existing, own }) => Err(Refused::Live { existing, own }),
        Err(RequestAccessError::Public) => Err(Problem::ToolPublic(path.to_string()).into()),
        Err(RequestAccessError::Archived) => Err(Problem::ToolArchived(path.to_string()).into()),
        Err(RequestAccessError::NoSuchTool) => Err(Problem::NoSuchTool(path.to_string()).into()),
        Err(RequestAccessError::KeyReused) => Err(Problem::IdempotencyKeyReused.into()),
        Err(RequestAccessError::Failure(failure)) => Err(failure.into()),
        Err(error @ RequestAccessError::IdTaken) => {
            Err(Problem::Internal(error.to_string()).into())
        }
    }
}
