//! Evidence about images: what a registry says about one, and what follows for a registration.
//!
//! Looking is not done here; `wharfinger-registry` does it. What was seen is an [`Evidence`], and
//! [`judge()`] says what the rules make of it, so that every way to write a tool comes to the same; and
//! [`Drift`] what lies between two of them.

mod drift;
mod judge;
mod verdict;

pub use drift::Drift;
pub use judge::{ImagePolicy, judge};
pub use verdict::{Unknown, Verdict};

use crate::timestamp::Timestamp;

/// What was asked about an image, what was answered, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// What follows from it.
    pub verdict: Verdict,
    /// Whether it was asked with a login or a role: what comes of that is not for everybody.
    pub by_login: bool,
    /// When it was asked.
    pub at: Timestamp,
    /// The last question: method and address, without a query. Empty where none was asked.
    pub asked: String,
    /// The status of the answer; `None` where there was none.
    pub status: Option<u16>,
    /// The digest of the manifest, where the registry told one.
    pub digest: Option<String>,
    /// What there is to say beyond the verdict: a sentence without its end, or nothing.
    pub detail: String,
}
