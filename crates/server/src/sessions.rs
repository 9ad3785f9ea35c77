//! Browser sessions of the operator: opaque ids, kept in memory, gone when the server stops.
//!
//! They exist so that the pages work without JavaScript. Accounts will move them into the store.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use wharfinger_store::Timestamp;

use crate::hex;
use crate::limits::{SESSION_LIFETIME, SESSIONS_MAX};
use crate::seams::Entropy;

/// Bytes of randomness in an id and in a form token (OWASP asks for at least 16).
const RANDOM_BYTES: usize = 24;

/// The sessions of this process.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    by_id_hash: Mutex<HashMap<[u8; 32], Session>>,
}

/// A signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    /// What a form must carry to show that it came from a page of this session.
    pub form_token: String,
    expires_at: Timestamp,
}

impl Session {
    /// Whether a form carried the right token.
    #[must_use]
    pub(crate) fn form_token_matches(&self, given: &str) -> bool {
        self.form_token.as_bytes().ct_eq(given.as_bytes()).into()
    }
}

impl Sessions {
    /// Starts a session; returns it and its id, which only the browser keeps.
    pub(crate) fn start(&self, now: Timestamp, entropy: &dyn Entropy) -> (String, Session) {
        let id = random_text(entropy);
        let lifetime_us = i64::try_from(SESSION_LIFETIME.as_micros()).unwrap_or(i64::MAX);
        let session = Session {
            form_token: random_text(entropy),
            expires_at: Timestamp::from_micros(now.as_micros().saturating_add(lifetime_us)),
        };
        let mut sessions = self.lock();
        sessions.retain(|_, session| session.expires_at > now);
        if sessions.len() >= SESSIONS_MAX {
            let oldest = sessions
                .iter()
                .min_by_key(|(_, session)| session.expires_at)
                .map(|(hash, _)| *hash);
            oldest.and_then(|hash| sessions.remove(&hash));
        }
        sessions.insert(hash(&id), session.clone());
        (id, session)
    }

    /// The session with this id, unless it has run out.
    pub(crate) fn find(&self, id: &str, now: Timestamp) -> Option<Session> {
        let sessions = self.lock();
        let session = sessions.get(&hash(id))?;
        (session.expires_at > now).then(|| session.clone())
    }

    /// Ends a session.
    pub(crate) fn end(&self, id: &str) {
        self.lock().remove(&hash(id));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<[u8; 32], Session>> {
        self.by_id_hash
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Looking up the hash leaves nothing to learn from how long the look-up takes.
fn hash(id: &str) -> [u8; 32] {
    Sha256::digest(id).into()
}

fn random_text(entropy: &dyn Entropy) -> String {
    let mut bytes = [0; RANDOM_BYTES];
    entropy.fill(&mut bytes);
    hex::encode(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seams::System;

    const NOW: Timestamp = Timestamp::from_micros(1_000_000);

    fn later() -> Timestamp {
        let lifetime_us = i64::try_from(SESSION_LIFETIME.as_micros()).unwrap();
        Timestamp::from_micros(NOW.as_micros() + lifetime_us)
    }

    #[test]
    fn a_session_is_found_until_it_ends_or_runs_out() {
        let sessions = Sessions::default();
        let (id, session) = sessions.start(NOW, &System);
        assert_eq!(sessions.find(&id, NOW).as_ref(), Some(&session));
        assert!(session.form_token_matches(&session.form_token));
        assert!(!session.form_token_matches(""));
        assert!(!session.form_token_matches(&id));
        assert_eq!(sessions.find(&id, later()), None);
        assert_eq!(sessions.find("another", NOW), None);
        sessions.end(&id);
        assert_eq!(sessions.find(&id, NOW), None);
    }

    #[test]
    fn the_oldest_makes_room() {
        let sessions = Sessions::default();
        let (first, _) = sessions.start(NOW, &System);
        for step in 1..=SESSIONS_MAX {
            let step = i64::try_from(step).unwrap();
            sessions.start(Timestamp::from_micros(NOW.as_micros() + step), &System);
        }
        assert_eq!(sessions.find(&first, NOW), None);
        assert_eq!(sessions.lock().len(), SESSIONS_MAX);
    }
}
