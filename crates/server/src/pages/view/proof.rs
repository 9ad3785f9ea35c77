//! What a principal is known to be, to those who decide about it and to who asks.

use super::frame::When;

/// What somebody has proven of the principal that they ask for.
#[derive(Clone, Debug)]
pub(crate) struct Proof {
    /// In a few words.
    pub(crate) title: &'static str,
    pub(crate) tone: &'static str,
    /// What it means.
    pub(crate) meaning: &'static str,
    pub(crate) when: Option<When>,
    /// Where the visitor proves it, if it is theirs.
    pub(crate) prove: Option<String>,
}
