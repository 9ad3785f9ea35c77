//! `GET /api/v1/access-requests`: lists access requests, page by page.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use wharfinger_store::Scope;

use super::CACHE_CONTROL;
use super::json::RequestJson;
use crate::access::filter;
use crate::access::list::list;
use crate::api::v1::paging::Next;
use crate::body::document;
use crate::identity::Member;
use crate::problem::Problem;
use crate::query::Query;
use crate::state::State;

/// The parameters, as the OpenAPI document lists them.
pub(crate) const PARAMETERS: &[&str] = &["as", "tool", "status", "waiting", "limit", "cursor"];

#[derive(Serialize)]
struct RequestsJson<'a> {
    requests: Vec<RequestJson<'a>>,
    left_out: usize,
    #[serde(flatten)]
    next: &'a Next,
}

/// Answers 200 with the newest requests first.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    member.need(Scope::Access)?;
    let query = Query::read(&request, PARAMETERS)?;
    let filter = filter::read(&state, &member, &query).await?;
    let found = list(&state, &filter, query.page()?).await?;
    let next = Next::new(&request, &query, found.next);
    let mut response = HttpResponse::Ok();
    response.insert_header(CACHE_CONTROL);
    next.link(&mut response);
    let requests = found.requests.iter().map(RequestJson::new).collect();
    let shown = RequestsJson {
        requests,
        left_out: found.left_out,
        next: &next,
    };
    Ok(document(response, &shown))
}
