//! `PATCH /api/v1/account/connections/{id}`: what the owner of an AWS account wants besides.

use actix_web::http::header;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use wharfinger_store::{Choices, Scope};

use crate::api::v1::automation::ConnectionJson;
use crate::api::v1::members::Members;
use crate::automation::change_role::own;
use crate::automation::choices::{check_match, choose, etag};
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
    let own = own(&state, &member, &id).await?;
    check_match(&request, &own)?;
    let choices = Choices {
        healing: wanted.healing,
        pull_passwords: wanted.pull_passwords,
    };
    let by = member.by(&state, &request);
    let connection = choose(&state, &own, choices, by).await?;
    let mut response = HttpResponse::Ok();
    response.insert_header((header::ETAG, etag(connection.revision)));
    Ok(document(response, &ConnectionJson::of(&connection)))
}
