//! Examining a connection, and turning automation on where it is right.

use wharfinger_core::grants::{RepositoryId, Target};
use wharfinger_ecr::doctor::{EXAMINATION_LEASE, Report};
use wharfinger_store::{
    AutomateError, By, ChangeConnectionError, Checked, Connection, NewAutomation, Reserved, Tool,
};

use super::{Scene, report};
use crate::problem::Problem;
use crate::state::State;

/// Said while somebody else works on the repository.
const BUSY: &str = "the repository is being worked on; check again in two minutes";

/// Said where the connection was changed meanwhile.
const CHANGED: &str = "the connection was changed while it was checked; check it again";

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turned {
    /// It is on.
    On,
    /// The connection is not right, and says why.
    Unproven,
}

/// Examines somebody's connection on a tool's repository, and has the tool's requests carried out with
/// it from now on, where it is right.
pub(crate) async fn turn_on(
    state: &State,
    scene: &Scene<'_>,
    connection: Connection,
    tool: &Tool,
    by: By,
) -> Result<Turned, Problem> {
    let connection = check(state, scene, connection, by.clone()).await?;
    if connection.proven_at.is_none() {
        return Ok(Turned::Unproven);
    }
    let new = NewAutomation {
        tool: tool.id,
        connection: connection.id,
        place: scene.place.clone(),
        repository: RepositoryId(state.new_connection_id().as_uuid().into_bytes()),
    };
    match state.store.automate(new, by).await {
        Ok(_) => Ok(Turned::On),
        Err(AutomateError::NotProven) => Ok(Turned::Unproven),
        Err(AutomateError::Failure(failure)) => Err(failure.into()),
        Err(error @ AutomateError::IdTaken) => Err(Problem::Internal(error.to_string())),
        Err(error) => Err(Problem::NotAutomatable(error.to_string())),
    }
}

/// Examines a connection on a repository, and writes down what was found.
pub(crate) async fn check(
    state: &State,
    scene: &Scene<'_>,
    connection: Connection,
    by: By,
) -> Result<Connection, Problem> {
    let found = examine(state, scene, &connection).await?;
    let now = state.clock.now();
    let checked = Checked {
        at: now,
        is_right: found.is_sound(),
        report: report::spell(&found),
    };
    let by = By { now, ..by };
    let noted = state
        .store
        .note_check(connection.id, connection.revision, checked, by);
    match noted.await {
        Ok(connection) => Ok(connection),
        Err(ChangeConnectionError::Stale { .. } | ChangeConnectionError::NotFound) => {
            Err(Problem::NotAutomatable(CHANGED.to_owned()))
        }
        Err(error @ ChangeConnectionError::NotOwner) => {
            Err(Problem::NotAutomatable(error.to_string()))
        }
        Err(ChangeConnectionError::Failure(failure)) => Err(failure.into()),
    }
}

/// Examines while no worker is at the repository: it would write the canary back.
async fn examine(
    state: &State,
    scene: &Scene<'_>,
    connection: &Connection,
) -> Result<Report, Problem> {
    let place = scene.place.clone();
    let store = state.store.clone();
    let now = state.clock.now();
    let reserved = store.reserve_repository(place, EXAMINATION_LEASE, now);
    let lease = match reserved.await? {
        Reserved::Free => None,
        Reserved::Leased(lease) => Some(lease),
        Reserved::Busy => return Err(Problem::NotAutomatable(BUSY.to_owned())),
    };
    let target = Target {
        repository: scene.place.clone(),
        authority: connection.authority.clone(),
    };
    let report = scene.grants.examine(target).await?;
    // Where the canary could not be taken away, nobody is to write it back: the lease runs out.
    if let Some(lease) = lease.filter(|_| report.is_sound()) {
        store.release_repository(lease, state.clock.now()).await?;
        state.wake();
    }
    Ok(report)
}
