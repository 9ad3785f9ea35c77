//! `POST /api/v1/account/proofs`: proves an AWS identity with what the command of a challenge printed.

use actix_web::http::header;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::ProofJson;
use crate::api::v1::members::Members;
use crate::body;
use crate::body::document;
use crate::idempotency;
use crate::identity::Member;
use crate::problem::Problem;
use crate::proofs::redeem::{Answer, redeem};
use crate::state::State;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewProof {
    challenge: String,
    token: String,
}

/// Answers 201 with what is proven. A challenge is met once, so a repetition changes nothing and is
/// refused; the list tells whether the first was carried out.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    // Who finds an API token must not make its owner somebody else on AWS, for longer than the token
    // works.
    member.need_person()?;
    let (members, _): (Members, _) = body::json(&request, payload, &[body::JSON]).await?;
    idempotency::check(&request)?;
    let new: NewProof = members.read()?;
    let answer = Answer {
        challenge: &new.challenge,
        token: &new.token,
    };
    let proof = redeem(&state, &request, &member, answer).await?;
    let mut response = HttpResponse::Created();
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    Ok(document(response, &ProofJson::of(&proof)))
}
