//! Browser sessions: an opaque id in a cookie, its hash in the store.

use actix_web::HttpRequest;
use actix_web::http::header;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use wharfinger_core::account::AccountId;
use wharfinger_store::{SecretHash, Session, SignedInBy, StartSessionError, Timestamp};

use crate::hex;
use crate::identity::nobody;
use crate::limits::{SESSION_IDLE, SESSION_LABEL_BYTES_MAX, SESSION_LIFETIME};
use crate::problem::Problem;
use crate::secret::{Kind, Secret};
use crate::state::State;

/// The browser of somebody who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Browser {
    /// The hash of its session's id, by which the store knows it.
    pub(crate) hash: SecretHash,
    /// What a form must carry to show that it came from a page of this session.
    pub(crate) form_token: String,
    /// When it signed in.
    pub(crate) since: Timestamp,
    /// How many notices wait unread, for the navigation; see
    /// [`UNREAD_COUNTED_MAX`](crate::limits::UNREAD_COUNTED_MAX).
    pub(crate) unread: u32,
}

impl Browser {
    /// The browser with that session id, which has signed in then.
    pub(crate) fn new(id: &Secret, since: Timestamp) -> Self {
        Self {
            hash: id.hash(),
            form_token: form_token(id),
            since,
            unread: 0,
        }
    }

    /// Whether a form carried the right token.
    #[must_use]
    pub(crate) fn form_token_matches(&self, given: &str) -> bool {
        self.form_token.as_bytes().ct_eq(given.as_bytes()).into()
    }
}

/// A hash of the id under another name than the store's: whoever reads the one from a page or the
/// other from the database learns neither the id nor the other.
fn form_token(id: &Secret) -> String {
    let digest = Sha256::new()
        .chain_update("form token of ")
        .chain_update(id.reveal())
        .finalize();
    hex::encode(&digest)
}

/// Starts a session for an account; returns its id, which only the browser keeps.
pub(crate) async fn start(
    state: &State,
    request: &HttpRequest,
    account: AccountId,
    means: SignedInBy,
) -> Result<Secret, Problem> {
    let by = nobody(state, request);
    let now = by.now;
    let id = Secret::generate(Kind::Session, &*state.entropy);
    let session = Session {
        hash: id.hash(),
        account,
        label: label(request),
        created_at: now,
        seen_at: now,
        idle_until: now.later(SESSION_IDLE),
        expires_at: now.later(SESSION_LIFETIME),
    };
    match state.store.start_session(session, means, by).await {
        Ok(()) => Ok(id),
        Err(StartSessionError::NotActive) => Err(Problem::Unauthenticated(
            "the account is disabled; ask an administrator",
        )),
        Err(StartSessionError::Failure(failure)) => Err(failure.into()),
    }
}

/// What a browser or another program calls itself, cut to what is worth keeping.
pub(crate) fn label(request: &HttpRequest) -> String {
    let agent = request
        .headers()
        .get(header::USER_AGENT)
        .and_then(|agent| agent.to_str().ok())
        .unwrap_or_default();
    let end = agent.floor_char_boundary(SESSION_LABEL_BYTES_MAX);
    agent[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seams::System;

    #[test]
    fn a_form_token_belongs_to_its_session() {
        let fresh = || Browser::new(&Secret::generate(Kind::Session, &System), Timestamp::MIN);
        let (browser, another) = (fresh(), fresh());
        assert!(browser.form_token_matches(&browser.form_token));
        assert!(!browser.form_token_matches(&another.form_token));
        assert!(!browser.form_token_matches(""));
        assert_ne!(browser.form_token, hex::encode(&browser.hash.0));
    }
}
