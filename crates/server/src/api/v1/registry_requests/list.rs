//! `GET /api/v1/registry-requests`: the registries that people ask for.

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use wharfinger_store::{RegistryRequestFilter, Scope};

use super::RegistryRequestJson;
use crate::api::v1::paging::Next;
use crate::body::document;
use crate::identity::Member;
use crate::problem::Problem;
use crate::query::Query;
use crate::registry_requests::list::list;
use crate::state::State;

/// The parameters, as the OpenAPI document lists them.
pub(crate) const PARAMETERS: &[&str] = &["state", "limit", "cursor"];

#[derive(Serialize)]
struct RegistryRequestsJson<'a> {
    requests: Vec<RegistryRequestJson<'a>>,
    #[serde(flatten)]
    next: &'a Next,
}

/// Answers 200 with the newest requests first.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    member.need(Scope::Tools)?;
    let query = Query::read(&request, PARAMETERS)?;
    let is_open = match query.get("state") {
        None => None,
        Some("open") => Some(true),
        Some("answered") => Some(false),
        Some(_) => {
            let detail = "`state` must be `open` or `answered`, or be left out for both";
            return Err(Problem::BadQuery(detail.to_owned()));
        }
    };
    let filter = RegistryRequestFilter { is_open };
    let (seen, next) = list(&state, member.id(), filter, query.page()?).await?;
    let next = Next::new(&request, &query, next);
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "private, no-cache"));
    next.link(&mut response);
    let catalogue = state.catalogues.now();
    let requests = seen.requests.iter();
    let shown = RegistryRequestsJson {
        requests: requests
            .map(|request| RegistryRequestJson::new(&catalogue, &seen, request))
            .collect(),
        next: &next,
    };
    Ok(document(response, &shown))
}
