//! `GET /api/v1/registry-requests/{id}`: a registry that somebody asks for.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use wharfinger_store::Scope;

use super::shown;
use crate::identity::Member;
use crate::problem::Problem;
use crate::registry_requests::find;
use crate::state::State;

/// Answers 200.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    member.need(Scope::Tools)?;
    let request = find(&state, &id).await?;
    shown(&state, HttpResponse::Ok(), member.id(), request).await
}
