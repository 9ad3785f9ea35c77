//! `GET` and `POST /descriptors/{path}`: what describes a tool to workflow engines, for everybody to read
//! and for its maintainers to write.

mod draw;
mod submit;

pub(super) use submit::submit;

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use self::draw::{Drawn, page};
use super::form::parameter;
use super::view::line::Refusal;
use super::{access, respond};
use crate::identity::Viewer;
use crate::problem::Problem;
use crate::state::State;
use crate::tools::find;

/// The controls of the form.
const TYPE: &str = "type";
const FILE: &str = "file";
const TEXT: &str = "text";

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

fn done(what: &str) -> Option<&'static str> {
    match what {
        "saved" => Some("The file is saved, and workflow engines are given it."),
        "removed" => Some("The file is removed."),
        _ => None,
    }
}
