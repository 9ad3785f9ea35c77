//! `GET /api/v1/automation/{path}`: whether the server gives access to a tool by itself.

use actix_web::HttpResponse;
use actix_web::web::Data;

use super::respond;
use crate::api::v1::tools::ToolPathText;
use crate::identity::Member;
use crate::problem::Problem;
use crate::state::State;
use crate::tools::find;
use crate::tools::sight::need_maintainer;

/// Answers 200 to maintainers and administrators.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    path: ToolPathText,
) -> Result<HttpResponse, Problem> {
    let tool = find(&state, &path).await?;
    need_maintainer(&state, &member, tool.id).await?;
    respond(&state, &member, &tool).await
}
