//! Whether somebody may pull by password, for those who look at their access.

use wharfinger_core::account::AccountId;
use wharfinger_core::grants::Repository;
use wharfinger_store::{Failure, Registry, Tool};

use super::Commands;
use super::choice::{choice_of, choices, sorted};
use crate::state::State;

/// What somebody types to pull a tool's image by password, where they may have one now.
///
/// `server` is where they reach this server.
pub(crate) async fn commands(
    state: &State,
    tool: &Tool,
    account: AccountId,
    server: &str,
) -> Result<Option<Commands>, Failure> {
    let path = tool.registration.tool_path();
    let place = Repository::of_tool(path).filter(|_| state.grants.is_some());
    let Some(place) = place else {
        return Ok(None);
    };
    let registry = Registry::of(&place);
    let now = state.clock.now();
    let (pullable, _) = sorted(state.store.pullable(account, registry, now).await?);
    // Docker does not name it: what it is handed is what comes first.
    let first = choices(&pullable).next();
    let commands = Commands::new(server, path.host());
    if first.is_some_and(|choice| choice.repositories.contains(&place)) {
        return Ok(Some(commands));
    }
    let repository = format!("{}/{}", path.host(), place.name);
    Ok(choice_of(pullable, &place.name).map(|_| commands.naming(&repository)))
}
