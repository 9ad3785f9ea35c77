//! `GET /account`.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::{News, PATH, page};
use crate::identity::Viewer;
use crate::pages::access::stale_words;
use crate::pages::form::parameter;
use crate::pages::view::line::Refusal;
use crate::pages::{respond, sign_in_first};
use crate::problem::Problem;
use crate::state::State;

pub(in crate::pages) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let Some(who) = viewer.who.as_ref().filter(|_| viewer.browser().is_some()) else {
        return Ok(sign_in_first(PATH));
    };
    let done = parameter(&request, "done").and_then(|what| done(&what));
    let news = News {
        done,
        ..News::default()
    };
    let mut page = page(&state, who, news).await?;
    if let Some(words) = stale_words(&request) {
        page.refusal = Some(Refusal::Said(words.to_owned()));
    }
    Ok(respond(StatusCode::OK, &page))
}

/// What a `?done=` says.
fn done(what: &str) -> Option<&'static str> {
    match what {
        "welcome" => Some("The account is made, and you are signed in."),
        "email" => Some("The address is saved."),
        "no-email" => Some("The address is removed."),
        "again" => Some("Another link is on its way."),
        "password" => Some(
            "The password is set; your other browsers are signed out. Your API tokens still work: \
             revoke them, too, if somebody else may have had your password.",
        ),
        "connected" => Some("The account is connected: from now on you can sign in that way, too."),
        "disconnected" => {
            Some("The account is disconnected: from now on you sign in with its password.")
        }
        "session" => Some("The browser is signed out."),
        "sessions" => Some("All other browsers are signed out."),
        "all-revoked" => Some("All tokens are revoked: they open nothing any more."),
        "revoked" => Some("The token is revoked: it opens nothing any more."),
        _ => None,
    }
}
