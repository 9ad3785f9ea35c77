//! Taking back a connection to an AWS account.

use wharfinger_store::{By, ChangeConnectionError, ConnectionId};

use crate::problem::Problem;
use crate::state::State;

/// Takes back the connection with that id: its owner's, or for administrators anybody's.
pub(crate) async fn disconnect(state: &State, id: &str, by: By) -> Result<(), Problem> {
    let id: ConnectionId = id.parse().map_err(|_| Problem::NoSuchConnection)?;
    match state.store.disconnect(id, by).await {
        Ok(_) => {
            state.wake();
            Ok(())
        }
        // To everybody else there is none.
        Err(
            ChangeConnectionError::NotFound
            | ChangeConnectionError::NotOwner
            | ChangeConnectionError::Stale { .. },
        ) => Err(Problem::NoSuchConnection),
        Err(ChangeConnectionError::Failure(failure)) => Err(failure.into()),
    }
}
