//! AWS identities that whoever asks has proven to be theirs.

pub(crate) mod challenge;
pub(crate) mod list;
pub(crate) mod redeem;
pub(crate) mod remove;

use serde::Serialize;
use wharfinger_store::{PrincipalProof, Timestamp};

use crate::api::v1::as_text;
use crate::proofs::identity;

/// An identity that was proven.
#[derive(Serialize)]
struct ProofJson {
    arn: String,
    principal: String,
    aws_account: String,
    user_id: String,
    #[serde(serialize_with = "as_text")]
    proven_at: Timestamp,
}

impl ProofJson {
    fn of(proof: &PrincipalProof) -> Self {
        let identity = identity(proof);
        Self {
            principal: identity.principal(),
            arn: identity.arn,
            aws_account: identity.account,
            user_id: identity.user_id,
            proven_at: proof.proven_at,
        }
    }
}
