//! `GET` and `POST /welcome/{secret}`: the first administrator makes their account, by the link that
//! the first start prints.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_store::SignedInBy;

use super::form::Form;
use super::new_account::{self, Words};
use super::refused::Refused;
use super::{access, respond};
use crate::accounts::{create, links};
use crate::identity::Viewer;
use crate::problem::Problem;
use crate::state::State;

/// The same in a demo.
const DEMO_WORDS: Words = Words {
    about: "This server is a demo without an administrator. The account you make here is one, and the \
            example tools become yours: you answer requests for them, and connect the simulated AWS \
            account. To see the other side too, make a second account in another browser or a private \
            window, and ask for access with it.",
    ..WORDS
};

const WORDS: Words = Words {
    title: "Welcome",
    about: "This server has no administrator yet. The account you make here is one: it makes other \
            accounts, and may do everything but decide on access to the tools of others.",
    button: "Make the account",
};

pub(super) async fn show(
    state: Data<State>,
    viewer: Viewer,
    secret: Path<String>,
) -> Result<HttpResponse, Problem> {
    let link = links::read(&secret)?;
    create::first_link(&state, &link).await?;
    let action = links::path(links::WELCOME, &link);
    let page = new_account::page(&state, &viewer, words(&state), &action, "", None, None);
    Ok(respond(StatusCode::OK, &page))
}

pub(super) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    secret: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let form = Form::read(&request, payload).await?;
    let link = links::read(&secret)?;
    access::anybody(&request, &state)?;
    let application = new_account::application(&form);
    match create::first_administrator(&state, &request, &link, application).await {
        Ok(account) => {
            let means = SignedInBy::Link;
            new_account::welcome(&state, &request, account, means, new_account::WELCOME).await
        }
        Err(problem) => {
            let refused = Refused::of(problem)?;
            let action = links::path(links::WELCOME, &link);
            let page = new_account::page(
                &state,
                &viewer,
                words(&state),
                &action,
                "",
                Some(&form),
                Some(&refused),
            );
            Ok(refused.respond(&page))
        }
    }
}

fn words(state: &State) -> Words {
    if state.config.demo { DEMO_WORDS } else { WORDS }
}
