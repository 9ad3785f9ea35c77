//! `POST /oauth/revoke`: a program gives back the token that it has (RFC 7009).

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

use super::error::{OAuthError, Refused, answered};
use super::parameters::Parameters;
use super::unkept;
use crate::devices::revoke::revoke;
use crate::problem::Problem;
use crate::rate_limit_fields;
use crate::state::State;

/// Answers 200 for every token, known or not: the client wanted it gone, and it is (section 2.2).
pub(super) async fn handle(
    state: Data<State>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    answered(revoked(&state, &request, payload).await)
}

async fn revoked(
    state: &State,
    request: &HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Refused> {
    rate_limit_fields::count_write(request, state).map_err(Problem::from)?;
    let parameters = Parameters::read(request, payload).await?;
    let token = parameters.get("token")?;
    let token = token.ok_or(OAuthError::InvalidRequest("token is missing"))?;
    revoke(state, request, token).await?;
    Ok(unkept(HttpResponse::Ok(), &json!({})))
}
