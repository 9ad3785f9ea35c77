//! `GET` and `POST /sign-up`: anybody makes an account, where the operator lets them.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_store::SignedInBy;

use super::form::{Form, parameter};
use super::new_account::{self, Words};
use super::refused::Refused;
use super::{access, respond};
use crate::accounts::create;
use crate::config::SignUp;
use crate::identity::Viewer;
use crate::problem::Problem;
use crate::sign_in::target;
use crate::state::State;

/// Where the page lies.
pub(super) const PATH: &str = "/sign-up";

const WORDS: Words = Words {
    title: "Make an account",
    about: "With an account you register tools and answer for them, and ask for access to the \
            private tools of others.",
    button: "Make the account",
};

pub(super) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    need_open(&state)?;
    let next = parameter(&request, "next").unwrap_or_default();
    let page = new_account::page(&state, &viewer, WORDS, PATH, target(&next), None, None);
    Ok(respond(StatusCode::OK, &page))
}

pub(super) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    need_open(&state)?;
    let form = Form::read(&request, payload).await?;
    access::anybody(&request, &state)?;
    let next = target(form.get("next"));
    match create::sign_up(&state, &request, new_account::application(&form)).await {
        Ok(account) => {
            let means = SignedInBy::Password;
            new_account::welcome(&state, &request, account, means, on(next)).await
        }
        Err(problem) => {
            let refused = Refused::of(problem)?;
            let page = new_account::page(
                &state,
                &viewer,
                WORDS,
                PATH,
                next,
                Some(&form),
                Some(&refused),
            );
            Ok(refused.respond(&page))
        }
    }
}

/// Home is where nobody was on their way to.
fn on(next: &str) -> &str {
    if next == "/" {
        new_account::WELCOME
    } else {
        next
    }
}

fn need_open(state: &State) -> Result<(), Problem> {
    match state.config.sign_up {
        SignUp::Open => Ok(()),
        SignUp::Closed => Err(Problem::Forbidden(
            "accounts are made by the administrators here; ask one of them",
        )),
    }
}
