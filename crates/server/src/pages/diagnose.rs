//! `GET` and `POST /diagnose`: paste what a program said, and read why the pull failed.
//!
//! The answer to the form is the page itself: nothing is stored that another page could show.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_core::diagnosis::{Confidence, Diagnosis, NamedImage};

use super::form::Form;
use super::view::diagnose::{DiagnosePage, Findings, First, Known};
use super::view::frame::Here;
use super::view::requests::Badge;
use super::{access, address, frame, requests, respond, when};
use crate::checks;
use crate::diagnosis::{Answer, Diagnosed, Step, diagnose};
use crate::identity::Viewer;
use crate::origin::public_url;
use crate::problem::Problem;
use crate::state::State;

/// Where the page lies.
pub(super) const PATH: &str = "/diagnose";

/// Lines of evidence that are shown of the likeliest cause.
const EVIDENCE_LINES_MAX: usize = 3;

/// Most bytes of such a line: what a reader takes in at a glance.
const EVIDENCE_BYTES_MAX: usize = 600;

pub(super) async fn show(viewer: Viewer) -> HttpResponse {
    let page = DiagnosePage {
        frame: frame(&viewer, Here::Diagnose),
        text: "",
        shown: None,
    };
    respond(StatusCode::OK, &page)
}

pub(super) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    access::check_origin(&request, &state)?;
    checks::take(&state, &viewer, &request)?;
    let form = Form::read(&request, payload).await?;
    let server = public_url(&request, &state.config);
    let diagnosed = diagnose(&state, &viewer, form.get("text").to_owned(), &server).await?;
    let page = DiagnosePage {
        frame: frame(&viewer, Here::Diagnose),
        text: diagnosed.log.text(),
        shown: Some(shown(&diagnosed)),
    };
    Ok(respond(StatusCode::OK, &page))
}

fn shown(diagnosed: &Diagnosed) -> Findings {
    let mut found = diagnosed.found.iter();
    Findings {
        first: found.next().map(|likeliest| first(diagnosed, likeliest)),
        others: found.map(|other| other.cause).collect(),
        known: diagnosed.answer.as_ref().map(known),
        masked: diagnosed.log.masked(),
        is_cut: diagnosed.log.is_cut(),
    }
}

fn first(diagnosed: &Diagnosed, first: &Diagnosis) -> First {
    let text = diagnosed.log.text();
    let evidence = first.evidence.iter().rev().take(EVIDENCE_LINES_MAX).rev();
    First {
        cause: first.cause,
        sure: match first.confidence {
            Confidence::Certain => "The output says so",
            Confidence::Likely => "Probably",
            Confidence::Possible => "Perhaps",
        },
        image: first.image.as_ref().map(NamedImage::reference),
        evidence: evidence
            .map(|span| span.of(text))
            .map(|line| line[..line.floor_char_boundary(EVIDENCE_BYTES_MAX)].to_owned())
            .collect(),
        advice: first.next_step.text.to_string(),
        // What is known here is better than what is known of every registry.
        commands: match &diagnosed.answer {
            Some(_) => Vec::new(),
            None => first.next_step.commands.clone(),
        },
    }
}

fn known(answer: &Answer) -> Known {
    let (href, label) = onward(answer);
    let pull = answer.pull.as_ref();
    let login = pull.and_then(|pull| pull.login.clone());
    Known {
        path: answer.tool.registration.tool_path().as_str().to_owned(),
        tool: address("tools", &answer.tool),
        text: answer.text(),
        href,
        label,
        badge: answer
            .mine
            .as_ref()
            .map(|mine| Badge::of(mine.status, mine.missing)),
        principal: answer.mine.as_ref().map(|mine| mine.principal.clone()),
        since: answer
            .mine
            .as_ref()
            .and_then(|mine| mine.active_since)
            .map(when),
        login,
        login_note: pull.and_then(|pull| pull.login_note),
        pull: pull.map(|pull| pull.pull.clone()),
        by_password: answer.by_password.clone(),
    }
}

/// The page where it goes on, and what the link to it says.
pub(crate) fn onward(answer: &Answer) -> (String, &'static str) {
    let tool = address("tools", &answer.tool);
    let ask = address("request", &answer.tool);
    match (answer.step, &answer.mine) {
        (Step::SignIn, _) => (super::sign_in_to(&tool), "Sign in"),
        (Step::RequestAccess | Step::RequestAgain, _) => (ask, "Request access"),
        (_, Some(mine)) => (requests::of(mine.id), "See your request"),
        (_, None) => (tool, "See the tool"),
    }
}
