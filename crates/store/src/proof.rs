//! Identities on AWS that accounts have shown to be their own.

use crate::Timestamp;

/// Most proofs of an account that are kept, the newest ones: a person has a few roles in a few AWS
/// accounts.
pub const PROOFS_MAX: usize = 20;

/// Most challenges of an account that can be met: whoever asks again has closed the page before.
pub const CHALLENGES_MAX: usize = 5;

/// An identity on AWS that an account has shown to be its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrincipalProof {
    /// Its ARN, as `sts:GetCallerIdentity` told it.
    pub arn: String,
    /// Its unique id, such as `AROA...`, which AWS never gives to another; a new role of the same name
    /// has another one.
    pub user_id: String,
    /// When it was shown last.
    pub proven_at: Timestamp,
}

/// Which of several are too many, the oldest first: those with the least keys of all but `most`.
pub(crate) fn too_many<K: Ord>(mut keys: Vec<K>, most: usize) -> Vec<K> {
    keys.sort_unstable();
    keys.truncate(keys.len().saturating_sub(most));
    keys
}
