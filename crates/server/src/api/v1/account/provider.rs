//! `DELETE /api/v1/account/provider`: disconnects the account from its sign-in provider.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::accounts::provider::disconnect;
use crate::identity::Member;
use crate::problem::Problem;
use crate::state::State;

/// Answers 204, also where there was none.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    member.need_person()?;
    let by = member.by(&state, &request);
    disconnect(&state, &member, by).await?;
    Ok(HttpResponse::NoContent().finish())
}
