//! `POST /account/provider`: disconnects the account from its sign-in provider.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::{PATH, refused};
use crate::accounts::provider::disconnect;
use crate::identity::Viewer;
use crate::pages::form::Form;
use crate::pages::{access, see_other};
use crate::problem::Problem;
use crate::state::State;

pub(in crate::pages) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let form = Form::read(&request, payload).await?;
    let who = match access::member(&request, &state, &viewer, &form, PATH)? {
        Ok(who) => who,
        Err(elsewhere) => return Ok(elsewhere),
    };
    match disconnect(&state, &who, who.by(&state, &request)).await {
        Ok(_) => Ok(see_other(&format!("{PATH}?done=disconnected"))),
        Err(problem) => refused(&state, &who, &form, problem).await,
    }
}
