//! `GET` and `POST /register`: the registration form, and what the rules say about it.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_core::registration::{Draft, Preview, check, preview};
use wharfinger_core::report::{Field, Issue};

use super::access::{self, Turned};
use super::form::{Form, parameter};
use super::home::choices;
use super::view::findings::fix_of;
use super::view::frame::Here;
use super::view::register::{self as view, Register};
use super::{address, form_scripts, frame, registries_json, respond, see_other, visibility_reason};
use crate::checks;
use crate::identity::Viewer;
use crate::problem::Problem;
use crate::state::State;
use crate::tools::Refused;
use crate::tools::letters::Sender;
use crate::tools::register::register;

/// The query may fill in the image, so that other pages can link here with one.
pub(super) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let mut draft = Draft::default();
    if let Some(image) = parameter(&request, Field::Image.as_str()) {
        draft.set(Field::Image, image);
    }
    if draft != Draft::default() {
        checks::take(&state, &viewer, &request)?;
    }
    let report = check(&state.catalogues.now(), &draft);
    // Nobody has made a mistake yet in a form that nobody has touched.
    let issues: &[Issue] = if draft == Draft::default() {
        &[]
    } else {
        &report.issues
    };
    let page = page(&state, &viewer, view::Form::new(&draft, issues), None);
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
    if let Err(wait) = checks::take(&state, &viewer, &request) {
        let turned = Turned::Later(wait.into());
        let form = view::Form::new(&draft, &[]);
        return Ok(turned.respond(&page(&state, &viewer, form, Some(&turned))));
    }
    let catalogue = &state.catalogues.now();
    let mut report = check(catalogue, &draft);

    let pressed = form.get("fix");
    if !pressed.is_empty() {
        access::check_origin(&request, &state)?;
        if let Some(fix) = fix_of(pressed, &report.issues) {
            draft.apply(fix);
            report = check(catalogue, &draft);
        }
        let form = view::Form::new(&draft, &report.issues);
        return Ok(respond(StatusCode::OK, &page(&state, &viewer, form, None)));
    }

    let refused = |viewer: &Viewer, issues: &[Issue], status| {
        let form = view::Form::new(&draft, issues).refused();
        respond(status, &page(&state, viewer, form, None))
    };
    let turned_away = |viewer: &Viewer, turned: &Turned| {
        let form = view::Form::new(&draft, &report.issues).refused();
        turned.respond(&page(&state, viewer, form, Some(turned)))
    };
    let invalid = StatusCode::UNPROCESSABLE_ENTITY;
    if !report.is_valid() {
        return Ok(refused(&viewer, &report.issues, invalid));
    }
    let admitted = match access::admit(&request, &state, &viewer, &form).await? {
        Ok(admitted) => admitted,
        Err(turned) => return Ok(turned_away(&viewer, &turned)),
    };
    let viewer = &admitted.viewer();
    let by = admitted.who.by(&state, &request);
    let sender = Sender::of(&state, &request, &admitted.who);
    let answer = match register(&state, &draft, None, sender, by).await {
        Ok(registered) => {
            let tool = address("tools", &registered.tool);
            Ok(see_other(&format!("{tool}?done=registered")))
        }
        Err(Refused::Invalid(issues)) => Ok(refused(viewer, &issues, invalid)),
        Err(Refused::Taken { issue, path }) => {
            let mut issues = report.issues.clone();
            issues.push(issue);
            let form = view::Form::new(&draft, &issues).taken(path);
            let page = page(&state, viewer, form, None);
            Ok(respond(StatusCode::CONFLICT, &page))
        }
        Err(Refused::Other(problem)) => {
            Turned::later(problem).map(|turned| turned_away(viewer, &turned))
        }
        Err(refused @ (Refused::Stale { .. } | Refused::Archived(_))) => {
            Err(Problem::Internal(format!("a registration was {refused:?}")))
        }
    };
    Ok(admitted.answer(answer))
}

fn page<'a>(
    state: &State,
    viewer: &Viewer,
    form: view::Form<'a>,
    turned: Option<&Turned>,
) -> Register<'a> {
    let catalogue = &state.catalogues.now();
    let draft = form.draft();
    // Whoever must wait has nothing read: a page with a preview is a check.
    let preview = match turned {
        Some(Turned::Later(_)) => None,
        _ => preview(catalogue, draft),
    };
    Register {
        frame: frame(viewer, Here::Register),
        form_scripts: form_scripts(),
        registries: choices(catalogue, draft.given(Field::Registry)),
        registries_json: registries_json(catalogue),
        visibility_reason: preview.as_ref().map(|Preview { image, .. }| {
            visibility_reason(catalogue.by_id(&image.registry), &image.host)
        }),
        reasons: view::REASONS,
        preview,
        turned: turned.map(Turned::message),
        form,
    }
}
