//! What the worker writes down.

use std::time::Duration;

use thiserror::Error;
use wharfinger_core::grants::{Failed, Findings, Intent, Lease, Leased, LookAgain};
use wharfinger_core::timestamp::Timestamp;

/// The book did not confirm what was to be written down. It may be there or not.
#[derive(Debug, Error)]
#[error("it was not written down: {0}")]
pub struct Unrecorded(pub String);

/// Remembers who should have access, and what was seen and done.
///
/// Every method is one transaction. Those that take a [`Lease`] change nothing and say so where its
/// fence is not the newest of the repository.
#[expect(
    async_fn_in_trait,
    reason = "a worker stays on its thread; nothing is sent"
)]
pub trait Book {
    /// Names a grant.
    type Key: Copy;

    /// Leases the most urgent repository that is due and not leased, for `length`: where access is to
    /// end first, then the one that waits longest. `None` where nothing is due.
    ///
    /// Due is where what is wanted has changed since it was last seen to be there, or where the time
    /// of the next look has come; and neither before a failure's waiting time is over.
    async fn lease(
        &self,
        length: Duration,
        now: Timestamp,
    ) -> Result<Option<Leased<Self::Key>>, Unrecorded>;

    /// Writes down what is about to be written to the policy, and prolongs the lease by `length`
    /// from now. `None` where the lease is not the newest or ends before `margin` has passed.
    async fn intend(
        &self,
        lease: &Lease,
        intent: &Intent,
        margin: Duration,
        length: Duration,
        now: Timestamp,
    ) -> Result<Option<Lease>, Unrecorded>;

    /// Writes down what was seen, and gives the lease back. Whether the lease was the newest.
    async fn settle(
        &self,
        lease: &Lease,
        findings: &Findings<Self::Key>,
        next: LookAgain,
        now: Timestamp,
    ) -> Result<bool, Unrecorded>;

    /// Writes down that nothing could be said but what two looks have shown, and gives the lease back; nobody
    /// looks again before `wait` is over. Whether the lease was the newest.
    async fn fail(
        &self,
        lease: &Lease,
        failed: &Failed<Self::Key>,
        wait: Duration,
        now: Timestamp,
    ) -> Result<bool, Unrecorded>;
}
