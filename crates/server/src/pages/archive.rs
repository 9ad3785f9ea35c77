//! `POST /archive/{path}`: takes a tool out of the lists, or puts it back.

use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Payload};

use super::access::{self, FORM_STALE, Turned};
use super::edit::TOOL_CHANGED;
use super::form::Form;
use super::{address, see_other, sign_in_first};
use crate::identity::Viewer;
use crate::problem::Problem;
use crate::state::State;
use crate::tools::archive::archive;
use crate::tools::sight::need_maintainer;
use crate::tools::{Refused, find};

pub(super) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    path: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let form = Form::read(&request, payload).await?;
    access::check_origin(&request, &state)?;
    let seen = form.revision()?;
    let archived = match form.get("archive") {
        "yes" => true,
        "no" => false,
        _ => {
            let detail = "the form does not say whether to archive the tool".to_owned();
            return Err(Problem::BadBody(detail));
        }
    };
    let tool = find(&state, &path).await?;
    // The form holds nothing that was typed, so the page it came from takes over.
    let edit = address("edit", &tool);
    let admitted = match access::admit(&request, &state, &viewer, &form).await? {
        Ok(admitted) => admitted,
        Err(Turned::Stale) => return Ok(see_other(&format!("{edit}?notice={FORM_STALE}"))),
        Err(Turned::SignIn | Turned::WrongPassword(_)) => return Ok(sign_in_first(&edit)),
        Err(Turned::Later(problem)) => return Err(problem),
    };
    if let Err(problem) = need_maintainer(&state, &admitted.who, tool.id).await {
        return Ok(admitted.answer(Err(problem)));
    }
    let by = admitted.who.by(&state, &request);
    let answer = match archive(&state, &tool, seen, archived, by).await {
        Ok(tool) => {
            let done = if archived { "" } else { "?done=unarchived" };
            Ok(see_other(&format!("{}{done}", address("tools", &tool))))
        }
        Err(Refused::Stale { .. }) => Ok(see_other(&format!("{edit}?notice={TOOL_CHANGED}"))),
        Err(Refused::Archived(path)) => Err(Problem::ToolArchived(path)),
        Err(Refused::Other(problem)) => Err(problem),
        Err(refused @ (Refused::Invalid(_) | Refused::Taken { .. })) => {
            Err(Problem::Internal(format!("archiving was {refused:?}")))
        }
    };
    Ok(admitted.answer(answer))
}
