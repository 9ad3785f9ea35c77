//! The pages of access requests: asking, following, answering.

mod act;
pub(super) mod ask;
mod difference;
mod forms;
mod keeping;
pub(super) mod mine;
mod moments;
pub(super) mod one;
mod proof;
pub(super) mod review;
pub(super) mod revoke;
mod words;

use wharfinger_core::access::Grant;
use wharfinger_store::{Failure, RequestId, Tool};

use super::view::requests::Row;
use super::when;
use crate::access::seen::Seen;
use crate::state::State;

/// Where a request lies.
pub(super) fn of(id: RequestId) -> String {
    format!("/requests/{id}")
}

/// The names of those who answer for a tool and can.
pub(super) async fn names_of(state: &State, tool: &Tool) -> Result<Vec<String>, Failure> {
    let maintainers = state.store.maintainers(tool.id).await?;
    let active = maintainers
        .into_iter()
        .filter(|maintainer| !maintainer.disabled);
    Ok(active
        .map(|maintainer| maintainer.name.to_string())
        .collect())
}

/// A request as a row of a list.
fn row(seen: &Seen) -> Row {
    let request = &seen.stored.request;
    let grant = request.grant();
    Row {
        id: seen.stored.id.to_string(),
        revision: seen.stored.revision.to_string(),
        href: of(seen.stored.id),
        path: seen.tool.registration.tool_path().to_string(),
        requester: seen.names.get(request.requester()).to_owned(),
        principal: seen.stored.principal.clone(),
        proof: None,
        reason: seen.stored.reason.to_string(),
        status: request.status(),
        missing: seen.missing(),
        needs_hand: grant.is_some_and(Grant::needs_hand),
        asks_renewal: grant.is_some_and(|grant| grant.renewal().is_some()),
        requested: when(request.opened_at()),
        ends: grant
            .filter(|_| request.is_live())
            .map(|grant| when(grant.expires_at())),
    }
}
