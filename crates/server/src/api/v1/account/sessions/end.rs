//! `DELETE /api/v1/account/sessions/{id}`: signs a browser out.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_store::Scope;

use crate::accounts::sessions::end;
use crate::identity::Member;
use crate::problem::Problem;
use crate::state::State;

/// Answers 204; the browser is signed out from then on.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    id: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    member.need(Scope::Account)?;
    end(&state, &member, &id, member.by(&state, &request)).await?;
    Ok(HttpResponse::NoContent().finish())
}
