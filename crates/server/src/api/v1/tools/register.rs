//! `POST /api/v1/tools`: registers a tool.

use actix_web::http::header;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_core::registration::Draft;
use wharfinger_store::Scope;

use super::{address, problem, respond};
use crate::body;
use crate::idempotency;
use crate::identity::Member;
use crate::problem::Problem;
use crate::state::State;
use crate::tools::letters::Sender;
use crate::tools::register::register;
use crate::tools::sight::Sight;

/// Answers 201 once the tool is durable.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    member.need(Scope::Tools)?;
    let (draft, bytes): (Draft, _) = body::json(&request, payload, &[body::JSON]).await?;
    let idempotency = idempotency::of(&request, &bytes)?;
    let by = member.by(&state, &request);
    let sender = Sender::of(&state, &request, &member);
    let registered = register(&state, &draft, idempotency, sender, by)
        .await
        .map_err(|refused| problem(refused, &draft))?;

    let mut response = HttpResponse::Created();
    response.insert_header((header::LOCATION, address(&registered.tool)));
    if registered.replayed {
        response.insert_header(idempotency::REPLAYED);
    }
    respond(response, &state, &registered.tool, Sight::Whole).await
}
