//! Whether somebody may pull by password, for those who look at their access.

use wharfinger_core::grants::Repository;
use wharfinger_store::{Failure, Registry};

use crate::access::seen::Seen;
use crate::state::State;

/// The host of the registry that a request's owner may have a pull password for now, because of it.
pub(crate) async fn registry_of(state: &State, seen: &Seen) -> Result<Option<String>, Failure> {
    let path = seen.tool.registration.tool_path();
    let is_kept = state.grants.is_some() && seen.kept.is_some();
    let Some(place) = Repository::of_tool(path).filter(|_| is_kept) else {
        return Ok(None);
    };
    let registry = Registry::of(&place);
    let (requester, now) = (seen.stored.request.requester(), state.clock.now());
    let pullable = state.store.pullable(requester, registry, now).await?;
    let mut grants = pullable.iter().flat_map(|one| &one.grants);
    // One repository is named once, by whichever grant is the newest.
    let is_open = grants.any(|grant| grant.place.name == place.name);
    Ok(is_open.then(|| path.host().to_owned()))
}
