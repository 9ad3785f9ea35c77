//! `GET /api/v1/account/proofs`: the AWS identities that whoever asks has proven to be theirs.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Data;
use serde::Serialize;
use wharfinger_store::Scope;

use super::ProofJson;
use crate::body::document;
use crate::identity::Member;
use crate::problem::Problem;
use crate::state::State;

#[derive(Serialize)]
struct ProofsJson {
    proofs: Vec<ProofJson>,
}

/// Answers 200 with all of them, in the order of their ARNs; an account has few.
pub(crate) async fn handle(state: Data<State>, member: Member) -> Result<HttpResponse, Problem> {
    member.need(Scope::Account)?;
    let proofs = state.store.proofs_of(member.id()).await?;
    let proofs = proofs.iter().map(ProofJson::of).collect();
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "private, no-cache"));
    Ok(document(response, &ProofsJson { proofs }))
}
