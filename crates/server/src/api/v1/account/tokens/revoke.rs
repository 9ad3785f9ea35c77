//! `DELETE /api/v1/account/tokens/{id}`: revokes an API token.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use crate::accounts::tokens::revoke;
use crate::identity::Member;
use crate::problem::Problem;
use crate::state::State;

/// Answers 204; the token opens nothing from then on.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    member.need_person()?;
    let by = member.by(&state, &request);
    revoke(&state, &member, &id, by).await?;
    Ok(HttpResponse::NoContent().finish())
}
