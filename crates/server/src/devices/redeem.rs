//! A machine asks whether it was let in, and gets its token.

use std::time::Duration;

use actix_web::HttpRequest;
use wharfinger_store::{ApiToken, DeviceToken, Polled, RedeemDeviceError};

use super::scopes;
use crate::identity;
use crate::limits::TOKEN_DAYS_DEFAULT;
use crate::secret::{Kind, Secret};
use crate::state::State;

/// What a machine is told that may be let in, or was.
#[derive(Debug)]
pub(crate) enum Answer {
    /// It was, and this is its token. The secret is given out here, and kept nowhere.
    Token(ApiToken, Secret),
    /// Nobody has decided yet.
    Pending,
    /// Nobody has decided yet, and it asks too often.
    SlowDown,
}

/// Answers a machine that asks with its device code.
pub(crate) async fn redeem(
    state: &State,
    request: &HttpRequest,
    code: &Secret,
) -> Result<Answer, RedeemDeviceError> {
    let secret = Secret::generate(Kind::ApiToken, &*state.entropy);
    let token = DeviceToken {
        id: state.new_token_id(),
        hash: secret.hash(),
        hint: secret.hint().to_owned(),
        scopes: scopes(),
        expires_at: state.clock.now().later(lifetime()),
    };
    let by = identity::nobody(state, request);
    let polled = state.store.redeem_device(code.hash(), token, by).await?;
    Ok(match polled {
        Polled::Token(token) => Answer::Token(token, secret),
        Polled::Pending => Answer::Pending,
        Polled::SlowDown => Answer::SlowDown,
    })
}

/// How long the token of a machine works: as long as any whose owner does not say.
pub(crate) fn lifetime() -> Duration {
    Duration::from_hours(u64::from(TOKEN_DAYS_DEFAULT) * 24)
}
