//! What must be remembered while a browser is away at a provider.
//!
//! The browser keeps it, in a cookie: several servers may share the load, and whichever the browser
//! comes back to can go on. The cookie holds a random secret; `state`, `nonce` and the PKCE verifier
//! are SHA-256 hashes of it and of everything else in the cookie, each under a label of its own.
//! - Nothing is stored, and no key is needed to sign the cookie: whoever changes a part of it (the
//!   time, the path) no longer has the `state` that the provider sends back.
//! - An answer is worth nothing in another browser: `state` and code travel in addresses, and without
//!   the secret neither leads to the verifier that the code is exchanged with.
//! - Knowing one of the three says nothing about the others.

use std::fmt;
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use wharfinger_core::account::AccountId;
use wharfinger_store::Timestamp;

use super::error::SignInError;
use super::limits::{CLOCK_SKEW, PENDING_LIFETIME, RETURN_TO_BYTES_MAX};
use crate::hex;
use crate::seams::Entropy;
use crate::sign_in::target;

/// Random bytes of an attempt: more than anybody can guess at, and as many as its hashes have.
const SECRET_BYTES: usize = 32;

/// An attempt to sign in that has left for a provider and not come back.
#[derive(Clone, PartialEq, Eq)]
pub struct Pending {
    secret: [u8; SECRET_BYTES],
    started_at: Timestamp,
    provider: String,
    return_to: String,
    connects: Option<AccountId>,
}

