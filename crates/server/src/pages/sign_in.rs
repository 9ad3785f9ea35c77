//! `GET` and `POST /sign-in`: a name and a password become a browser session.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::access::{self, Turned};
use super::form::{Form, parameter};
use super::view::frame::Here;
use super::view::plain::SignIn;
use super::{frame, provider, respond, see_other, set_cookie};
use crate::config::SignUp;
use crate::identity::Viewer;
use crate::problem::Problem;
use crate::sign_in::{target, with_password};
use crate::state::State;

/// Of the query: that whoever is signed in signs in once more, because a page needs it to be fresh.
const AGAIN: &str = "again";

pub(super) async fn show(state: Data<State>, viewer: Viewer, request: HttpRequest) -> HttpResponse {
    let next = parameter(&request, "next").unwrap_or_default();
    // Whoever is signed in has nothing to do here, unless a page asks them to show it anew.
    let is_again = parameter(&request, AGAIN).is_some();
    if viewer.who.is_some() && !is_again {
        return see_other(target(&next));
    }
    let page = page(&state, &viewer, "", &next, None);
    respond(StatusCode::OK, &page)
}

pub(super) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let form = Form::read(&request, payload).await?;
    let (name, password) = (form.get("account_name"), form.get("password"));
    // Each sign-in is written down for ever.
    let signed_in = match access::anybody(&request, &state) {
        Ok(()) => with_password(&state, &request, name, password).await,
        Err(problem) => Err(problem),
    };
    match signed_in {
        Ok(signed_in) => {
            let mut response = see_other(target(form.get("next")));
            set_cookie(&mut response, &signed_in.cookie);
            Ok(response)
        }
        Err(Problem::Unauthenticated(reason)) => {
            let page = page(
                &state,
                &viewer,
                name,
                form.get("next"),
                Some(reason.to_owned()),
            );
            Ok(respond(StatusCode::UNAUTHORIZED, &page))
        }
        Err(problem) => {
            let turned = Turned::later(problem)?;
            let page = page(
                &state,
                &viewer,
                name,
                form.get("next"),
                Some(turned.message()),
            );
            Ok(turned.respond(&page))
        }
    }
}

/// The page, with what was typed and why nobody was signed in.
pub(super) fn page(
    state: &State,
    viewer: &Viewer,
    name: &str,
    next: &str,
    refusal: Option<String>,
) -> SignIn {
    SignIn {
        frame: frame(viewer, Here::SignIn),
        refusal,
        name: name.to_owned(),
        next: target(next).to_owned(),
        providers: provider::choices(state),
        can_sign_up: state.config.sign_up == SignUp::Open,
    }
}
