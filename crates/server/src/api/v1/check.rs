//! `POST /api/v1/check`: what the rules say about a draft. Nothing is stored.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_core::registration::{Draft, check};
use wharfinger_core::wire;

use crate::body;
use crate::body::document;
use crate::checks;
use crate::idempotency;
use crate::identity::Viewer;
use crate::problem::Problem;
use crate::state::State;

/// Answers 200 for every draft that can be read, valid or not: asking is not an error.
pub(crate) async fn handle(
    state: Data<State>,
    viewer: Result<Viewer, Problem>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    // Gateways add an `Authorization` of their own. It opens nothing here, so it is no reason to refuse
    // what anybody may ask; whoever is not known is limited as anybody is.
    let viewer = viewer.unwrap_or_default();
    checks::take(&state, &viewer, &request)?;
    idempotency::check(&request)?;
    let (draft, _): (Draft, _) = body::json(&request, payload, &[body::JSON]).await?;
    let report = check(&state.catalogues.now(), &draft);
    Ok(document(HttpResponse::Ok(), &wire::report(&draft, &report)))
}
