//! `POST /sign-out`: ends the browser session.

use actix_web::http::header;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::form::Form;
use super::{access, see_other};
use crate::cookie;
use crate::operator::Viewer;
use crate::problem::Problem;
use crate::state::State;

pub(super) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let form = Form::read(&request, payload).await?;
    access::check_origin(&request, &state)?;
    let mut response = see_other("/");
    if access::own_session(&viewer, &form).is_some() {
        if let Some(id) = cookie::session_id(&request, &state.config) {
            state.sessions.end(id);
        }
        let cookie = header::HeaderValue::from_str(&cookie::end(&state.config))
            .expect("a cookie of ours is visible ASCII");
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
