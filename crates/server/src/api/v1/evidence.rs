//! `POST /api/v1/evidence/{path}`: has the registry of a tool's image asked now. The address ends with
//! the tool's path, as the tool's own does.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::tools::{ToolPathText, respond};
use crate::idempotency;
use crate::identity::Member;
use crate::images::now::look_now;
use crate::origin;
use crate::problem::Problem;
use crate::state::State;
use crate::tools::find;
use crate::tools::sight::{Sight, need_maintainer};

/// Answers what cannot be done to evidence.
pub(crate) async fn method_not_allowed() -> Result<HttpResponse, Problem> {
    Err(Problem::MethodNotAllowed {
        allow: "POST".to_owned(),
    })
}

/// Answers 200 with the tool and the evidence about it. Evidence of a moment ago is answered as it is.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    path: ToolPathText,
) -> Result<HttpResponse, Problem> {
    idempotency::check(&request)?;
    let tool = find(&state, &path).await?;
    need_maintainer(&state, &member, tool.id).await?;
    let address = origin::client_address(&request, &state.config);
    let by = member.by(&state, &request);
    look_now(&state, &tool, address, by).await?;
    respond(HttpResponse::Ok(), &state, &tool, Sight::Whole).await
}
