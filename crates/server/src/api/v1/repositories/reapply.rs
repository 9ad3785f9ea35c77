//! `POST /api/v1/repositories/{id}/reapply`: has a policy made as the grants say.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_store::Scope;

use crate::idempotency;
use crate::identity::Member;
use crate::problem::Problem;
use crate::repositories::{find, reapply};
use crate::state::State;

/// Answers 204; holds are lifted, and it is written soon. Asking again changes nothing more.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    member.need(Scope::Access)?;
    idempotency::check(&request)?;
    let repository = find(&state, &member, &id).await?;
    reapply(&state, repository.id, member.by(&state, &request)).await?;
    Ok(HttpResponse::NoContent().finish())
}
