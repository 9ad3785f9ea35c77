//! `POST /archive/{path}`: takes a tool out of the lists, or puts it back.

use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Payload};

use super::access::{self, Turned};
use super::form::Form;
use super::{address, see_other};
use crate::api::v1::tools::{archive, find};
use crate::operator::Viewer;
use crate::problem::Problem;
use crate::state::State;

pub(super) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    path: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let form = Form::read(&request, payload).await?;
    let mut tool = find(&state, &path).await?;
    match access::admit(&request, &state, &viewer, &form).await? {
        Ok(_) => {}
        Err(Turned::Stale) => return Ok(see_other(&address("edit", &tool))),
        Err(turned) => return Err(Problem::Unauthenticated(turned.message())),
    }
    // The revision that the visitor has seen: archiving what has changed since is refused.
    if let Ok(seen) = form.get("revision").parse() {
        tool.revision = seen;
    }
    let is_archived = form.get("archive") == "yes";
    let tool = archive::set(&state, tool, &is_archived.into()).await?;
    let done = if is_archived { "" } else { "?done=unarchived" };
    Ok(see_other(&format!("{}{done}", address("tools", &tool))))
}
