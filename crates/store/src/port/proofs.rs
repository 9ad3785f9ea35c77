//! Showing that an identity on AWS is one's own.

use wharfinger_core::account::AccountId;

use super::{Answer, Failure};
use crate::{By, ChangeAccountError, Found, PrincipalProof, SecretHash, Timestamp};

/// Challenges, and what was shown by meeting them.
///
/// What a challenge is and how it is met, the caller knows; the store sees to it that each is met once
/// and in time, by the account that it was made for.
pub trait Proofs {
    /// Remembers a challenge for an account until it expires. Of more than
    /// [`CHALLENGES_MAX`](crate::CHALLENGES_MAX), those that expire first go.
    ///
    /// An account that is not there and a hash that is not fresh are a fault of the caller, and a
    /// [`Failure::Unavailable`].
    fn make_challenge(
        &self,
        hash: SecretHash,
        account: AccountId,
        expires_at: Timestamp,
    ) -> Answer<'_, Result<(), Failure>>;

    /// Writes down that an account has met a challenge as the identity with that ARN and unique id,
    /// which it uses up. What was shown of the same ARN before is replaced; of more than
    /// [`PROOFS_MAX`](crate::PROOFS_MAX) proofs, the oldest go. Only the account itself may.
    fn redeem_challenge(
        &self,
        hash: SecretHash,
        account: AccountId,
        arn: String,
        user_id: String,
        by: By,
    ) -> Answer<'_, Result<PrincipalProof, RedeemChallengeError>>;

    /// Forgets what an account has shown of that ARN; whether there was anything. Only the account
    /// itself may.
    fn remove_proof(
        &self,
        account: AccountId,
        arn: String,
        by: By,
    ) -> Answer<'_, Result<bool, ChangeAccountError>>;

    /// What each of these accounts has shown, in no order; what is stored damaged is told apart.
    fn proofs_of_all<'a>(
        &'a self,
        accounts: &'a [AccountId],
    ) -> Answer<'a, Result<Found<(AccountId, PrincipalProof)>, Failure>>;

    /// What an account has shown, in the order of the ARNs; [`PROOFS_MAX`](crate::PROOFS_MAX) at most.
    fn proofs_of(&self, account: AccountId) -> Answer<'_, Result<Vec<PrincipalProof>, Failure>>;
}

/// Why a challenge does not show anything.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedeemChallengeError {
    /// Somebody else acts, or the account is disabled.
    #[error("only the account itself can do this")]
    NotOwner,
    /// There is no such challenge for this account: it was met, has expired, or was never made.
    #[error("there is no such challenge any more")]
    NoSuchChallenge,
    /// No answer about it.
    #[error(transparent)]
    Failure(#[from] Failure),
}
