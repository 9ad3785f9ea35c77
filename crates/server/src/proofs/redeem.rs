//! Taking a proof.

use actix_web::HttpRequest;
use wharfinger_ecr::proof::{Nonce, Unproven};
use wharfinger_store::{PrincipalProof, RedeemChallengeError};

use super::{aws, hash};
use crate::identity::Who;
use crate::origin;
use crate::problem::Problem;
use crate::state::State;

/// What somebody hands back.
#[derive(Clone, Copy)]
pub(crate) struct Answer<'a> {
    /// The nonce of the challenge.
    pub(crate) challenge: &'a str,
    /// What the command printed. It works like a key for some minutes, so it is neither logged nor
    /// shown again.
    pub(crate) token: &'a str,
}

/// Asks STS who answered a challenge, and writes down that somebody is who STS names.
///
/// A challenge that was answered wrongly stays: whoever has pasted half of a token pastes it again.
pub(crate) async fn redeem(
    state: &State,
    request: &HttpRequest,
    who: &Who,
    answer: Answer<'_>,
) -> Result<PrincipalProof, Problem> {
    let grants = aws(state)?;
    let nonce = Nonce::read(answer.challenge.trim()).map_err(|_| Problem::NoSuchChallenge)?;
    let address = origin::client_address(request, &state.config);
    let now = state.clock.now();
    state.proofs.take(address, now)?;
    let verified = grants.verifier().verify(answer.token, &nonce, now);
    let identity = verified.await.map_err(unproven)?;
    // STS may have taken its time, in which the challenge has run out.
    let by = who.by(state, request);
    let (arn, user_id) = (identity.arn, identity.user_id);
    let redeemed = state
        .store
        .redeem_challenge(hash(&nonce), who.id(), arn, user_id, by);
    match redeemed.await {
        Ok(proof) => Ok(proof),
        Err(RedeemChallengeError::NoSuchChallenge) => Err(Problem::NoSuchChallenge),
        Err(RedeemChallengeError::NotOwner) => {
            Err(Problem::Forbidden("only the account itself can do this"))
        }
        Err(RedeemChallengeError::Failure(failure)) => Err(failure.into()),
    }
}

fn unproven(unproven: Unproven) -> Problem {
    match unproven {
        Unproven::Unavailable => Problem::AwsUnavailable,
        other => Problem::Unproven(other.to_string()),
    }
}
