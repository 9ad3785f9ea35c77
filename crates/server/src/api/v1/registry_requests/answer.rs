//! `PUT /api/v1/registry-requests/{id}/answer`: says whether a registry is supported, and adds it.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use wharfinger_core::registry::OperatorRegistry;

use super::shown;
use crate::api::v1::members::Members;
use crate::body;
use crate::identity::Member;
use crate::problem::Problem;
use crate::registry_requests::answer::{Said, answer};
use crate::registry_requests::parse;
use crate::state::State;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewAnswer {
    accepted: bool,
    reason: String,
    #[serde(default)]
    registry: Option<OperatorRegistry>,
}

/// Answers 200 to administrators, with the request as it is then.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    member.need_administrator()?;
    let (members, _): (Members, _) = body::json(&request, payload, &[body::JSON]).await?;
    let new: NewAnswer = members.read()?;
    let said = Said {
        is_accepted: new.accepted,
        reason: new.reason,
        registry: new.registry,
    };
    let by = member.by(&state, &request);
    let answered = answer(&state, parse(&id)?, said, by).await?;
    shown(&state, HttpResponse::Ok(), member.id(), answered).await
}
