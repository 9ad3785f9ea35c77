//! The names of the people behind ids.

use std::collections::HashMap;

use wharfinger_core::access::{AccessRequest, End};
use wharfinger_core::access::{Grant, Phase, Revocation, State as Standing};
use wharfinger_core::account::{AccountId, AccountName};
use wharfinger_store::Failure;

use crate::state::State;

/// Names by id. An account keeps its name for ever, and is never deleted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(HashMap<AccountId, AccountName>);

impl Names {
    /// The names of these accounts; each is looked up once.
    pub(crate) async fn of(
        state: &State,
        accounts: impl IntoIterator<Item = AccountId>,
    ) -> Result<Self, Failure> {
        Self::default().with(state, accounts).await
    }

    /// These names, and those of more accounts.
    pub(super) async fn with(
        mut self,
        state: &State,
        accounts: impl IntoIterator<Item = AccountId>,
    ) -> Result<Self, Failure> {
        for id in accounts {
            if self.0.contains_key(&id) {
                continue;
            }
            if let Some(account) = state.store.account(id).await? {
                self.0.insert(id, account.name);
            }
        }
        Ok(self)
    }

    /// The name of an account that was asked for.
    pub(crate) fn get(&self, id: AccountId) -> &str {
        self.0.get(&id).map_or("", AccountName::as_str)
    }
}

/// Everybody whom a request names.
pub(super) fn people_of(request: &AccessRequest) -> impl Iterator<Item = AccountId> {
    let decided = match request.state() {
        Standing::Denied(decision) => Some(decision.by),
        Standing::Approved(grant) => Some(grant.approval().by),
        _ => None,
    };
    let ended = request.grant().and_then(revocation).map(|end| end.by);
    [Some(request.requester()), decided, ended]
        .into_iter()
        .flatten()
}

/// Who ended a grant early, and why, if somebody did.
pub(crate) fn revocation(grant: &Grant) -> Option<&Revocation> {
    match grant.phase() {
        Phase::Revoking(End::Revoked(revocation)) | Phase::Revoked { revocation, .. } => {
            Some(revocation)
        }
        _ => None,
    }
}
