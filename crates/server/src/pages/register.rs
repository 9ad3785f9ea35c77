//! `GET` and `POST /register`: the registration form, and what the rules say about it.

use actix_web::http::{StatusCode, header};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_core::registration::{Draft, Report, check};
use wharfinger_core::report::{Field, Issue};

use super::access::{self, Turned};
use super::form::Form;
use super::home::choices;
use super::view::findings::fix_of;
use super::view::frame::Here;
use super::view::register::{self as view, Preview, Register};
use super::{address, frame, registries_json, respond, see_other, session_of, visibility_reason};
use crate::api::v1::tools::{pull_instructions_of, register};
use crate::assets;
use crate::operator::Viewer;
use crate::problem::Problem;
use crate::query::Query;
use crate::state::State;

/// The query may fill in the image, so that other pages can link here with one.
pub(super) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let query = Query::read(&request, &[Field::Image.as_str()])?;
    let mut draft = Draft::default();
    if let Some(image) = query.get(Field::Image.as_str()).filter(|image| !image.is_empty()) {
        draft.set(Field::Image, image);
    }
    let report = check(&state.config.catalogue, &draft);
    // Nobody has made a mistake yet in a form that nobody has touched.
    let issues: &[Issue] = if draft == Draft::default() { &[] } else { &report.issues };
    let page = page(&state, &viewer, view::Form::new(&draft, issues), &report, None);
    Ok(respond(StatusCode::OK, &page))
}

pub(super) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let form = Form::read(&request, payload).await?;
    let mut draft = form.draft();
    let catalogue = &state.config.catalogue;
    let mut report = check(catalogue, &draft);

    let pressed = form.get("fix");
    if !pressed.is_empty() {
        access::check_origin(&request, &state)?;
        if let Some(fix) = fix_of(pressed, &report.issues) {
            draft.apply(fix);
            report = check(catalogue, &draft);
        }
        let form = view::Form::new(&draft, &report.issues);
        return Ok(respond(StatusCode::OK, &page(&state, &viewer, form, &report, None)));
    }

    let refused = |issues: &[Issue], status, turned| {
        let form = view::Form::new(&draft, issues).refused();
        respond(status, &page(&state, &viewer, form, &report, turned))
    };
    if !report.is_valid() {
        return Ok(refused(&report.issues, StatusCode::UNPROCESSABLE_ENTITY, None));
    }
    let admitted = match access::admit(&request, &state, &viewer, &form).await? {
        Ok(admitted) => admitted,
        Err(turned) => return Ok(refused(&report.issues, turned.status(), Some(turned))),
    };
    let mut response = match register::register(&state, &draft, None).await {
        Ok(registered) => see_other(&format!(
            "{}?done=registered",
            address("tools", &registered.tool)
        )),
        Err(Problem::ToolConflict { tool_path, .. }) => {
            let mut issues = report.issues.clone();
            issues.push(register::conflict(&draft, &tool_path));
            refused(&issues, StatusCode::CONFLICT, None)
        }
        Err(problem) => return Err(problem),
    };
    if let Some(cookie) = admitted.cookie {
        let cookie = header::HeaderValue::from_str(&cookie).expect("a cookie of ours is visible ASCII");
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

fn page<'a>(
    state: &State,
    viewer: &Viewer,
    form: view::Form<'a>,
    report: &Report,
    turned: Option<Turned>,
) -> Register<'a> {
    let catalogue = &state.config.catalogue;
    let registration = report.registration.as_ref();
    let entry = registration.and_then(|registration| catalogue.by_id(registration.registry()));
    let chosen = form.draft().get(Field::Registry);
    Register {
        frame: frame(session_of(viewer), Here::Register),
        form_script: assets::url("form.js"),
        registries: choices(catalogue, chosen),
        registries_json: registries_json(catalogue),
        visibility_reason: registration
            .map(|registration| visibility_reason(entry, registration.tool_path().host())),
        preview: registration.map(|registration| {
            let instructions = pull_instructions_of(catalogue, registration);
            Preview {
                tool_path: registration.tool_path().to_string(),
                login: instructions.login,
                pull: instructions.pull,
            }
        }),
        turned: turned.map(Turned::message),
        form,
    }
}
