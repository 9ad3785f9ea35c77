//! Mends of somebody else's part of a policy: asked for by people, carried out by a worker.

use wharfinger_core::account::AccountId;
use wharfinger_core::grants::Mended;
use wharfinger_core::policy::Mend;

use super::kept::message;
use crate::Timestamp;

/// Most mends of a repository that wait. A policy holds some fifty statements, and whoever lost more at
/// once brings a whole policy back in the console of Amazon ECR.
pub const MENDS_WAITING_MAX: u32 = 50;

/// Mends of a repository that are remembered, those that wait not counted: at a few a year, for ever.
pub const MENDS_KEPT: u32 = 100;

/// What came of those that wait when nobody writes the policy any more.
pub(crate) const TAKEN_BACK: &str = "the connection to the AWS account was taken back";

/// A mend of somebody else's part, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMend {
    /// Its place among the repository's: 1, 2, 3, ...
    pub number: u64,
    /// What is to be done.
    pub mend: Mend,
    /// Who asked for it; absent where the server found out itself that it was needed.
    pub by: Option<AccountId>,
    /// When.
    pub asked_at: Timestamp,
    /// What came of it; absent while it waits.
    pub outcome: Option<MendOutcome>,
}

/// What came of a mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MendOutcome {
    /// When.
    pub at: Timestamp,
    /// Why it could not be done; absent where the policy was read back as it says.
    pub refusal: Option<String>,
}

/// Whether the server itself found out that a mend was needed, and carried it out.
pub(crate) fn is_healed(mended: &Mended) -> bool {
    mended.number.is_none() && mended.refusal.is_none()
}

impl MendOutcome {
    /// What a pass found.
    pub(crate) fn of(mended: &Mended, at: Timestamp) -> Self {
        let refusal = mended.refusal.clone().map(message);
        Self { at, refusal }
    }
}
