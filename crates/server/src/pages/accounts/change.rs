//! `POST /accounts/{name}`: does to an account what the pressed button says.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_store::{Account, AccountChange, By, Role};

use super::{News, PATH, page};
use crate::accounts::{find, links};
use crate::identity::Viewer;
use crate::pages::form::Form;
use crate::pages::refused::Refused;
use crate::pages::{access, respond, see_other};
use crate::problem::Problem;
use crate::state::State;

pub(in crate::pages) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    name: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, access::NotDone> {
    let form = Form::read(&request, payload).await?;
    let back = format!("{PATH}/{name}");
    let who = access::member(&request, &state, &viewer, &form, &back)?;
    who.need_administrator()?;
    let account = find(&state, &name).await?;
    let by = who.by(&state, &request);
    let role = |role| AccountChange {
        role: Some(role),
        ..AccountChange::default()
    };
    let disabled = |disabled| AccountChange {
        disabled: Some(disabled),
        ..AccountChange::default()
    };
    let (wanted, done) = match form.get("action") {
        "link" => return Ok(link(&state, &viewer, &request, &account, by).await?),
        "administrator" => (role(Role::Administrator), "administrator"),
        "member" => (role(Role::Member), "member"),
        "disable" => (disabled(true), "disabled"),
        "enable" => (disabled(false), "enabled"),
        _ => {
            let detail = "the form does not say what to do to the account".to_owned();
            return Err(Problem::BadBody(detail).into());
        }
    };
    let changed = state.store.change_account(account.id, None, wanted, by);
    match changed.await {
        Ok(_) => Ok(see_other(&format!("{back}?done={done}"))),
        Err(error) => Ok(refuse(&state, &viewer, &account, error.into()).await?),
    }
}

/// Makes a link to set the password. The answer shows it, and nothing else does; so nothing is
/// redirected to.
async fn link(
    state: &State,
    viewer: &Viewer,
    request: &HttpRequest,
    account: &Account,
    by: By,
) -> Result<HttpResponse, Problem> {
    match links::to_password(state, account, by).await {
        Ok(link) => {
            let news = News {
                link: Some(links::password_address(state, request, &link)),
                ..News::default()
            };
            let page = page(state, viewer, account, news).await?;
            Ok(respond(StatusCode::OK, &page))
        }
        Err(problem) => refuse(state, viewer, account, problem).await,
    }
}

async fn refuse(
    state: &State,
    viewer: &Viewer,
    account: &Account,
    problem: Problem,
) -> Result<HttpResponse, Problem> {
    let refused = Refused::of(problem)?;
    let news = News {
        refused: Some(&refused),
        ..News::default()
    };
    Ok(refused.respond(&page(state, viewer, account, news).await?))
}
