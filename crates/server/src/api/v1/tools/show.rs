//! `GET /api/v1/tools/{path}`: one tool.

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::{Etag, ToolPathText, cache_control, respond_known};
use crate::conditional;
use crate::identity::Viewer;
use crate::problem::Problem;
use crate::state::State;
use crate::tools::find_seen;
use crate::tools::known::Known;

/// Answers 200, or 304 when the client has this version.
pub(crate) async fn handle(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    path: ToolPathText,
) -> Result<HttpResponse, Problem> {
    let (tool, sight) = find_seen(&state, &viewer, &path).await?;
    let known = Known::of(&state, &tool, sight).await?;
    let tag = Etag::of(&tool, sight, &known).to_string();
    if conditional::none_match(&request, &tag) {
        return Ok(HttpResponse::NotModified()
            .insert_header((header::ETAG, tag))
            .insert_header((header::CACHE_CONTROL, cache_control(sight)))
            .insert_header((header::VARY, "Authorization, Cookie"))
            .finish());
    }
    Ok(respond_known(
        HttpResponse::Ok(),
        &state,
        &tool,
        sight,
        &known,
    ))
}
