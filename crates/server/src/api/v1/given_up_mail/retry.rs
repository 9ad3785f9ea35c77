//! `POST /api/v1/given-up-mail/{id}/retry`: has a letter that was given up sent after all.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use crate::idempotency;
use crate::identity::Member;
use crate::outbox::retry;
use crate::problem::Problem;
use crate::state::State;

/// Answers 204; it is sent as soon as the mail server takes it. A repetition finds it waiting, and no
/// letter that was given up.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    member.need_administrator()?;
    idempotency::check(&request)?;
    let by = member.by(&state, &request);
    retry(&state, &id, by).await?;
    Ok(HttpResponse::NoContent().finish())
}
