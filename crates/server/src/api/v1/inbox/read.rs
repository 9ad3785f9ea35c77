//! `POST /api/v1/inbox/read`: marks what the account was told as read.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use wharfinger_store::{NoticeId, Scope};

use crate::access::inbox::mark_read;
use crate::api::v1::members::Members;
use crate::body;
use crate::idempotency;
use crate::identity::Member;
use crate::problem::Problem;
use crate::state::State;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Through {
    through: u64,
}

/// Answers 204. Asking again changes nothing, so an idempotency key is taken and has nothing to protect.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    member.need(Scope::Access)?;
    let (members, _): (Members, _) = body::json(&request, payload, &[body::JSON]).await?;
    idempotency::check(&request)?;
    let Through { through } = members.read()?;
    // Beyond the last id there can be, it is all of them.
    let through = NoticeId(i64::try_from(through).unwrap_or(i64::MAX));
    mark_read(&state, member.id(), through).await?;
    Ok(HttpResponse::NoContent().finish())
}
