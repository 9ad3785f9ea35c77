//! `POST /account/provider`: disconnects the account from its sign-in provider.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::{PATH, refused};
use crate::accounts::provider::disconnect;
use crate::identity::Viewer;
use crate::pages::form::Form;
use crate::pages::{access, see_other};
use crate::state::State;

pub(in crate::pages) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, access::NotDone> {
    let form = Form::read(&request, payload).await?;
    let who = access::member(&request, &state, &viewer, &form, PATH)?;
    match disconnect(&state, &who, who.by(&state, &request)).await {
        Ok(_) => Ok(see_other(&format!("{PATH}?done=disconnected"))),
        Err(problem) => Ok(refused(&state, &who, &form, problem).await?),
    }
}
