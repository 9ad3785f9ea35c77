//! `GET` and `POST /forgot-password`: asks for a link to set a new password.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::form::Form;
use super::refused::Refused;
use super::view::frame::Here;
use super::view::line::{Kind, Line};
use super::view::links::ForgotPassword;
use super::{access, frame, respond};
use crate::accounts::{fields, forgotten};
use crate::identity::Viewer;
use crate::problem::Problem;
use crate::state::State;

pub(super) async fn show(state: Data<State>, viewer: Viewer) -> HttpResponse {
    respond(StatusCode::OK, &page(&state, &viewer, ""))
}

/// The same answer whether there is such an account or not. Where no mail is sent, that is the answer, and
/// nothing is asked for.
pub(super) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let form = Form::read(&request, payload).await?;
    access::anybody(&request, &state)?;
    let name = form.get(fields::NAME);
    let page = page(&state, &viewer, name);
    if !page.sends_mail {
        return Ok(respond(StatusCode::OK, &page));
    }
    match forgotten::ask(&state, &request, name) {
        Ok(()) => {
            let is_asked = true;
            Ok(respond(
                StatusCode::OK,
                &ForgotPassword { is_asked, ..page },
            ))
        }
        Err(problem) => {
            let refused = Refused::of(problem)?;
            let refusal = Some(refused.refusal());
            Ok(refused.respond(&ForgotPassword { refusal, ..page }))
        }
    }
}

fn page(state: &State, viewer: &Viewer, name: &str) -> ForgotPassword {
    ForgotPassword {
        frame: frame(viewer, Here::SignIn),
        refusal: None,
        is_asked: false,
        sends_mail: state.sends_mail(),
        name: Line::new(fields::NAME, "Account name", "", Kind::AccountName).filled(name),
    }
}
