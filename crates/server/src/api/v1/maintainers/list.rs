//! `GET /api/v1/maintainers/{path}`: who maintains a tool.

use actix_web::HttpResponse;
use actix_web::web::Data;

use super::respond;
use crate::api::v1::tools::ToolPathText;
use crate::identity::Viewer;
use crate::problem::Problem;
use crate::state::State;
use crate::tools::find;

/// Answers 200; names are public.
pub(crate) async fn handle(
    state: Data<State>,
    _viewer: Viewer,
    path: ToolPathText,
) -> Result<HttpResponse, Problem> {
    let tool = find(&state, &path).await?;
    Ok(respond(&state.store.maintainers(tool.id).await?))
}
