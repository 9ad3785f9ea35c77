//! `POST /api/v1/tools`: registers a tool.

use actix_web::http::header;
use actix_web::web::{Bytes, Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use sha2::{Digest as _, Sha256};
use wharfinger_core::registration::Draft;
use wharfinger_store::{Fingerprint, Idempotency};

use super::{address, problem, respond};
use crate::api::v1::text_header;
use crate::body;
use crate::limits::IDEMPOTENCY_KEY_BYTES_MAX;
use crate::operator::{Operator, Viewer};
use crate::problem::Problem;
use crate::state::State;
use crate::tools::register::register;

/// Answers 201 once the tool is durable.
pub(crate) async fn handle(
    state: Data<State>,
    operator: Operator,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let key = text_header(&request, "idempotency-key", IDEMPOTENCY_KEY_BYTES_MAX)?;
    let (draft, bytes): (Draft, _) = body::json(&request, payload, &[body::JSON]).await?;
    let idempotency = key.map(|key| idempotency(key, &bytes));
    let registered = register(&state, &draft, idempotency)
        .await
        .map_err(|refused| problem(refused, &draft))?;

    let mut response = HttpResponse::Created();
    response.insert_header((header::LOCATION, address(&registered.tool)));
    if registered.replayed {
        response.insert_header(("idempotency-replayed", "true"));
    }
    let viewer = Viewer {
        operator: Some(operator),
    };
    Ok(respond(response, &state, &registered.tool, &viewer))
}

fn idempotency(key: &str, body: &Bytes) -> Idempotency {
    Idempotency {
        principal: Operator::PRINCIPAL.to_owned(),
        key: key.to_owned(),
        fingerprint: Fingerprint(Sha256::digest(body).into()),
    }
}
