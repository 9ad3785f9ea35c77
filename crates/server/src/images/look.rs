//! One look at an image.

use wharfinger_core::evidence::Evidence;
use wharfinger_core::registration::Registration;
use wharfinger_registry::distribution::Image;
use wharfinger_store::{Timestamp, ToolId};

use super::Images;
use super::ecr;
use crate::state::State;

/// Asks about the image of a tool, which may not be registered yet: its owner's side of Amazon ECR where they
/// have turned that on, and its registry otherwise.
///
/// It lasts as long as [`QUESTION_TIMEOUT`](wharfinger_registry::QUESTION_TIMEOUT) at most. There is always
/// an answer, which may be that nothing is known.
pub(crate) async fn look(
    state: &State,
    images: &Images,
    registration: &Registration,
    tool: Option<ToolId>,
    now: Timestamp,
) -> Evidence {
    let by_owner = ecr::look(state, registration, tool, now).await;
    let by_owner = by_owner.unwrap_or_else(|failure| {
        tracing::warn!(%failure, "It is not known who has connected the AWS account of an image");
        None
    });
    let image = Image::of(registration);
    let evidence = match by_owner {
        Some(evidence) => evidence,
        None => images.registries.evidence(&image, now).await,
    };
    tracing::debug!(
        %image,
        verdict = evidence.verdict.as_str(),
        status = evidence.status,
        asked = evidence.asked,
        detail = evidence.detail,
        "It was asked about an image"
    );
    images.metrics.looked(evidence.verdict);
    evidence
}
