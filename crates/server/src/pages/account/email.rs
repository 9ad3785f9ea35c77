//! `POST /account/email`: sets the address, or sends the link to confirm it again.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::{PATH, refused};
use crate::accounts::{email, fields};
use crate::identity::{Viewer, Who};
use crate::pages::form::Form;
use crate::pages::{access, see_other};
use crate::problem::Problem;
use crate::state::State;

pub(in crate::pages) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, access::NotDone> {
    let form = Form::read(&request, payload).await?;
    let who = access::member(&request, &state, &viewer, &form, PATH)?;
    match act(&state, &request, &who, &form).await {
        Ok(done) => Ok(see_other(&format!("{PATH}?done={done}"))),
        Err(problem) => Ok(refused(&state, &who, &form, problem).await?),
    }
}

async fn act(
    state: &State,
    request: &HttpRequest,
    who: &Who,
    form: &Form,
) -> Result<&'static str, Problem> {
    let by = who.by(state, request);
    if form.get("action") == "again" {
        email::ask_again(state, request, who, by).await?;
        return Ok("again");
    }
    let (address, password) = (form.get(fields::EMAIL), form.get(fields::EMAIL_PASSWORD));
    let account = email::set(state, request, who, address, password, by).await?;
    Ok(if account.email.is_some() {
        "email"
    } else {
        "no-email"
    })
}
