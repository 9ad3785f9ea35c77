//! `POST /api/v1/tools`: registers a tool.

use actix_web::http::header;
use actix_web::web::{Bytes, Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use sha2::{Digest as _, Sha256};
use wharfinger_core::code::Code;
use wharfinger_core::registration::{Draft, Registration, check};
use wharfinger_core::report::{Field, Issue, Span};
use wharfinger_core::wire;
use wharfinger_store::{Fingerprint, Idempotency, NewTool, RegisterError, Registered};

use super::{address, respond};
use crate::api::v1::{issues, text_header};
use crate::body;
use crate::limits::IDEMPOTENCY_KEY_BYTES_MAX;
use crate::operator::{Operator, Viewer};
use crate::problem::Problem;
use crate::state::State;

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
    let registered = register(&state, &draft, idempotency).await?;

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

/// Checks a draft and stores it; the way of the API and of the register page.
pub(crate) async fn register(
    state: &State,
    draft: &Draft,
    idempotency: Option<Idempotency>,
) -> Result<Registered, Problem> {
    let registration = accepted(state, draft)?;
    let tool = NewTool {
        id: state.new_tool_id(),
        registration,
        idempotency,
        now: state.clock.now(),
    };
    match state.store.register_tool(tool).await {
        Ok(registered) => Ok(registered),
        Err(RegisterError::Conflict { path, .. }) => Err(Problem::ToolConflict {
            issues: issues(&wire::issues(draft, &[conflict(draft, &path)])),
            tool_path: path,
        }),
        Err(RegisterError::KeyReused) => Err(Problem::IdempotencyKeyReused),
        Err(RegisterError::Failure(failure)) => Err(failure.into()),
        Err(error) => Err(Problem::Internal(error.to_string())),
    }
}

/// The registration that a draft makes, or the issues why it makes none.
pub(crate) fn accepted(state: &State, draft: &Draft) -> Result<Registration, Problem> {
    let report = check(&state.config.catalogue, draft);
    match report.registration {
        Some(registration) => Ok(registration),
        None => Err(Problem::Invalid {
            issues: issues(&wire::issues(draft, &report.issues)),
        }),
    }
}

/// The issue of a draft whose path is taken.
#[must_use]
pub(crate) fn conflict(draft: &Draft, path: &str) -> Issue {
    // The field that can be changed without meaning another image.
    let span = Span::whole(draft.get(Field::ToolName).unwrap_or_default());
    Issue::new(
        Code::ToolPathConflict,
        Field::ToolName,
        span,
        format!("a tool is already registered as `{path}`"),
    )
    .help("update that tool, or give this one a tool name of its own")
}

fn idempotency(key: &str, body: &Bytes) -> Idempotency {
    Idempotency {
        principal: Operator::PRINCIPAL.to_owned(),
        key: key.to_owned(),
        fingerprint: Fingerprint(Sha256::digest(body).into()),
    }
}
