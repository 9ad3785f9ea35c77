//! A program gives back the token that it has (RFC 7009).
//!
//! Whoever has a token may end it, and it alone: that takes a way in away and gives none.

use actix_web::HttpRequest;
use wharfinger_store::{Actor, Authenticated, By, ChangeAccountError, Credential, Through};

use crate::identity;
use crate::problem::Problem;
use crate::secret::{Kind, Secret};
use crate::state::State;

/// Revokes a token. Nothing happens where it is none of ours, or does not work any more.
pub(crate) async fn revoke(
    state: &State,
    request: &HttpRequest,
    token: &str,
) -> Result<(), Problem> {
    let Ok(secret) = Secret::parse(Kind::ApiToken, token) else {
        return Ok(());
    };
    let credential = Credential::Token(secret.hash());
    let now = state.clock.now();
    let found = state.store.authenticate(credential, now).await?;
    let Some(Authenticated {
        account,
        through: Through::Token(token),
    }) = found
    else {
        return Ok(());
    };
    let by = By {
        actor: Actor::Account(account.id),
        ..identity::nobody(state, request)
    };
    match state.store.revoke_token(account.id, token.id, by).await {
        // Disabled a moment ago: the token opens nothing any more.
        Ok(_) | Err(ChangeAccountError::NotOwner) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
