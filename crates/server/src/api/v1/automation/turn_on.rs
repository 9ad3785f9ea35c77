//! `PUT /api/v1/automation/{path}`: has the server give access to a tool by itself.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::respond;
use crate::api::v1::tools::ToolPathText;
use crate::automation::turn_on::turn_on;
use crate::automation::{NOT_MAINTAINER, Scene, begin};
use crate::identity::Member;
use crate::problem::Problem;
use crate::state::State;
use crate::tools::find;
use crate::tools::sight::{maintains, need_maintainer};

/// Answers 200 with how it stands then: begins a connection where there is none, and otherwise checks
/// it, and turns automation on where it is right.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    path: ToolPathText,
) -> Result<HttpResponse, Problem> {
    let tool = find(&state, &path).await?;
    need_maintainer(&state, &member, tool.id).await?;
    let scene = Scene::of(&state, &tool)?;
    if !maintains(&state, &member, tool.id).await? {
        return Err(Problem::Forbidden(NOT_MAINTAINER));
    }
    let by = member.by(&state, &request);
    match scene.connection_of(&state, &member).await? {
        None => {
            begin::begin(&state, &scene.place, by).await?;
        }
        Some(connection) => {
            turn_on(&state, &scene, connection, &tool, by).await?;
        }
    }
    respond(&state, &member, &tool).await
}
