//! `GET /api/v1/account/connections`: the AWS accounts that whoever asks has connected.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Data;
use serde::Serialize;
use wharfinger_store::Scope;

use crate::api::v1::automation::ConnectionJson;
use crate::body::document;
use crate::identity::Member;
use crate::problem::Problem;
use crate::state::State;

#[derive(Serialize)]
struct ConnectionsJson {
    connections: Vec<ConnectionJson>,
}

/// Answers 200 with all of them, in the order in which they were made; an account has few.
pub(crate) async fn handle(state: Data<State>, member: Member) -> Result<HttpResponse, Problem> {
    member.need(Scope::Account)?;
    let connections = state.store.connections_of(member.id()).await?;
    let connections = connections.iter().map(ConnectionJson::of).collect();
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "private, no-cache"));
    Ok(document(response, &ConnectionsJson { connections }))
}
