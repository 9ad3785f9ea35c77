//! `DELETE /api/v1/account/sessions`: signs all browsers out but the one that asks.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_store::Scope;

use crate::accounts::sessions::end_others;
use crate::identity::Member;
use crate::problem::Problem;
use crate::state::State;

/// Answers 204; a program signs out all of them.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    member.need(Scope::Account)?;
    let by = member.by(&state, &request);
    end_others(&state, &member, by).await?;
    Ok(HttpResponse::NoContent().finish())
}
