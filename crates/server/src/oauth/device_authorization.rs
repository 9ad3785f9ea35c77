//! `POST /oauth/device_authorization`: a machine begins to ask (RFC 8628, 3.1).

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use wharfinger_store::POLL_SECONDS;

use super::error::{OAuthError, Refused, answered};
use super::parameters::Parameters;
use super::unkept;
use crate::accounts::fields;
use crate::devices::SCOPE;
use crate::devices::begin::begin;
use crate::limits::DEVICE_LIFETIME;
use crate::origin;
use crate::pages;
use crate::problem::Problem;
use crate::state::State;

/// What a machine says that it is called. No parameter of the RFC: other clients do without.
const MACHINE: &str = "machine";

/// How one is called that does not say.
const UNNAMED: &str = "a machine without a name";

/// What the machine shows, and asks with (RFC 8628, 3.2).
#[derive(Serialize)]
struct Begun<'a> {
    device_code: &'a str,
    user_code: String,
    verification_uri: String,
    verification_uri_complete: String,
    expires_in: u64,
    interval: u32,
}

pub(super) async fn handle(
    state: Data<State>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    answered(begun(&state, &request, payload).await)
}

async fn begun(
    state: &State,
    request: &HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Refused> {
    let parameters = Parameters::read(request, payload).await?;
    if parameters.get("scope")?.unwrap_or(SCOPE.as_str()) != SCOPE.as_str() {
        return Err(OAuthError::InvalidScope.into());
    }
    let name = fields::token_name(parameters.get(MACHINE)?.unwrap_or(UNNAMED));
    let name = name
        .map_err(|_| OAuthError::InvalidRequest("machine is one line of at most 100 characters"))?;
    let begun = begin(state, request, name).await?;
    let page = format!(
        "{}{}",
        origin::public_url(request, &state.config),
        pages::device::PATH
    );
    let user_code = begun.user_code.to_string();
    let answer = Begun {
        device_code: begun.device_code.reveal(),
        verification_uri_complete: format!("{page}?{}={user_code}", pages::device::USER_CODE),
        user_code,
        verification_uri: page,
        expires_in: DEVICE_LIFETIME.as_secs(),
        interval: POLL_SECONDS,
    };
    Ok(unkept(HttpResponse::Ok(), &answer))
}
