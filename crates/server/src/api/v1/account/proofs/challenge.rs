//! `POST /api/v1/account/proofs/challenges`: asks for the command that proves an AWS identity.

use actix_web::http::header;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use wharfinger_ecr::proof::Nonce;
use wharfinger_store::Timestamp;

use crate::api::v1::as_text;
use crate::api::v1::members::Members;
use crate::body;
use crate::body::document;
use crate::idempotency;
use crate::identity::Member;
use crate::problem::Problem;
use crate::proofs::challenge::challenge;
use crate::state::State;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewChallenge {
    region: Option<String>,
}

#[derive(Serialize)]
struct ChallengeJson {
    #[serde(serialize_with = "as_text")]
    challenge: Nonce,
    command: String,
    #[serde(serialize_with = "as_text")]
    expires_at: Timestamp,
}

/// Answers 201 with the command. Asking again makes another and leaves the first, so an idempotency
/// key is taken and has nothing to protect.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    member.need_person()?;
    let (members, _): (Members, _) = body::json(&request, payload, &[body::JSON]).await?;
    idempotency::check(&request)?;
    let NewChallenge { region } = members.read()?;
    let made = challenge(&state, &member, region.as_deref()).await?;
    let made = ChallengeJson {
        challenge: made.nonce,
        command: made.command,
        expires_at: made.expires_at,
    };
    let mut response = HttpResponse::Created();
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    Ok(document(response, &made))
}
