//! `POST /api/v1/access-check?host=`: what the rules say about a request for access to images on a
//! registry. Nothing is stored.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_core::access::AccessDraft;
use wharfinger_core::wire;

use crate::access::request::check;
use crate::body;
use crate::body::document;
use crate::checks;
use crate::idempotency;
use crate::identity::Viewer;
use crate::problem::Problem;
use crate::query::Query;
use crate::state::State;

/// The parameters, as the OpenAPI document lists them.
pub(crate) const PARAMETERS: &[&str] = &["host"];

/// Answers 200 for every draft that can be read, valid or not: asking is not an error.
pub(crate) async fn handle(
    state: Data<State>,
    viewer: Result<Viewer, Problem>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    // As for registrations, credentials open nothing here.
    let viewer = viewer.unwrap_or_default();
    checks::take(&state, &viewer, &request)?;
    idempotency::check(&request)?;
    let query = Query::read(&request, PARAMETERS)?;
    let host = query.get("host").ok_or_else(|| {
        Problem::BadQuery("`host` must be the host of a registry, such as `quay.io`".to_owned())
    })?;
    let (draft, _): (AccessDraft, _) = body::json(&request, payload, &[body::JSON]).await?;
    let report = check(&state, host, &draft);
    Ok(document(
        HttpResponse::Ok(),
        &wire::access_report(&draft, &report),
    ))
}
