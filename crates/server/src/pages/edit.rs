//! `GET` and `POST /edit/{path}`: changes what does not make another tool of it.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_core::registration::{Draft, check};
use wharfinger_core::report::{Field, Issue};
use wharfinger_store::{Revision, Tool, UpdateError};

use super::access;
use super::form::Form;
use super::view::edit::Edit;
use super::view::findings::fix_of;
use super::view::frame::Here;
use super::view::register as view;
use super::{
    address, form_scripts, frame, registries_json, respond, see_other, session_of,
    visibility_reason,
};
use crate::api::v1::tools::find;
use crate::operator::Viewer;
use crate::problem::Problem;
use crate::state::State;

/// The fields that can be changed.
const EDITABLE: [Field; 4] = [
    Field::Visibility,
    Field::ContactEmail,
    Field::Description,
    Field::SourceUrl,
];

pub(super) async fn show(
    state: Data<State>,
    viewer: Viewer,
    path: Path<String>,
) -> Result<HttpResponse, Problem> {
    if viewer.operator.is_none() {
        return Ok(see_other(&format!("/sign-in?next=/edit/{path}")));
    }
    let tool = find(&state, &path).await?;
    let draft = tool.registration.to_draft();
    let page = page(&state, &viewer, &tool, view::Form::new(&draft, &[]), None);
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
    let tool = find(&state, &path).await?;
    let mut draft = edited(&tool, &form.draft());
    let catalogue = &state.config.catalogue;
    let mut report = check(catalogue, &draft);

    let pressed = form.get("fix");
    if !pressed.is_empty() {
        access::check_origin(&request, &state)?;
        if let Some(fix) = fix_of(pressed, &report.issues) {
            let mut mended = draft.clone();
            mended.apply(fix);
            draft = edited(&tool, &mended);
            report = check(catalogue, &draft);
        }
        let form = view::Form::new(&draft, &report.issues);
        return Ok(respond(
            StatusCode::OK,
            &page(&state, &viewer, &tool, form, None),
        ));
    }

    let refused = |issues: &[Issue], tool: &Tool, status, refusal| {
        let form = view::Form::new(&draft, issues).refused();
        respond(status, &page(&state, &viewer, tool, form, refusal))
    };
    if let Err(turned) = access::admit(&request, &state, &viewer, &form).await? {
        return Ok(refused(&[], &tool, turned.status(), Some(turned.message())));
    }
    let Some(registration) = report.registration else {
        return Ok(refused(
            &report.issues,
            &tool,
            StatusCode::UNPROCESSABLE_ENTITY,
            None,
        ));
    };
    let expected: Revision = form.get("revision").parse().unwrap_or(tool.revision);
    let now = state.clock.now();
    match state
        .store
        .update_tool(tool.id, expected, registration, now)
        .await
    {
        Ok(tool) => Ok(see_other(&format!(
            "{}?done=saved",
            address("tools", &tool)
        ))),
        Err(UpdateError::Stale { .. }) => Ok(refused(
            &report.issues,
            &find(&state, &path).await?,
            StatusCode::CONFLICT,
            Some(
                "the tool was changed since you opened this form; what you see is yours, and saving it again overwrites the other change",
            ),
        )),
        Err(UpdateError::Archived) => Ok(refused(
            &report.issues,
            &tool,
            StatusCode::CONFLICT,
            Some("an archived tool cannot be changed; take it out of the archive first"),
        )),
        Err(UpdateError::NotFound) => Err(Problem::NoSuchTool(path.into_inner())),
        Err(UpdateError::Failure(failure)) => Err(failure.into()),
        Err(error) => Err(Problem::Internal(error.to_string())),
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
    tool: &'a Tool,
    form: view::Form<'a>,
    refusal: Option<&'static str>,
) -> Edit<'a> {
    let catalogue = &state.config.catalogue;
    let path = tool.registration.tool_path();
    let entry = catalogue.by_id(tool.registration.registry());
    Edit {
        frame: frame(session_of(viewer), Here::Elsewhere),
        form_scripts: form_scripts(),
        registries_json: registries_json(catalogue),
        visibility_reason: Some(visibility_reason(entry, path.host())),
        reasons: view::REASONS,
        form,
        path: path.as_str(),
        image: tool.registration.image(),
        tool_name: path.tool_name(),
        revision: tool.revision.to_string(),
        is_archived: tool.archived_at.is_some(),
        refusal,
        tool: address("tools", tool),
        save: address("edit", tool),
        archive: address("archive", tool),
    }
}
