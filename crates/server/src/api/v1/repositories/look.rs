//! `POST /api/v1/repositories/{id}/look`: has a policy looked at now.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_store::Scope;

use crate::idempotency;
use crate::identity::Member;
use crate::problem::Problem;
use crate::repositories::{find, look_now};
use crate::state::State;

/// Answers 204; it is looked at soon, and nothing else changes.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    member.need(Scope::Access)?;
    idempotency::check(&request)?;
    let repository = find(&state, &member, &id).await?;
    look_now(&state, repository.id).await?;
    Ok(HttpResponse::NoContent().finish())
}
