//! Idempotency keys: what a repeated request did when it came first.

use wharfinger_core::account::AccountId;

use super::state::State;
use crate::{Fingerprint, IDEMPOTENCY_SECONDS, Idempotency, RequestId, Timestamp, TokenId, ToolId};

#[derive(Clone, Debug)]
pub(super) struct KeyUse {
    fingerprint: Fingerprint,
    did: Did,
    used_at: Timestamp,
}

/// What a request with a key did. One key stands for one of these, whichever it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Did {
    Register(ToolId),
    RequestAccess(RequestId),
    Change(RequestId),
    CreateToken(TokenId),
    CreateAccount(AccountId),
    /// With the account that the link is for.
    MakeLink(AccountId),
}

/// The key stands for another request.
pub(super) struct KeyReused;

impl State {
    /// What the request did, if it came before, in the words of `same`, which knows nothing of other
    /// kinds of requests.
    pub(super) fn replayed<T>(
        &self,
        idempotency: Option<&Idempotency>,
        account: AccountId,
        now: Timestamp,
        same: impl FnOnce(Did) -> Option<T>,
    ) -> Result<Option<T>, KeyReused> {
        let Some(request) = idempotency else {
            return Ok(None);
        };
        match self.keys.get(&(account, request.key.clone())) {
            Some(used) if used.used_at > now.seconds_earlier(IDEMPOTENCY_SECONDS) => {
                if used.fingerprint != request.fingerprint {
                    return Err(KeyReused);
                }
                same(used.did).map(Some).ok_or(KeyReused)
            }
            _ => Ok(None),
        }
    }

    /// Notes what a request did, in place of what its key stood for.
    pub(super) fn remember(
        &mut self,
        idempotency: Option<Idempotency>,
        account: AccountId,
        now: Timestamp,
        did: Did,
    ) {
        if let Some(request) = idempotency {
            let used = KeyUse {
                fingerprint: request.fingerprint,
                did,
                used_at: now,
            };
            self.keys.insert((account, request.key), used);
        }
    }
}
