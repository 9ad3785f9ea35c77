//! Archiving: a tool leaves the lists and keeps its path.

use serde_json::Value;
use wharfinger_store::{ArchiveError, Tool};

use super::etag::stale;
use crate::problem::Problem;
use crate::state::State;

/// Archives a tool or brings it back, as `archived` says.
pub(crate) async fn set(state: &State, tool: Tool, archived: &Value) -> Result<Tool, Problem> {
    let Some(archived) = archived.as_bool() else {
        return Err(Problem::BadBody(
            "`archived` must be `true` or `false`".to_owned(),
        ));
    };
    let now = state.clock.now();
    let (id, expected) = (tool.id, Some(tool.revision));
    let changed = if archived {
        state.store.archive_tool(id, expected, now).await
    } else {
        state.store.unarchive_tool(id, expected, now).await
    };
    match changed {
        Ok(tool) => Ok(tool),
        Err(ArchiveError::Stale { current }) => Err(stale(current)),
        Err(ArchiveError::NotFound) => Err(Problem::NoSuchTool(
            tool.registration.tool_path().to_string(),
        )),
        Err(ArchiveError::Failure(failure)) => Err(failure.into()),
        Err(error) => Err(Problem::Internal(error.to_string())),
    }
}
