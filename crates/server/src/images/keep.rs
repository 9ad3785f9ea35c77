//! Keeping what a registry said with the tool.

use wharfinger_core::evidence::Evidence;
use wharfinger_store::{By, Failure, Keeping, Tool};

use super::Images;
use crate::state::State;

/// Keeps evidence about the image of a tool, of which nothing was found out so and so often in a row
/// before. Where the image has changed, maintainers are told.
pub(crate) async fn keep(
    state: &State,
    images: &Images,
    tool: &Tool,
    failures: u32,
    evidence: Evidence,
    by: By,
) -> Result<(), Failure> {
    let now = state.clock.now();
    let next = images.next_look(evidence.verdict, failures, now, &*state.entropy);
    let image = tool.registration.image();
    let kept = state
        .store
        .keep_evidence(tool.id, image, evidence, next, by)
        .await?;
    if let Keeping::Kept(Some(drift)) = kept {
        images.metrics.drifted(drift);
        tracing::info!(tool = %tool.registration.tool_path(), "By what its registry says, {drift}");
        state.wake();
    }
    Ok(())
}

/// The same of a tool that was just written. Where it cannot be kept, the image is looked at again: a tool
/// that is written stays so.
pub(crate) async fn keep_of_written(state: &State, tool: &Tool, evidence: Evidence, by: By) {
    let Some(images) = &state.images else {
        return;
    };
    if let Err(failure) = keep(state, images, tool, 0, evidence, by).await {
        tracing::warn!(%failure, "What a registry said was not kept, and will be asked again");
    }
}
