//! Whether somebody may pull by password, for those who look at their access.

use wharfinger_core::grants::Repository;
use wharfinger_store::{Failure, Registry};

use super::choice::choices;
use crate::access::seen::Seen;
use crate::state::State;

/// The host of the registry that a request's owner may have a pull password for now, by which Docker pulls what
/// they asked for.
pub(crate) async fn registry_of(state: &State, seen: &Seen) -> Result<Option<String>, Failure> {
    let path = seen.tool.registration.tool_path();
    let is_kept = state.grants.is_some() && seen.kept.is_some();
    let Some(place) = Repository::of_tool(path).filter(|_| is_kept) else {
        return Ok(None);
    };
    let registry = Registry {
        partition: place.partition.clone(),
        aws_account: place.account.clone(),
        region: place.region.clone(),
    };
    let (requester, now) = (seen.stored.request.requester(), state.clock.now());
    let pullable = state.store.pullable(requester, registry, now).await?;
    // Docker does not name it: what it is handed is what comes first.
    let first = choices(&pullable).next();
    let is_open = first.is_some_and(|choice| choice.repositories.contains(&place));
    Ok(is_open.then(|| path.host().to_owned()))
}