impl Pending {
    /// A new attempt. A `return_to` that is no path of ours, or longer than can be kept, becomes `/`.
    pub(super) fn start(
        provider: &str,
        return_to: &str,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Self {
        let mut secret = [0; SECRET_BYTES];
        entropy.fill(&mut secret);
        Self::from_parts(secret, now, provider, return_to)
    }

    /// Both a new attempt and one that a cookie brought back go through here, so that the path is
    /// checked whenever it came from outside.
    pub(super) fn from_parts(
        secret: [u8; SECRET_BYTES],
        started_at: Timestamp,
        provider: &str,
        return_to: &str,
    ) -> Self {
        let return_to = if return_to.len() <= RETURN_TO_BYTES_MAX {
            target(return_to)
        } else {
            "/"
        };
        Self {
            secret,
            started_at,
            provider: provider.to_owned(),
            return_to: return_to.to_owned(),
            connects: None,
        }
    }

    /// The same, to connect the person with an account that is there.
    pub(super) fn connecting(self, account: AccountId) -> Self {
        Self {
            connects: Some(account),
            ..self
        }
    }

    /// Whether an answer to `provider`'s callback with this `state` belongs to this attempt, and came
    /// in time.
    pub(super) fn check(
        &self,
        provider: &str,
        state: &str,
        now: Timestamp,
    ) -> Result<(), SignInError> {
        let is_ours: bool = self.state().as_bytes().ct_eq(state.as_bytes()).into();
        if !is_ours || self.provider != provider {
            return Err(SignInError::StateMismatch);
        }
        let age_us = now.as_micros() - self.started_at.as_micros();
        // Another server started it, whose clock may be ahead of ours.
        if age_us < -micros(CLOCK_SKEW) || age_us > micros(PENDING_LIFETIME) {
            return Err(SignInError::Expired);
        }
        Ok(())
    }

    /// OAuth's `state`: tells that an answer belongs to this browser's attempt.
    pub(super) fn state(&self) -> String {
        self.derive("state")
    }

    /// OpenID Connect's `nonce`: tells that a token was made for this attempt.
    pub(super) fn nonce(&self) -> String {
        self.derive("nonce")
    }

    /// PKCE's code verifier: 64 characters of the 43 to 128 that RFC 7636, 4.1 asks for.
    pub(super) fn verifier(&self) -> String {
        self.derive("verifier")
    }

    /// No two attempts hash the same bytes: label, provider and path end with a byte that none of them can
    /// have, the others have fixed lengths.
    fn derive(&self, label: &str) -> String {
        let mut hash = Sha256::new()
            .chain_update("wharfinger sign-in 1 ")
            .chain_update(label)
            .chain_update([0])
            .chain_update(self.secret)
            .chain_update(self.started_at.as_micros().to_be_bytes())
            .chain_update(&self.provider)
            .chain_update([0])
            .chain_update(&self.return_to);
        if let Some(account) = &self.connects {
            hash.update([0]);
            hash.update(account.as_bytes());
        }
        hex::encode(&hash.finalize())
    }

    pub(super) fn secret(&self) -> &[u8; SECRET_BYTES] {
        &self.secret
    }

    /// When it left.
    #[must_use]
    pub fn started_at(&self) -> Timestamp {
        self.started_at
    }

    /// The id of the provider that it left for.
    #[must_use]
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// The account that the person is to be connected with, rather than signed in to theirs.
    #[must_use]
    pub fn connects(&self) -> Option<AccountId> {
        self.connects
    }

    /// The path of ours to go on to once it is back.
    #[must_use]
    pub fn return_to(&self) -> &str {
        &self.return_to
    }
}

/// Without the secret.
impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending")
            .field("started_at", &self.started_at)
            .field("provider", &self.provider)
            .field("return_to", &self.return_to)
            .finish_non_exhaustive()
    }
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_700_000_000_000_000);

    fn pending() -> Pending {
        Pending::from_parts([7; SECRET_BYTES], NOW, "example", "/tools?q=a")
    }

    fn later(seconds: i64) -> Timestamp {
        Timestamp::from_micros(NOW.as_micros() + seconds * 1_000_000)
    }

    #[test]
    fn three_different_values_of_the_right_shape_come_from_one_secret() {
        let pending = pending();
        let values = [pending.state(), pending.nonce(), pending.verifier()];
        for value in &values {
            assert_eq!(value.len(), 64);
            assert!(value.bytes().all(|byte| byte.is_ascii_hexdigit()));
            assert_eq!(values.iter().filter(|other| *other == value).count(), 1);
        }
    }

    #[test]
    fn an_update_of_the_server_breaks_no_attempt_under_way() {
        // Computed by hand (another SHA-256), from the bytes that `derive` describes.
        assert_eq!(
            pending().state(),
            "4ea57b78bdc93a3996e81b80d9768fb8c4aa13c11ce7868a4e66af9dfd8a68f6"
        );
    }

    #[test]
    fn whoever_changes_a_part_has_another_state() {
        let state = pending().state();
        let with = |secret, started_at, provider, return_to| {
            Pending::from_parts([secret; SECRET_BYTES], started_at, provider, return_to).state()
        };
        assert_eq!(with(7, NOW, "example", "/tools?q=a"), state);
        assert_ne!(with(8, NOW, "example", "/tools?q=a"), state);
        assert_ne!(with(7, later(1), "example", "/tools?q=a"), state);
        assert_ne!(with(7, NOW, "other", "/tools?q=a"), state);
        assert_ne!(with(7, NOW, "example", "/tools?q=b"), state);
        let connecting = |byte| {
            pending()
                .connecting(AccountId::from_bytes([byte; 16]))
                .state()
        };
        assert_ne!(connecting(1), state);
        assert_ne!(connecting(1), connecting(2));
    }

    #[test]
    fn an_answer_must_belong_to_it_and_come_in_time() {
        let pending = pending();
        let state = pending.state();
        let check = |provider, state: &str, seconds| pending.check(provider, state, later(seconds));
        assert_eq!(check("example", &state, 0), Ok(()));
        assert_eq!(check("example", &state, 600), Ok(()));
        assert_eq!(check("example", &state, 601), Err(SignInError::Expired));
        assert_eq!(check("example", &state, -60), Ok(()));
        assert_eq!(check("example", &state, -61), Err(SignInError::Expired));
        for (provider, state) in [
            ("other", state.as_str()),
            ("example", ""),
            ("example", &state[1..]),
            ("example", &pending.nonce()),
        ] {
            assert_eq!(check(provider, state, 0), Err(SignInError::StateMismatch));
        }
    }

    #[test]
    fn it_goes_back_to_pages_of_ours_only() {
        let to = |path: &str| Pending::from_parts([0; SECRET_BYTES], NOW, "a", path).return_to;
        assert_eq!(to("/tools?q=a"), "/tools?q=a");
        for elsewhere in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\\b",
        ] {
            assert_eq!(to(elsewhere), "/", "{elsewhere}");
        }
        let longest = format!("/{}", "a".repeat(RETURN_TO_BYTES_MAX - 1));
        assert_eq!(to(&longest), longest);
        assert_eq!(to(&(longest + "a")), "/");
    }

    #[test]
    fn the_secret_is_not_shown_by_accident() {
        let shown = format!("{:?}", pending());
        assert!(
            shown.contains("example") && !shown.contains("7, 7"),
            "{shown}"
        );
    }
}
