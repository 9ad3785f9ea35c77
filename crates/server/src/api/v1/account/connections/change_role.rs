//! `PUT /api/v1/account/connections/{id}/role`: gives a connection another role.

use actix_web::http::header;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use wharfinger_store::Scope;

use crate::api::v1::automation::{CheckedJson, ConnectionJson};
use crate::api::v1::members::Members;
use crate::automation::change_role::{change_role, own};
use crate::automation::choices::{check_match, etag};
use crate::body;
use crate::body::document;
use crate::identity::Member;
use crate::problem::Problem;
use crate::state::State;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewRole {
    role_arn: String,
}

#[derive(Serialize)]
struct RoleCheckedJson {
    taken: bool,
    checked: CheckedJson,
    connection: ConnectionJson,
}

/// Answers 200 with what was found of the role, and with the connection as it is then: with that role
/// where all is right, and otherwise as it was.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    member.need(Scope::Account)?;
    let (members, _): (Members, _) = body::json(&request, payload, &[body::JSON]).await?;
    let NewRole { role_arn } = members.read()?;
    let connection = own(&state, &member, &id).await?;
    check_match(&request, &connection)?;
    let by = member.by(&state, &request);
    let found = change_role(&state, connection, &role_arn, by).await?;
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::ETAG, etag(found.connection.revision)))
        .insert_header((header::CACHE_CONTROL, "no-store"));
    let found = RoleCheckedJson {
        taken: found.is_taken,
        checked: CheckedJson::of(&found.checked),
        connection: ConnectionJson::of(&found.connection),
    };
    Ok(document(response, &found))
}
