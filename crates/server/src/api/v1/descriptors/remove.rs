//! `DELETE /api/v1/descriptors/{path}?type=&file=`: removes a file of a tool.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_core::registration::Draft;

use super::{PARAMETERS, key, respond};
use crate::api::v1::tools::{Etag, ToolPathText, problem};
use crate::identity::Member;
use crate::problem::Problem;
use crate::query::Query;
use crate::state::State;
use crate::tools::sight::need_maintainer;
use crate::tools::{describe, find};

/// Answers 200 with the files that are left.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    path: ToolPathText,
) -> Result<HttpResponse, Problem> {
    let key = key(&Query::read(&request, PARAMETERS)?)?;
    let tool = find(&state, &path).await?;
    need_maintainer(&state, &member, tool.id).await?;
    Etag::check_match(&request, &tool)?;
    let by = member.by(&state, &request);
    let tool = describe::remove(&state, &tool, tool.revision, key, by)
        .await
        .map_err(|refused| problem(refused, &Draft::default()))?;
    respond(&state, &tool).await
}
