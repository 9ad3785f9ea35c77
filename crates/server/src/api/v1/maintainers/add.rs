//! `PUT /api/v1/maintainers/{path}?account=`: adds a maintainer.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::{PARAMETERS, account, respond};
use crate::access::maintainers::add;
use crate::api::v1::tools::ToolPathText;
use crate::identity::Member;
use crate::problem::Problem;
use crate::query::Query;
use crate::state::State;
use crate::tools::find;
use crate::tools::sight::need_maintainer;

/// Answers 200 with the maintainers as they are then.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    path: ToolPathText,
) -> Result<HttpResponse, Problem> {
    let query = Query::read(&request, PARAMETERS)?;
    let name = account(&query)?;
    let tool = find(&state, &path).await?;
    need_maintainer(&state, &member, tool.id).await?;
    let by = member.by(&state, &request);
    Ok(respond(&add(&state, &tool, name, by).await?))
}
