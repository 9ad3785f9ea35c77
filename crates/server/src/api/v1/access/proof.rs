//! `GET /api/v1/access-requests/{id}/proof`: what who asks has proven of the principal.
//!
//! It is no part of the request, whose entity tag stays when somebody proves something.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

use super::CACHE_CONTROL;
use crate::access::proof::{Proven, proof_of};
use crate::access::seen::find;
use crate::body::document;
use crate::identity::Member;
use crate::problem::Problem;
use crate::state::State;

#[derive(Serialize)]
struct ProvenJson {
    proven: Option<&'static str>,
    proven_at: Option<String>,
}

/// Answers 200, to whoever may see the request.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let (seen, _) = find(&state, &member, &id).await?;
    let proofs = state.store.proofs_of(seen.stored.request.requester());
    let proven = proof_of(&seen.principal()?, &proofs.await?);
    let at = match proven {
        Some(Proven::Itself(at) | Proven::Account(at)) => Some(at.to_string()),
        Some(Proven::Nothing) | None => None,
    };
    let proven = ProvenJson {
        proven: proven.map(Proven::as_str),
        proven_at: at,
    };
    let mut response = HttpResponse::Ok();
    response.insert_header(CACHE_CONTROL);
    Ok(document(response, &proven))
}
