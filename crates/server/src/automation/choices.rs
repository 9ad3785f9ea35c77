//! What the owner of an AWS account may want of a connection besides, or not.

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
    let store = &state.store;
    chosen(store.set_healing(own.id, own.revision, heals, by).await)
}

/// Lets whoever has access to the repositories of somebody's own connection be handed pull passwords from
/// now on, or not any more.
pub(crate) async fn hand_out(
    state: &State,
    who: &Who,
    id: &str,
    wanted: bool,
    by: By,
) -> Result<Connection, Problem> {
    let own = own(state, who, id).await?;
    let store = &state.store;
    chosen(
        store
            .set_pull_passwords(own.id, own.revision, wanted, by)
            .await,
    )
}

fn chosen(answer: Result<Connection, ChangeConnectionError>) -> Result<Connection, Problem> {
    match answer {
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
