//! Repositories whose policies are kept, for those who may see them: the same for the API and the
//! pages.

pub(crate) mod lost;

use wharfinger_core::grants::RepositoryId;
use wharfinger_store::{By, Failure, ReapplyError, StoredRepository, Uuid};

use crate::identity::Who;
use crate::problem::Problem;
use crate::state::State;

/// The repository with that id, for maintainers of a tool whose requests are carried out there or that has
/// a grant there still, the owner of its connection and administrators. To everybody else there is none.
pub(crate) async fn find(state: &State, who: &Who, id: &str) -> Result<StoredRepository, Problem> {
    let id: Uuid = id.parse().map_err(|_| Problem::NoSuchRepository)?;
    let id = RepositoryId(id.into_bytes());
    let repository = state.store.repository(id).await?;
    let repository = repository.ok_or(Problem::NoSuchRepository)?;
    if who.is_administrator()
        || owns(state, who, &repository).await?
        || state.store.maintains_repository(id, who.id()).await?
    {
        Ok(repository)
    } else {
        Err(Problem::NoSuchRepository)
    }
}

/// Whether somebody may have statements of others put back: the owner of its connection, and
/// administrators. A maintainer of one tool in it does not speak for whomever those let in.
pub(crate) async fn may_restore(
    state: &State,
    who: &Who,
    repository: &StoredRepository,
) -> Result<bool, Failure> {
    Ok(who.is_administrator() || owns(state, who, repository).await?)
}

async fn owns(state: &State, who: &Who, repository: &StoredRepository) -> Result<bool, Failure> {
    let connection = state.store.connection(repository.connection).await?;
    Ok(connection.is_some_and(|connection| connection.owner == who.id()))
}

/// Has the policy made as the grants say, whoever changed it.
pub(crate) async fn reapply(state: &State, id: RepositoryId, by: By) -> Result<(), Problem> {
    match state.store.reapply(id, by).await {
        Ok(()) => {
            state.wake();
            Ok(())
        }
        Err(ReapplyError::NotFound | ReapplyError::NotMaintainer) => Err(Problem::NoSuchRepository),
        Err(ReapplyError::Failure(failure)) => Err(failure.into()),
    }
}

/// Has the policy looked at now.
pub(crate) async fn look_now(state: &State, id: RepositoryId) -> Result<(), Problem> {
    state.store.look_now(id, state.clock.now()).await?;
    state.wake();
    Ok(())
}
