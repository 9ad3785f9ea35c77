//! Proof of principal: somebody shows that an AWS identity is theirs, the same for the API and the
//! pages.
//!
//! They are given a command to run ([`challenge`]), and hand back what it prints ([`redeem`]). What
//! that shows of a principal that they ask access for, [`crate::access::proof`] says. They can take it
//! back ([`remove`]).

pub(crate) mod challenge;
pub(crate) mod redeem;
pub(crate) mod remove;

use sha2::{Digest as _, Sha256};
use wharfinger_ecr::proof::{Identity, Nonce};
use wharfinger_store::{PrincipalProof, SecretHash};

use crate::grants::Grants;
use crate::problem::Problem;
use crate::state::State;

/// The part of the server that speaks to AWS.
pub(crate) fn aws(state: &State) -> Result<&Grants, Problem> {
    state.grants.as_ref().ok_or(Problem::AwsNotSetUp)
}

/// What was proven, as STS told it then.
pub(crate) fn identity(proof: &PrincipalProof) -> Identity {
    // `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`; only what was read as one is stored.
    let account = proof.arn.split(':').nth(4).unwrap_or_default();
    Identity {
        account: account.to_owned(),
        arn: proof.arn.clone(),
        user_id: proof.user_id.clone(),
    }
}

/// What the store knows a challenge by: no nonce can be read out of a copy of the database.
fn hash(nonce: &Nonce) -> SecretHash {
    SecretHash(Sha256::digest(nonce.to_string()).into())
}
