//! `POST /api/v1/repositories/{id}/restore`: has a statement of somebody else's put back.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use wharfinger_store::Scope;

use crate::api::v1::members::Members;
use crate::body;
use crate::idempotency;
use crate::identity::Member;
use crate::problem::Problem;
use crate::repositories::find;
use crate::repositories::lost::restore;
use crate::state::State;

/// Which statement: as the list of those that are gone names it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Meant {
    snapshot: u64,
    place: usize,
}

/// Answers 204; it is written soon. Asking again changes nothing more.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    member.need(Scope::Access)?;
    idempotency::check(&request)?;
    let (members, _): (Members, _) = body::json(&request, payload, &[body::JSON]).await?;
    let Meant { snapshot, place } = members.read()?;
    let repository = find(&state, &member, &id).await?;
    let by = member.by(&state, &request);
    restore(&state, repository.id, (snapshot, place), by).await?;
    Ok(HttpResponse::NoContent().finish())
}
