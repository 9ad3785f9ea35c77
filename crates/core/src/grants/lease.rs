//! The right to work on a repository, and what comes with it.

use std::time::Duration;

use super::{Target, Task};
use crate::timestamp::Timestamp;

/// A repository that is kept as its grants say.
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
