//! `PUT` and `DELETE /api/v1/registry-requests/{id}/support`: says that one wants it too, or no longer.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_store::Scope;

use super::shown;
use crate::identity::Member;
use crate::problem::Problem;
use crate::registry_requests::parse;
use crate::registry_requests::support::support;
use crate::state::State;

/// Answers 200 with the request, which the account supports.
pub(crate) async fn begin(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    handle(&state, &member, &request, &id, true).await
}

/// Answers 200 with the request, which the account does not support.
pub(crate) async fn end(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    handle(&state, &member, &request, &id, false).await
}

async fn handle(
    state: &State,
    member: &Member,
    request: &HttpRequest,
    id: &str,
    supports: bool,
) -> Result<HttpResponse, Problem> {
    member.need(Scope::Tools)?;
    let by = member.by(state, request);
    let found = support(state, parse(id)?, supports, by).await?;
    shown(state, HttpResponse::Ok(), member.id(), found).await
}
