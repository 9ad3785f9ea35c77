//! What the form asks for: a file is written or removed.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_core::descriptor::DescriptorText;
use wharfinger_store::{DescriptorKey, Tool};

use super::draw::{Drawn, again};
use super::{FILE, TEXT, TYPE};
use crate::identity::Viewer;
use crate::pages::access::{self, Admitted, Turned};
use crate::pages::form::Form;
use crate::pages::view::line::Refusal;
use crate::pages::{address, respond, see_other};
use crate::problem::{Problem, Unfit};
use crate::state::State;
use crate::tools::describe::{self, Unreadable};
use crate::tools::sight::need_maintainer;
use crate::tools::{Refused, find};

/// Why a file was not written that was typed before the tool was changed, without a full stop.
const CHANGED: &str = "the tool was changed since you opened this form; what you see is yours, and saving \
     it again overwrites the other change where it was to the same file";

/// The same where the tool was archived.
const ARCHIVED: &str = "the tool is archived, and an archived tool is not changed; take it out of the \
     archive first";

pub(in crate::pages) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    path: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let form = Form::read(&request, payload).await?;
    access::check_origin(&request, &state)?;
    let revision = form.revision()?;
    let tool = find(&state, &path).await?;
    let typed = Drawn {
        kind: form.get(TYPE).to_owned(),
        file: form.get(FILE).trim().to_owned(),
        // Browsers send line breaks as CR LF (HTML, 4.10.21.4).
        text: form.get(TEXT).replace("\r\n", "\n"),
        revision: Some(revision),
        ..Drawn::default()
    };
    match access::admit(&request, &state, &viewer, &form).await? {
        Ok(admitted) => {
            let is_removal = form.find("remove").is_some();
            let answer = change(&state, &request, &admitted, &tool, typed, is_removal).await;
            Ok(admitted.answer(answer))
        }
        Err(turned) => turned_away(&state, &viewer, &tool, typed, &turned).await,
    }
}

/// Does what the form asks for whoever was let in, if they maintain the tool.
async fn change(
    state: &State,
    request: &HttpRequest,
    admitted: &Admitted,
    tool: &Tool,
    typed: Drawn,
    is_removal: bool,
) -> Result<HttpResponse, Problem> {
    need_maintainer(state, &admitted.who, tool.id).await?;
    let by = admitted.who.by(state, request);
    let seen = typed.revision.unwrap_or(tool.revision);
    let read = if is_removal {
        describe::key(&typed.kind, &typed.file)
            .map(|key| (key, None))
            .map_err(|unreadable| vec![unfit(unreadable)])
    } else {
        read(&typed).map(|(key, text)| (key, Some(text)))
    };
    let viewer = &admitted.viewer();
    let (key, text) = match read {
        Ok(read) => read,
        Err(found) => {
            let drawn = Drawn {
                refusal: Some(Refusal::Unfit(found)),
                ..typed
            };
            let page = again(state, viewer, tool, drawn).await?;
            return Ok(respond(StatusCode::UNPROCESSABLE_ENTITY, &page));
        }
    };
    let (changed, done) = match text {
        Some(text) => (
            describe::write(state, tool, seen, key, text, by).await,
            "saved",
        ),
        None => (
            describe::remove(state, tool, seen, key, by).await,
            "removed",
        ),
    };
    let (status, revision, words) = match changed {
        Ok(tool) => {
            let page = address("descriptors", &tool);
            return Ok(see_other(&format!("{page}?done={done}")));
        }
        Err(Refused::Stale { current }) => (StatusCode::CONFLICT, current, CHANGED.to_owned()),
        Err(Refused::Archived(_)) => (StatusCode::CONFLICT, seen, ARCHIVED.to_owned()),
        Err(Refused::Other(
            problem @ (Problem::TooManyDescriptors | Problem::NoSuchDescriptor),
        )) => (
            StatusCode::CONFLICT,
            seen,
            problem.detail().unwrap_or_default(),
        ),
        Err(Refused::Other(problem)) => {
            let turned = Turned::later(problem)?;
            return turned_away(state, viewer, tool, typed, &turned).await;
        }
        Err(refused @ (Refused::Invalid(_) | Refused::Taken { .. })) => {
            return Err(Problem::Internal(format!("describing was {refused:?}")));
        }
    };
    let drawn = Drawn {
        revision: Some(revision),
        refusal: Some(Refusal::Said(words)),
        ..typed
    };
    let page = again(state, viewer, tool, drawn).await?;
    Ok(respond(status, &page))
}

/// What was typed, or everything that does not fit.
fn read(typed: &Drawn) -> Result<(DescriptorKey, DescriptorText), Vec<Unfit>> {
    let key = describe::key(&typed.kind, &typed.file).map_err(unfit);
    let text = DescriptorText::parse(&typed.text);
    let text = text.map_err(|error| Unfit::new(TEXT, error.to_string()));
    match (key, text) {
        (Ok(key), Ok(text)) => Ok((key, text)),
        (key, text) => Err(key.err().into_iter().chain(text.err()).collect()),
    }
}

fn unfit(unreadable: Unreadable) -> Unfit {
    match unreadable {
        Unreadable::Type => Unfit::new(TYPE, "choose what the file is written in".to_owned()),
        Unreadable::Path(reason) => Unfit::new(FILE, reason),
    }
}

/// The form again with what was typed, and why whoever sent it may not write.
async fn turned_away(
    state: &State,
    viewer: &Viewer,
    tool: &Tool,
    typed: Drawn,
    turned: &Turned,
) -> Result<HttpResponse, Problem> {
    let drawn = Drawn {
        turned: Some(turned.message()),
        ..typed
    };
    let page = again(state, viewer, tool, drawn).await?;
    Ok(turned.respond(&page))
}
