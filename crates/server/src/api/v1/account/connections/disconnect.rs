//! `DELETE /api/v1/account/connections/{id}`: takes back a connection to an AWS account.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_store::Scope;

use crate::automation::disconnect::disconnect;
use crate::identity::Member;
use crate::problem::Problem;
use crate::state::State;

/// Answers 204; its tools' requests are carried out by hand from then on.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    member.need(Scope::Account)?;
    let by = member.by(&state, &request);
    disconnect(&state, &id, by).await?;
    Ok(HttpResponse::NoContent().finish())
}
