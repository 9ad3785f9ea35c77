//! `PATCH /api/v1/account/connections/{id}`: what the owner of an AWS account wants besides.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use wharfinger_store::Scope;

use crate::api::v1::automation::ConnectionJson;
use crate::api::v1::document;
use crate::api::v1::members::Members;
use crate::automation::healing::heal;
use crate::body;
use crate::identity::Member;
use crate::problem::Problem;
use crate::state::State;

/// What is to be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    healing: bool,
}

/// Answers 200 with the connection as it is now.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    member.need(Scope::Account)?;
    let types = &[body::MERGE_PATCH, body::JSON];
    let (members, _): (Members, _) = body::json(&request, payload, types).await?;
    let Wanted { healing } = members.read()?;
    let by = member.by(&state, &request);
    let connection = heal(&state, &member, &id, healing, by).await?;
    Ok(document(
        HttpResponse::Ok(),
        &ConnectionJson::of(&connection),
    ))
}
