//! `GET` and `POST /edit/{path}`: changes what does not make another tool of it.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_core::registration::{Draft, check};
use wharfinger_core::report::{Field, Issue};
use wharfinger_store::{By, Revision, Tool};

use super::access::{self, Admitted, Turned};
use super::form::{Form, parameter};
use super::view::edit::Edit;
use super::view::findings::fix_of;
use super::view::frame::Here;
use super::view::register as view;
use super::{
    address, form_scripts, frame, registries_json, respond, see_other, sign_in_first,
    visibility_reason,
};
use crate::checks;
use crate::identity::Viewer;
use crate::problem::Problem;
use crate::state::State;
use crate::tools::archive::archive;
use crate::tools::change::change;
use crate::tools::letters::Sender;
use crate::tools::sight::need_maintainer;
use crate::tools::{Refused, find, registry_of};

/// The fields that can be changed.
const EDITABLE: [Field; 5] = [
    Field::Image,
    Field::Visibility,
    Field::ContactEmail,
    Field::Description,
    Field::SourceUrl,
];

/// `?notice=`: the tool was changed before the form that was sent.
pub(super) const TOOL_CHANGED: &str = "tool-changed";

/// Why a change was not made that was typed while the tool was archived, without a full stop.
const ARCHIVED: &str = "the tool was archived since you opened this form; what you see is yours: take the tool out of the archive below, and save it then";

/// The same where the tool was changed.
const CHANGED: &str = "the tool was changed since you opened this form; what you see is yours, and saving it again overwrites the other change";

/// What is said to whoever took it out of the archive, with what they typed.
const UNARCHIVED: &str = "the tool is out of the archive again; what you see is yours, and saving it overwrites what others have changed since you opened this form";

/// What the page is drawn from.
#[derive(Clone, Copy)]
struct Drawn<'a> {
    tool: &'a Tool,
    /// The revision that the next change will be for.
    revision: Revision,
    draft: &'a Draft,
    issues: &'a [Issue],
    /// Why the change was not made, where it is not about a field.
    refusal: Option<&'static str>,
    /// Whether somebody has typed the draft.
    is_typed: bool,
}

pub(super) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    path: Path<String>,
) -> Result<HttpResponse, Problem> {
    let Some(who) = &viewer.who else {
        return Ok(sign_in_first(&format!("/edit/{path}")));
    };
    let tool = find(&state, &path).await?;
    need_maintainer(&state, who, tool.id).await?;
    let drawn = Drawn {
        tool: &tool,
        revision: tool.revision,
        draft: &tool.registration.to_draft(),
        issues: &[],
        refusal: parameter(&request, "notice").and_then(|notice| told(&notice)),
        is_typed: false,
    };
    let page = page(&state, &viewer, &drawn, None, false);
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
    let draft = edited(&tool, &form.draft());
    let catalogue = &state.catalogues.now();
    let drawn = Drawn {
        tool: &tool,
        revision,
        draft: &draft,
        issues: &[],
        refusal: None,
        is_typed: true,
    };

    let pressed = form.get("fix");
    if !pressed.is_empty() {
        if let Err(wait) = checks::take(&state, &viewer, &request) {
            let turned = Turned::Later(wait.into());
            return Ok(turned_away(&state, &viewer, &drawn, &turned));
        }
        let mut mended = draft.clone();
        if let Some(fix) = fix_of(pressed, &check(catalogue, &draft).issues) {
            mended.apply(fix);
            mended = edited(&tool, &mended);
        }
        let drawn = Drawn {
            draft: &mended,
            issues: &check(catalogue, &mended).issues,
            ..drawn
        };
        let page = page(&state, &viewer, &drawn, None, false);
        return Ok(respond(StatusCode::OK, &page));
    }

    match access::admit(&request, &state, &viewer, &form).await? {
        Ok(admitted) => {
            let answer = write(&state, &request, &admitted, &form, drawn).await;
            Ok(admitted.answer(answer))
        }
        Err(turned) => Ok(turned_away(&state, &viewer, &drawn, &turned)),
    }
}

/// Does what the form asks for whoever was let in, if they maintain the tool.
async fn write(
    state: &State,
    request: &HttpRequest,
    admitted: &Admitted,
    form: &Form,
    drawn: Drawn<'_>,
) -> Result<HttpResponse, Problem> {
    need_maintainer(state, &admitted.who, drawn.tool.id).await?;
    let (viewer, by) = (&admitted.viewer(), admitted.who.by(state, request));
    if form.get("archive") == "no" {
        unarchive(state, viewer, drawn, by).await
    } else {
        let sender = Sender::of(state, request, &admitted.who);
        save(state, viewer, drawn, sender, by).await
    }
}

