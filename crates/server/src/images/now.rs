//! A look at an image because a maintainer wants it.

use std::net::IpAddr;

use wharfinger_store::{By, Timestamp, Tool};

use super::keep::keep;
use super::limits::LOOK_PAUSE;
use super::look::look;
use crate::problem::Problem;
use crate::state::State;

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Looked {
    /// The registry was asked.
    Now,
    /// It was asked a moment ago, and is not asked again.
    Already,
}

/// Asks the registry of a tool's image about it, unless that was done within [`LOOK_PAUSE`]. `address` is
/// where whoever wants it comes from.
pub(crate) async fn look_now(
    state: &State,
    tool: &Tool,
    address: IpAddr,
    by: By,
) -> Result<Looked, Problem> {
    let images = state.images.as_ref().ok_or(Problem::ImagesNotAsked)?;
    if tool.archived_at.is_some() {
        return Err(Problem::ToolArchived(
            tool.registration.tool_path().to_string(),
        ));
    }
    let now = state.clock.now();
    let remembered = state.store.evidence_of(&[tool.id]).await?;
    state
        .alarms
        .passed_over("looks at images", &remembered.damaged);
    let is_fresh = |at: Timestamp| now < at.later(LOOK_PAUSE);
    if remembered
        .found
        .iter()
        .any(|looked| is_fresh(looked.newest.at))
    {
        return Ok(Looked::Already);
    }
    state.looks.take(address, now)?;
    let evidence = look(state, images, &tool.registration, Some(tool.id), now).await;
    keep(state, images, tool, 0, evidence, by).await?;
    Ok(Looked::Now)
}
