//! Archiving: a tool leaves the lists and keeps its path.

use wharfinger_store::{ArchiveError, Revision, Tool};

use super::Refused;
use crate::problem::Problem;
use crate::state::State;

/// Archives `tool`, which was looked at when it had the revision `seen`, or brings it back.
pub(crate) async fn archive(
    state: &State,
    tool: &Tool,
    seen: Revision,
    archived: bool,
) -> Result<Tool, Refused> {
    let now = state.clock.now();
    let changed = if archived {
        state.store.archive_tool(tool.id, Some(seen), now).await
    } else {
        state.store.unarchive_tool(tool.id, Some(seen), now).await
    };
    match changed {
        Ok(tool) => Ok(tool),
        Err(ArchiveError::Stale { current }) => Err(Refused::Stale { current }),
        Err(ArchiveError::NotFound) => {
            Err(Problem::NoSuchTool(tool.registration.tool_path().to_string()).into())
        }
        Err(ArchiveError::Failure(failure)) => Err(failure.into()),
        Err(error) => Err(Problem::Internal(error.to_string()).into()),
    }
}
