//! `DELETE /api/v1/automation/{path}`: has new approvals of a tool carried out by hand again.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::api::v1::tools::ToolPathText;
use crate::automation::stop;
use crate::identity::Member;
use crate::problem::Problem;
use crate::state::State;
use crate::tools::find;
use crate::tools::sight::need_maintainer;

/// Answers 204, also where it was not on.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    path: ToolPathText,
) -> Result<HttpResponse, Problem> {
    let tool = find(&state, &path).await?;
    need_maintainer(&state, &member, tool.id).await?;
    let by = member.by(&state, &request);
    stop(&state, &tool, by).await?;
    Ok(HttpResponse::NoContent().finish())
}
