//! `GET` and `POST /descriptors/{path}`: what describes a tool to workflow engines, for everybody to read
//! and for its maintainers to write.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_core::descriptor::{DescriptorText, DescriptorType};
use wharfinger_store::{Descriptor, DescriptorKey, Revision, Tool};

use super::access::{self, Admitted, Turned};
use super::form::{Form, parameter};
use super::view::descriptors as view;
use super::view::frame::Here;
use super::view::line::{Kind, Line, Refusal};
use super::{address, frame, respond, see_other, when};
use crate::hex;
use crate::identity::Viewer;
use crate::problem::{Problem, Unfit};
use crate::state::State;
use crate::tools::describe::{self, Unreadable, is_current};
use crate::tools::sight::{may_change, need_maintainer};
use crate::tools::{Refused, find};

/// The controls of the form.
const TYPE: &str = "type";
const FILE: &str = "file";
const TEXT: &str = "text";

/// Why a file was not written that was typed before the tool was changed, without a full stop.
const CHANGED: &str = "the tool was changed since you opened this form; what you see is yours, and saving \
     it again overwrites the other change where it was to the same file";

/// The same where the tool was archived.
const ARCHIVED: &str = "the tool is archived, and an archived tool is not changed; take it out of the \
     archive first";

/// What the form holds, and what is said about it.
#[derive(Default)]
struct Drawn {
    kind: String,
    file: String,
    text: String,
    /// The revision that the form is for; the tool's own where none is given.
    revision: Option<Revision>,
    refusal: Option<Refusal>,
    turned: Option<String>,
    done: Option<&'static str>,
}

pub(super) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    path: Path<String>,
) -> Result<HttpResponse, Problem> {
    let tool = find(&state, &path).await?;
    let descriptors = state.store.descriptors(tool.id).await?;
    let given = |name| parameter(&request, name).unwrap_or_default();
    let mut drawn = Drawn {
        kind: given(TYPE),
        file: given(FILE),
        refusal: access::stale_words(&request).map(|words| Refusal::Said(words.to_owned())),
        done: parameter(&request, "done").and_then(|what| done(&what)),
        ..Drawn::default()
    };
    let edited = descriptors.iter().find(|descriptor| {
        descriptor.key.kind.as_str() == drawn.kind && descriptor.key.path.as_str() == drawn.file
    });
    if let Some(edited) = edited {
        edited.text.as_str().clone_into(&mut drawn.text);
    }
    let page = page(&state, &viewer, &tool, &descriptors, drawn).await?;
    Ok(respond(StatusCode::OK, &page))
}

pub(super) async fn submit(
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
            return again(state, viewer, tool, StatusCode::UNPROCESSABLE_ENTITY, drawn).await;
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
    again(state, viewer, tool, status, drawn).await
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
    let descriptors = state.store.descriptors(tool.id).await?;
    let page = page(state, viewer, tool, &descriptors, drawn).await?;
    Ok(turned.respond(&page))
}

/// The page again with what was typed.
async fn again(
    state: &State,
    viewer: &Viewer,
    tool: &Tool,
    status: StatusCode,
    drawn: Drawn,
) -> Result<HttpResponse, Problem> {
    let descriptors = state.store.descriptors(tool.id).await?;
    let page = page(state, viewer, tool, &descriptors, drawn).await?;
    Ok(respond(status, &page))
}

fn done(what: &str) -> Option<&'static str> {
    match what {
        "saved" => Some("The file is saved, and workflow engines are given it."),
        "removed" => Some("The file is removed."),
        _ => None,
    }
}

async fn page(
    state: &State,
    viewer: &Viewer,
    tool: &Tool,
    descriptors: &[Descriptor],
    drawn: Drawn,
) -> Result<view::Descriptors, Problem> {
    let may_write = match &viewer.who {
        Some(who) => tool.archived_at.is_none() && may_change(state, who, tool.id).await?,
        // Whoever sent the form gives name and password with it.
        None => drawn.turned.is_some(),
    };
    let unfit = match &drawn.refusal {
        Some(Refusal::Unfit(unfit)) => unfit.as_slice(),
        _ => &[],
    };
    let reason = |field| {
        let mut about = unfit.iter().filter(|unfit| unfit.field == field);
        about.next().map(|unfit| unfit.reason.clone())
    };
    let hint =
        "Where it lies beside the others, such as `main.cwl`. A file that is there is replaced.";
    let action = address("descriptors", tool);
    Ok(view::Descriptors {
        frame: frame(viewer, Here::Elsewhere),
        done: drawn.done,
        path: tool.registration.tool_path().to_string(),
        tool: address("tools", tool),
        version: tool.registration.version().to_owned(),
        files: descriptors
            .iter()
            .map(|descriptor| file(tool, &action, descriptor))
            .collect(),
        form: may_write.then(|| view::Form {
            revision: drawn.revision.unwrap_or(tool.revision).to_string(),
            file: Line::new(FILE, "File", hint, Kind::Text)
                .filled(&drawn.file)
                .marked(unfit),
            types: DescriptorType::ALL
                .iter()
                .map(|kind| view::Type {
                    value: kind.as_str(),
                    title: kind.title(),
                    is_chosen: kind.as_str() == drawn.kind,
                })
                .collect(),
            type_unfit: reason(TYPE),
            text_unfit: reason(TEXT),
            text: drawn.text,
            turned: drawn.turned,
        }),
        action,
        refusal: drawn.refusal,
    })
}

fn file(tool: &Tool, action: &str, descriptor: &Descriptor) -> view::File {
    let key = &descriptor.key;
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair(TYPE, key.kind.as_str())
        .append_pair(FILE, key.path.as_str())
        .finish();
    view::File {
        kind: key.kind.as_str(),
        title: key.kind.title(),
        path: key.path.to_string(),
        text: descriptor.text.as_str().to_owned(),
        sha256: hex::encode(&descriptor.sha256()),
        version: descriptor.version.clone(),
        is_current: is_current(tool, descriptor),
        written: when(descriptor.written_at),
        edit: format!("{action}?{query}#form"),
    }
}
