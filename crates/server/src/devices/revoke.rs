//! A program gives back the token that it has (RFC 7009).
//!
//! Whoever has a token may end it, and it alone: that takes a way in away and gives none. So it is ended
//! though it opens nothing now: an account that is disabled may be enabled again.

use actix_web::HttpRequest;

use crate::identity;
use crate::problem::Problem;
use crate::secret::{Kind, Secret};
use crate::state::State;

/// Revokes a token. Nothing happens where it is none of ours, or is revoked already.
pub(crate) async fn revoke(
    state: &State,
    request: &HttpRequest,
    token: &str,
) -> Result<(), Problem> {
    let Ok(secret) = Secret::parse(Kind::ApiToken, token) else {
        return Ok(());
    };
    let by = identity::nobody(state, request);
    state.store.give_token_back(secret.hash(), by).await?;
    Ok(())
}
