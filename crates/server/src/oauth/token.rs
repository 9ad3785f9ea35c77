//! `POST /oauth/token`: a machine asks whether it was let in (RFC 8628, 3.4).

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use wharfinger_store::{ApiToken, RedeemDeviceError};

use super::error::{OAuthError, Refused, answered};
use super::parameters::Parameters;
use super::{DEVICE_CODE_GRANT, unkept};
use crate::devices::SCOPE;
use crate::devices::redeem::{Answer, lifetime, redeem};
use crate::origin;
use crate::problem::Problem;
use crate::secret::{Kind, Secret};
use crate::state::State;

/// A token (RFC 6749, 5.1), and whose it is: the machine cannot ask with it.
#[derive(Serialize)]
struct Granted<'a> {
    access_token: &'a str,
    token_type: &'static str,
    expires_in: u64,
    scope: &'static str,
    account: Option<String>,
}

pub(super) async fn handle(
    state: Data<State>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    answered(asked(&state, &request, payload).await)
}

async fn asked(
    state: &State,
    request: &HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Refused> {
    let address = origin::client_address(request, &state.config);
    let counted = state.polls.take(address, state.clock.now());
    counted.map_err(Problem::from)?;
    let parameters = Parameters::read(request, payload).await?;
    match parameters.get("grant_type")? {
        Some(DEVICE_CODE_GRANT) => {}
        Some(_) => return Err(OAuthError::UnsupportedGrantType.into()),
        None => return Err(OAuthError::InvalidRequest("grant_type is missing").into()),
    }
    let code = parameters.get("device_code")?;
    let code = code.ok_or(OAuthError::InvalidRequest("device_code is missing"))?;
    let code = Secret::parse(Kind::DeviceCode, code).map_err(|_| OAuthError::InvalidGrant)?;
    match redeem(state, request, &code).await.map_err(refused)? {
        Answer::Token(token, secret) => granted(state, &token, &secret).await,
        Answer::Pending => Err(OAuthError::AuthorizationPending.into()),
        Answer::SlowDown => Err(OAuthError::SlowDown.into()),
    }
}

async fn granted(
    state: &State,
    token: &ApiToken,
    secret: &Secret,
) -> Result<HttpResponse, Refused> {
    // The token is made, and can be given out this once: without a name is better than not at all.
    let account = state.store.account(token.account).await.ok().flatten();
    let granted = Granted {
        access_token: secret.reveal(),
        token_type: "Bearer",
        expires_in: lifetime().as_secs(),
        scope: SCOPE.as_str(),
        account: account.map(|account| account.name.to_string()),
    };
    Ok(unkept(HttpResponse::Ok(), &granted))
}

fn refused(error: RedeemDeviceError) -> Refused {
    match error {
        RedeemDeviceError::NoSuchDevice => OAuthError::InvalidGrant.into(),
        RedeemDeviceError::Expired => OAuthError::ExpiredToken.into(),
        RedeemDeviceError::Denied => {
            OAuthError::AccessDenied("whoever has read the code refused this machine").into()
        }
        RedeemDeviceError::TooManyTokens => OAuthError::AccessDenied(
            "the account has as many API tokens as it may have; revoke one on its page, then ask anew",
        )
        .into(),
        RedeemDeviceError::NotActive => {
            OAuthError::AccessDenied("the account that let this machine in is disabled").into()
        }
        RedeemDeviceError::Failure(failure) => Problem::from(failure).into(),
    }
}
