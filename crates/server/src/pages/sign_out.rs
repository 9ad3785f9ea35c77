//! `POST /sign-out`: ends the browser session.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::form::Form;
use super::{see_other, set_cookie};
use crate::problem::Problem;
use crate::sign_in::sign_out;
use crate::state::State;

pub(super) async fn submit(
    state: Data<State>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let form = Form::read(&request, payload).await?;
    let cookie = sign_out(&state, &request, form.get("csrf")).await?;
    let mut response = see_other("/");
    set_cookie(&mut response, &cookie);
    Ok(response)
}
