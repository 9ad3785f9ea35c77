//! What lists refer to, read together. What is stored damaged leaves out what refers to it, and nothing
//! else; the operator hears of it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use wharfinger_store::{Failure, Found, RepositoryGrant, RequestId, StoredRequest, Tool, ToolId};

use super::kept::is_automatic;
use super::names::{Names, people_of};
use super::seen::Seen;
use crate::state::State;

/// What the operator is told goes on without what is stored damaged.
pub(super) const LISTS: &str = "lists of requests and notices";

/// Those of these requests that can be shown as a whole, in their order.
pub(super) async fn seen(
    state: &State,
    requests: Vec<StoredRequest>,
) -> Result<Vec<Seen>, Failure> {
    let tools = tools(state, requests.iter().map(|stored| stored.tool)).await?;
    let people = requests
        .iter()
        .flat_map(|stored| people_of(&stored.request));
    let names = Arc::new(Names::of(state, people).await?);
    let mut grants = grants(state, &requests).await?;
    let mut whole = Vec::with_capacity(requests.len());
    for stored in requests {
        let is_known = people_of(&stored.request).all(|account| names.has(account));
        let kept = grants.remove(&stored.id);
        // Whatever access the server gives it has written down, so one that is missing is damaged.
        let is_whole = kept.is_some() || !is_automatic(&stored);
        if let Some(tool) = tools.get(&stored.tool)
            && is_known
            && is_whole
        {
            whole.push(Seen {
                kept,
                stored,
                tool: tool.clone(),
                names: Arc::clone(&names),
            });
        }
    }
    Ok(whole)
}

/// How the access was found that came of these requests, where the server gives it.
async fn grants(
    state: &State,
    requests: &[StoredRequest],
) -> Result<HashMap<RequestId, RepositoryGrant>, Failure> {
    let automatic = requests.iter().filter(|stored| is_automatic(stored));
    let ids: Vec<_> = automatic.map(|stored| stored.id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let Found { found, damaged } = state.store.grants_of_requests(&ids).await?;
    state.alarms.passed_over(LISTS, &damaged);
    Ok(found
        .into_iter()
        .map(|grant| (grant.request, grant))
        .collect())
}

/// Those of these requests that can be shown as a whole, by their ids.
pub(super) async fn requests(
    state: &State,
    ids: impl Iterator<Item = RequestId>,
) -> Result<HashMap<RequestId, Seen>, Failure> {
    let ids = once(ids);
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let Found { found, damaged } = state.store.access_requests(&ids).await?;
    state.alarms.passed_over(LISTS, &damaged);
    let seen = seen(state, found).await?;
    Ok(seen
        .into_iter()
        .map(|seen| (seen.stored.id, seen))
        .collect())
}

/// Those of these tools that can be read, by their ids.
pub(super) async fn tools(
    state: &State,
    ids: impl Iterator<Item = ToolId>,
) -> Result<HashMap<ToolId, Tool>, Failure> {
    let ids = once(ids);
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let Found { found, damaged } = state.store.tools_of(&ids).await?;
    state.alarms.passed_over(LISTS, &damaged);
    Ok(found.into_iter().map(|tool| (tool.id, tool)).collect())
}

fn once<Id: Eq + std::hash::Hash>(ids: impl Iterator<Item = Id>) -> Vec<Id> {
    let ids: HashSet<_> = ids.collect();
    ids.into_iter().collect()
}
