//! Having what this server overwrites put back.

use wharfinger_store::{By, ChangeConnectionError, Connection};

use super::change_role::own;
use crate::identity::Who;
use crate::problem::Problem;
use crate::state::State;

/// Has what we overwrite in the repositories of somebody's own connection looked up in `CloudTrail` and put
/// back from now on, or not any more.
pub(crate) async fn heal(
    state: &State,
    who: &Who,
    id: &str,
    heals: bool,
    by: By,
) -> Result<Connection, Problem> {
    let own = own(state, who, id).await?;
    match state
        .store
        .set_healing(own.id, own.revision, heals, by)
        .await
    {
        Ok(connection) => Ok(connection),
        Err(ChangeConnectionError::NotFound | ChangeConnectionError::NotOwner) => {
            Err(Problem::NoSuchConnection)
        }
        Err(error @ ChangeConnectionError::Stale { .. }) => {
            Err(Problem::NotAutomatable(format!("{error}; try again")))
        }
        Err(ChangeConnectionError::Failure(failure)) => Err(failure.into()),
    }
}
