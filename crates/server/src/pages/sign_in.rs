//! `GET` and `POST /sign-in`: the operator's token becomes a browser session.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::access::Turned;
use super::form::{Form, parameter};
use super::view::frame::Here;
use super::view::plain::SignIn;
use super::{frame, respond, see_other, session_of, set_cookie};
use crate::operator::Viewer;
use crate::problem::Problem;
use crate::sign_in::{sign_in, target};
use crate::state::State;

pub(super) async fn show(viewer: Viewer, request: HttpRequest) -> HttpResponse {
    let next = parameter(&request, "next").unwrap_or_default();
    respond(StatusCode::OK, &page(&viewer, &next, None))
}

pub(super) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let form = Form::read(&request, payload).await?;
    match sign_in(&state, &request, form.get("operator_token")).await {
        Ok(signed_in) => {
            let mut response = see_other(target(form.get("next")));
            set_cookie(&mut response, &signed_in.cookie);
            Ok(response)
        }
        Err(Problem::Unauthenticated(reason)) => {
            let page = page(&viewer, form.get("next"), Some(reason.to_owned()));
            Ok(respond(StatusCode::UNAUTHORIZED, &page))
        }
        Err(problem) => {
            let turned = Turned::later(problem)?;
            let page = page(&viewer, form.get("next"), Some(turned.message()));
            Ok(turned.respond(&page))
        }
    }
}

fn page(viewer: &Viewer, next: &str, refusal: Option<String>) -> SignIn {
    SignIn {
        frame: frame(session_of(viewer), Here::SignIn),
        refusal,
        next: target(next).to_owned(),
    }
}
