//! Repositories whose policies are kept, for those who may see them: the same for the API and the
//! pages.

pub(crate) mod lost;

use wharfinger_core::grants::{Repository, RepositoryId};
use wharfinger_core::privacy::Visibility;
use wharfinger_store::{
    By, Failure, PAGE_TOOLS_MAX, Page, ReapplyError, StoredRepository, ToolFilter, Uuid,
};

use crate::identity::Who;
use crate::problem::Problem;
use crate::state::State;

/// Most pages of somebody's private tools that are looked through: more than anybody maintains.
const PAGES_MAX: u32 = 20;

/// The repository with that id, for maintainers of a tool whose requests are carried out there, the
/// owner of its connection and administrators. To everybody else there is none.
pub(crate) async fn find(state: &State, who: &Who, id: &str) -> Result<StoredRepository, Problem> {
    let id: Uuid = id.parse().map_err(|_| Problem::NoSuchRepository)?;
    let id = RepositoryId(id.into_bytes());
    let repository = state.store.repository(id).await?;
    let repository = repository.ok_or(Problem::NoSuchRepository)?;
    if who.is_administrator()
        || owns(state, who, &repository).await?
        || maintains(state, who, &repository).await?
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

/// Whether somebody maintains a tool that is carried out there. A tool's path alone shows nothing:
/// anybody can register one.
async fn maintains(
    state: &State,
    who: &Who,
    repository: &StoredRepository,
) -> Result<bool, Failure> {
    let filter = ToolFilter {
        visibility: Some(Visibility::Private),
        maintainer: Some(who.id()),
        include_archived: true,
        ..ToolFilter::default()
    };
    let mut page = Page::first(PAGE_TOOLS_MAX);
    for _ in 0..PAGES_MAX {
        let listed = state.store.list_tools(&filter, page).await?;
        for tool in &listed.tools {
            let place = Repository::of_tool(tool.registration.tool_path());
            if place.as_ref() != Some(&repository.place) {
                continue;
            }
            let automation = state.store.automation(tool.id).await?;
            if automation.is_some_and(|(automation, _)| automation.repository == repository.id) {
                return Ok(true);
            }
        }
        match listed.next {
            Some(next) => page = Page::new(Some(next), PAGE_TOOLS_MAX),
            None => break,
        }
    }
    Ok(false)
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
