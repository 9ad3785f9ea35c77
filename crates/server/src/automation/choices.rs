//! What the owner of an AWS account may want of a connection besides, or not.

use actix_web::HttpRequest;
use wharfinger_store::{By, ChangeConnectionError, Choices, Connection, Revision};

use crate::conditional;
use crate::problem::Problem;
use crate::state::State;

/// The strong entity tag of a connection.
#[must_use]
pub(crate) fn etag(revision: Revision) -> String {
    format!("\"{revision}\"")
}

/// Refuses a change that was not made for a connection as it is. The store looks again when it writes.
pub(crate) fn check_match(request: &HttpRequest, own: &Connection) -> Result<(), Problem> {
    let current = etag(own.revision);
    conditional::check_match(
        request,
        |named| named == current,
        || Problem::Stale {
            current: current.clone(),
        },
    )
}

/// Has somebody's own connection do from now on what is chosen, or not any more.
pub(crate) async fn choose(
    state: &State,
    own: &Connection,
    choices: Choices,
    by: By,
) -> Result<Connection, Problem> {
    let chosen = state.store.choose(own.id, own.revision, choices, by);
    match chosen.await {
        Ok(connection) => Ok(connection),
        Err(ChangeConnectionError::NotFound | ChangeConnectionError::NotOwner) => {
            Err(Problem::NoSuchConnection)
        }
        Err(ChangeConnectionError::Stale { current }) => Err(Problem::Stale {
            current: etag(current),
        }),
        Err(ChangeConnectionError::Failure(failure)) => Err(failure.into()),
    }
}
