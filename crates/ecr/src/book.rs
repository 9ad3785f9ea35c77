//! What the worker writes down.

use std::time::Duration;

use thiserror::Error;
use wharfinger_core::grants::{Failure, Findings, Intent, Task};
use wharfinger_core::timestamp::Timestamp;

use crate::cloud::Target;

/// A repository in the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepositoryId(pub [u8; 16]);

/// The right to work on a repository for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Which one.
    pub repository: RepositoryId,
    /// Rises with every lease, so that who comes late is known.
    pub fence: u64,
    /// Until when.
    pub until: Timestamp,
}

/// A repository that is to be worked on.
#[derive(Clone, Debug)]
pub struct Leased<K> {
    /// The right to it.
    pub lease: Lease,
    /// Where it is.
    pub target: Target,
    /// What should be.
    pub task: Task<K>,
    /// How often in a row it failed before.
    pub failures: u32,
    /// How often it was looked at since it was written last.
    pub looks: u32,
}

/// When a repository is looked at again, unless somebody asks for a change before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LookAgain {
    /// After this time.
    pub after: Duration,
    /// What [`Leased::looks`] says then.
    pub looks: u32,
}

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

    /// Writes down that nothing could be said, and gives the lease back; nobody looks again before
    /// `wait` is over. Whether the lease was the newest.
    async fn fail(
        &self,
        lease: &Lease,
        failure: &Failure,
        wait: Duration,
        now: Timestamp,
    ) -> Result<bool, Unrecorded>;
}
