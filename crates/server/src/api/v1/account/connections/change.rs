//! `PATCH /api/v1/account/connections/{id}`: what the owner of an AWS account wants besides.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use wharfinger_store::Scope;

use crate::api::v1::automation::ConnectionJson;
use crate::api::v1::members::Members;
use crate::automation::change_role::own;
use crate::automation::choices::{hand_out, heal};
use crate::body;
use crate::body::document;
use crate::identity::Member;
use crate::problem::Problem;
use crate::state::State;

/// What is to be; what is left out stays.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    healing: Option<bool>,
    pull_passwords: Option<bool>,
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
    let wanted: Wanted = members.read()?;
    let by = member.by(&state, &request);
    if let Some(heals) = wanted.healing {
        heal(&state, &member, &id, heals, by.clone()).await?;
    }
    if let Some(hands_out) = wanted.pull_passwords {
        hand_out(&state, &member, &id, hands_out, by).await?;
    }
    let connection = own(&state, &member, &id).await?;
    Ok(document(
        HttpResponse::Ok(),
        &ConnectionJson::of(&connection),
    ))
}
