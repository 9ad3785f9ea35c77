//! `POST /account/password`: changes the password, or sets the first one.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::{PATH, refused};
use crate::accounts::{fields, password};
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
    let by = who.by(&state, &request);
    let (old, new) = (form.get(fields::OLD_PASSWORD), form.get(fields::PASSWORD));
    match password::change(&state, &request, &who, old, new, by).await {
        Ok(_) => Ok(see_other(&format!("{PATH}?done=password"))),
        Err(problem) => Ok(refused(&state, &who, &form, problem).await?),
    }
}
