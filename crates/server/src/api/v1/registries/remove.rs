//! `DELETE /api/v1/registries/{id}`: takes a registry that was added out of the catalogue.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use crate::identity::Member;
use crate::problem::Problem;
use crate::registry_requests::answer::remove;
use crate::state::State;

/// Answers 204 to administrators, also where there is no such registry any more.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    member.need_administrator()?;
    remove(&state, &id, member.by(&state, &request)).await?;
    Ok(HttpResponse::NoContent().finish())
}
