//! Checking a connection, and turning automation on where it is right.

use actix_web::web::Data;
use wharfinger_store::{AutomateError, By, ChangeConnectionError, Connection, NewAutomation, Tool};

use super::Scene;
use crate::grants::doctor::{Examined, NotExamined, check};
use crate::problem::Problem;
use crate::state::State;

/// Said where the connection was changed meanwhile.
const CHANGED: &str = "the connection was changed while it was checked; check it again";

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turned {
    /// It is on.
    On,
    /// The connection or the repository is not right, and the check says why.
    Unproven,
}

/// Checks somebody's connection with a tool's repository, and has the tool's requests carried out with
/// it from now on, where the role and the repository are right.
pub(crate) async fn turn_on(
    state: &Data<State>,
    scene: &Scene<'_>,
    connection: Connection,
    tool: &Tool,
    by: By,
) -> Result<Turned, Problem> {
    let places = vec![scene.place.clone()];
    let checked = check(state.clone(), connection, places, by.clone()).await;
    let (connection, examined) = checked.map_err(refused)?;
    if connection.proven_at.is_none() || !examined.iter().all(Examined::is_sound) {
        return Ok(Turned::Unproven);
    }
    let new = NewAutomation {
        tool: tool.id,
        connection: connection.id,
        place: scene.place.clone(),
        repository: state.new_repository_id(),
    };
    match state.store.automate(new, by).await {
        Ok(_) => Ok(Turned::On),
        Err(AutomateError::NotProven) => Ok(Turned::Unproven),
        Err(AutomateError::Failure(failure)) => Err(failure.into()),
        Err(error @ AutomateError::IdTaken) => Err(Problem::Internal(error.to_string())),
        Err(error) => Err(Problem::NotAutomatable(error.to_string())),
    }
}

/// Why there was no examination.
pub(super) fn refused(refused: NotExamined) -> Problem {
    match refused {
        NotExamined::Store(failure)
        | NotExamined::Connection(ChangeConnectionError::Failure(failure)) => failure.into(),
        NotExamined::Connection(
            ChangeConnectionError::Stale { .. } | ChangeConnectionError::NotFound,
        ) => Problem::NotAutomatable(CHANGED.to_owned()),
        NotExamined::Connection(ChangeConnectionError::NotOwner)
        | NotExamined::NotSetUp
        | NotExamined::NoRepository
        | NotExamined::Busy { .. } => Problem::NotAutomatable(refused.to_string()),
    }
}
