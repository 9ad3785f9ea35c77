//! Maintainers: who answers for a tool.

use wharfinger_store::{AddMaintainerError, By, Maintainer, RemoveMaintainerError, Tool};

use crate::accounts;
use crate::problem::Problem;
use crate::state::State;
use crate::tools::NOT_MAINTAINER;

/// Adds the account with a name to the maintainers of a tool; they are returned as they are then.
pub(crate) async fn add(
    state: &State,
    tool: &Tool,
    name: &str,
    by: By,
) -> Result<Vec<Maintainer>, Problem> {
    let account = accounts::find(state, name).await?;
    match state.store.add_maintainer(tool.id, account.id, by).await {
        Ok(maintainers) => Ok(maintainers),
        Err(AddMaintainerError::NoSuchAccount) => Err(Problem::NoSuchAccount(name.to_owned())),
        Err(AddMaintainerError::NotMaintainer) => Err(Problem::Forbidden(NOT_MAINTAINER)),
        Err(AddMaintainerError::TooMany) => Err(Problem::TooManyMaintainers),
        Err(AddMaintainerError::NoSuchTool) => Err(no_such_tool(tool)),
        Err(AddMaintainerError::Failure(failure)) => Err(failure.into()),
    }
}

/// Removes the account with a name from the maintainers of a tool; those that are left are returned.
pub(crate) async fn remove(
    state: &State,
    tool: &Tool,
    name: &str,
    by: By,
) -> Result<Vec<Maintainer>, Problem> {
    let maintainers = state.store.maintainers(tool.id).await?;
    let named = maintainers
        .iter()
        .find(|maintainer| maintainer.name.as_str() == name)
        .ok_or_else(|| Problem::NoSuchMaintainer(name.to_owned()))?;
    let removed = state.store.remove_maintainer(tool.id, named.account, by);
    match removed.await {
        Ok(maintainers) => Ok(maintainers),
        Err(RemoveMaintainerError::NoSuchMaintainer) => {
            Err(Problem::NoSuchMaintainer(name.to_owned()))
        }
        Err(RemoveMaintainerError::NotMaintainer) => Err(Problem::Forbidden(NOT_MAINTAINER)),
        Err(RemoveMaintainerError::Contact) => Err(Problem::MaintainerIsContact(name.to_owned())),
        Err(RemoveMaintainerError::Last) => Err(Problem::LastMaintainer),
        Err(RemoveMaintainerError::NoSuchTool) => Err(no_such_tool(tool)),
        Err(RemoveMaintainerError::Failure(failure)) => Err(failure.into()),
    }
}

fn no_such_tool(tool: &Tool) -> Problem {
    Problem::NoSuchTool(tool.registration.tool_path().to_string())
}
