//! `DELETE /api/v1/account/tokens`: revokes all API tokens.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::accounts::tokens::revoke_all;
use crate::identity::Member;
use crate::problem::Problem;
use crate::state::State;

/// Answers 204; they open nothing from then on.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    member.need_person()?;
    let by = member.by(&state, &request);
    revoke_all(&state, &member, by).await?;
    Ok(HttpResponse::NoContent().finish())
}
