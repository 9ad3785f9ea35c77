//! `GET /api/v1/descriptors/{path}`: the files of a tool.

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::{etag, respond};
use crate::api::v1::tools::ToolPathText;
use crate::conditional;
use crate::identity::Viewer;
use crate::problem::Problem;
use crate::state::State;
use crate::tools::find;

/// Answers 200, or 304 when the client has them as they are.
pub(crate) async fn handle(
    state: Data<State>,
    _: Viewer,
    request: HttpRequest,
    path: ToolPathText,
) -> Result<HttpResponse, Problem> {
    let tool = find(&state, &path).await?;
    let tag = etag(&tool);
    if conditional::none_match(&request, &tag) {
        return Ok(HttpResponse::NotModified()
            .insert_header((header::ETAG, tag))
            .insert_header((header::CACHE_CONTROL, "no-cache"))
            .finish());
    }
    respond(&state, &tool).await
}
