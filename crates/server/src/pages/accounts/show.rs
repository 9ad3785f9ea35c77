//! `GET /accounts/{name}`.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::{News, PATH, administrator, page};
use crate::accounts::find;
use crate::identity::Viewer;
use crate::pages::access::stale_words;
use crate::pages::form::parameter;
use crate::pages::respond;
use crate::pages::view::line::Refusal;
use crate::problem::Problem;
use crate::state::State;

pub(in crate::pages) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    name: Path<String>,
) -> Result<HttpResponse, Problem> {
    if let Err(elsewhere) = administrator(&viewer, &format!("{PATH}/{name}"))? {
        return Ok(elsewhere);
    }
    let account = find(&state, &name).await?;
    let done = parameter(&request, "done").and_then(|what| done(&what));
    let news = News {
        done,
        ..News::default()
    };
    let mut page = page(&state, &viewer, &account, news).await?;
    if let Some(words) = stale_words(&request) {
        page.refusal = Some(Refusal::Said(words.to_owned()));
    }
    Ok(respond(StatusCode::OK, &page))
}

/// What a `?done=` says.
fn done(what: &str) -> Option<&'static str> {
    match what {
        "administrator" => Some("It is an administrator’s account now."),
        "member" => Some("It is a member’s account now."),
        "disabled" => Some("The account is disabled."),
        "enabled" => Some("The account is enabled."),
        _ => None,
    }
}
