//! `POST /api/v1/access-requests`: requests access to a private tool.

use actix_web::http::header;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_core::access::AccessDraft;
use wharfinger_store::Scope;

use super::{address, problem, respond};
use crate::access::request::request as request_access;
use crate::access::seen::Seen;
use crate::api::v1::members::Members;
use crate::body;
use crate::idempotency;
use crate::identity::Member;
use crate::problem::Problem;
use crate::state::State;
use crate::tools::find;

/// Answers 201 once the request is durable.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    member.need(Scope::Access)?;
    let (mut members, bytes): (Members, _) = body::json(&request, payload, &[body::JSON]).await?;
    let idempotency = idempotency::of(&request, &bytes)?;
    let path = members.take_text("tool_path")?;
    let draft: AccessDraft = members.read()?;
    let tool = find(&state, &path).await?;
    let by = member.by(&state, &request);
    let demanded = request_access(&state, &tool, &draft, idempotency, by)
        .await
        .map_err(|refused| problem(refused, &draft))?;

    let mut response = HttpResponse::Created();
    response.insert_header((header::LOCATION, address(demanded.request.id)));
    if demanded.replayed {
        response.insert_header(idempotency::REPLAYED);
    }
    let seen = Seen::made(&state, &member, tool, demanded.request).await?;
    respond(response, &state, &seen)
}