async fn save(
    state: &State,
    viewer: &Viewer,
    drawn: Drawn<'_>,
    sender: Option<Sender<'_>>,
    by: By,
) -> Result<HttpResponse, Problem> {
    let (tool, seen) = (drawn.tool, drawn.revision);
    let refused = |status, drawn: &Drawn<'_>| {
        let page = page(state, viewer, drawn, None, true);
        Ok(respond(status, &page))
    };
    let changed = change(
        state,
        tool.clone(),
        seen,
        drawn.draft,
        &EDITABLE,
        sender,
        by,
    );
    match changed.await {
        Ok(changed) => {
            let done = if changed.revision == seen {
                "unchanged"
            } else {
                "saved"
            };
            let tool = address("tools", &changed);
            Ok(see_other(&format!("{tool}?done={done}")))
        }
        Err(Refused::Invalid(issues)) => {
            let issues = &issues;
            refused(StatusCode::UNPROCESSABLE_ENTITY, &Drawn { issues, ..drawn })
        }
        Err(Refused::Stale { current }) => Ok(stale(state, viewer, drawn, current)),
        Err(Refused::Archived(_)) => Ok(stale(state, viewer, drawn, seen)),
        Err(Refused::Other(problem)) => {
            Turned::later(problem).map(|turned| turned_away(state, viewer, &drawn, &turned))
        }
        Err(refused @ Refused::Taken { .. }) => {
            Err(Problem::Internal(format!("a change was {refused:?}")))
        }
    }
}

/// Takes the tool out of the archive and nothing else: what was typed comes back, to be saved.
async fn unarchive(
    state: &State,
    viewer: &Viewer,
    drawn: Drawn<'_>,
    by: By,
) -> Result<HttpResponse, Problem> {
    match archive(state, drawn.tool, drawn.revision, false, by).await {
        Ok(tool) => {
            let drawn = Drawn {
                tool: &tool,
                revision: tool.revision,
                refusal: Some(UNARCHIVED),
                ..drawn
            };
            let page = page(state, viewer, &drawn, None, false);
            Ok(respond(StatusCode::OK, &page))
        }
        Err(Refused::Stale { current }) => Ok(stale(state, viewer, drawn, current)),
        Err(Refused::Other(problem)) => {
            Turned::later(problem).map(|turned| turned_away(state, viewer, &drawn, &turned))
        }
        Err(refused) => Err(Problem::Internal(format!("unarchiving was {refused:?}"))),
    }
}

/// The form again with what was typed, and why whoever sent it may not write.
fn turned_away(state: &State, viewer: &Viewer, drawn: &Drawn<'_>, turned: &Turned) -> HttpResponse {
    turned.respond(&page(state, viewer, drawn, Some(turned), true))
}

/// The form again with what was typed, for the revision `current`. Archiving makes a revision too,
/// so that the tool itself says what happened to it.
fn stale(state: &State, viewer: &Viewer, drawn: Drawn<'_>, current: Revision) -> HttpResponse {
    let is_archived = drawn.tool.archived_at.is_some();
    let drawn = Drawn {
        revision: current,
        refusal: Some(if is_archived { ARCHIVED } else { CHANGED }),
        ..drawn
    };
    let page = page(state, viewer, &drawn, None, true);
    respond(StatusCode::CONFLICT, &page)
}

/// What a `?notice=` says, without a full stop.
fn told(notice: &str) -> Option<&'static str> {
    match notice {
        access::FORM_STALE => Some(access::FORM_STALE_WORDS),
        TOOL_CHANGED => Some(
            "nothing was done: the tool was changed since you opened the page; look it over and do it again",
        ),
        _ => None,
    }
}

/// The tool's own draft with the fields that can be changed taken from `given`.
fn edited(tool: &Tool, given: &Draft) -> Draft {
    let mut draft = tool.registration.to_draft();
    for field in EDITABLE {
        match given.get(field) {
            Some(text) => draft.set(field, text),
            None => draft.clear(field),
        }
    }
    draft
}

fn page<'a>(
    state: &State,
    viewer: &Viewer,
    drawn: &Drawn<'a>,
    turned: Option<&Turned>,
    is_refused: bool,
) -> Edit<'a> {
    let catalogue = &state.catalogues.now();
    let tool = drawn.tool;
    let path = tool.registration.tool_path();
    let entry = registry_of(catalogue, &tool.registration);
    let form = view::Form::new(drawn.draft, drawn.issues);
    Edit {
        frame: frame(viewer, Here::Elsewhere),
        form_scripts: form_scripts(),
        registries_json: registries_json(catalogue),
        visibility_reason: Some(visibility_reason(entry, path.host())),
        reasons: view::REASONS,
        form: if is_refused { form.refused() } else { form },
        path: path.as_str(),
        tool_name: path.tool_name(),
        revision: drawn.revision.to_string(),
        is_archived: tool.archived_at.is_some(),
        is_typed: drawn.is_typed,
        refusal: drawn.refusal,
        turned: turned.map(Turned::message),
        tool: address("tools", tool),
        save: address("edit", tool),
        archive: address("archive", tool),
    }
}
