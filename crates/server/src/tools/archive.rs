//! Archiving: a tool leaves the lists and keeps its path.

use wharfinger_store::{ArchiveError, By, Revision, Tool};

use super::{NOT_MAINTAINER, Refused};
use crate::problem::Problem;
use crate::state::State;

/// Archives `tool`, which was looked at when it had the revision `seen`, or brings it back.
pub(crate) async fn archive(
    state: &State,
    tool: &Tool,
    seen: Revision,
    archived: bool,
    by: By,
) -> Result<Tool, Refused> {
    let changed = if archived {
        state.store.archive_tool(tool.id, Some(seen), by).await
    } else {
        state.store.unarchive_tool(tool.id, Some(seen), by).await
    };
    match changed {
        Ok(tool) => Ok(tool),
        Err(ArchiveError::Stale { current }) => Err(Refused::Stale { current }),
        Err(ArchiveError::NotFound) => {
            Err(Problem::NoSuchTool(tool.registration.tool_path().to_string()).into())
        }
        Err(ArchiveError::NotMaintainer) => Err(Problem::Forbidden(NOT_MAINTAINER).into()),
        Err(ArchiveError::Failure(failure)) => Err(failure.into()),
    }
}
