//! `POST /api/v1/registry-requests`: asks for a registry.

use actix_web::http::header;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use wharfinger_store::Scope;

use super::shown;
use crate::api::v1::members::Members;
use crate::body;
use crate::idempotency;
use crate::identity::Member;
use crate::origin;
use crate::problem::Problem;
use crate::registry_requests::ask::ask;
use crate::state::State;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewRequest {
    host: String,
}

/// Answers 201 with the request, or 200 where somebody has asked for that host before: whoever asks supports it
/// then, so that a repetition changes nothing.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    member.need(Scope::Tools)?;
    let (members, _): (Members, _) = body::json(&request, payload, &[body::JSON]).await?;
    idempotency::check(&request)?;
    let new: NewRequest = members.read()?;
    let address = origin::client_address(&request, &state.config);
    let by = member.by(&state, &request);
    let (asked, is_new) = ask(&state, &new.host, &member, address, by).await?;
    let mut response = if is_new {
        HttpResponse::Created()
    } else {
        HttpResponse::Ok()
    };
    let location = format!("/api/v1/registry-requests/{}", asked.id);
    response.insert_header((header::LOCATION, location));
    shown(&state, response, member.id(), asked).await
}
