//! Reading and writing the policies of repositories.

use std::sync::Arc;

use wharfinger_core::grants::{Failure, Target, TrailEvent};
use wharfinger_core::timestamp::Timestamp;

/// Reads and writes the policies of repositories.
///
/// An implementation answers within [`CALL_TIMEOUT`](crate::CALL_TIMEOUT), and never repeats a
/// write by itself: a repeated write is one that can land behind a newer one.
#[expect(
    async_fn_in_trait,
    reason = "a worker stays on its thread; nothing is sent"
)]
pub trait Cloud {
    /// The text of a repository's policy; `None` where it has none.
    async fn read(&self, target: &Target) -> Result<Option<String>, Failure>;

    /// Replaces a repository's policy, or deletes it, once.
    async fn write(&self, target: &Target, text: Option<&str>) -> Result<(), Failure>;

    /// Who has written the policy since then, in the order in which it happened, as far as `CloudTrail`
    /// tells by now.
    async fn trail(&self, target: &Target, since: Timestamp) -> Result<Vec<TrailEvent>, Failure>;
}

/// One that others use too.
impl<C: Cloud> Cloud for Arc<C> {
    async fn read(&self, target: &Target) -> Result<Option<String>, Failure> {
        self.as_ref().read(target).await
    }

    async fn write(&self, target: &Target, text: Option<&str>) -> Result<(), Failure> {
        self.as_ref().write(target, text).await
    }

    async fn trail(&self, target: &Target, since: Timestamp) -> Result<Vec<TrailEvent>, Failure> {
        self.as_ref().trail(target, since).await
    }
}
