//! The names of the people behind ids.

use std::collections::{HashMap, HashSet};

use wharfinger_core::access::{AccessRequest, End};
use wharfinger_core::access::{Grant, Phase, Revocation, State as Standing};
use wharfinger_core::account::{AccountId, AccountName};
use wharfinger_store::{Account, Failure, Found};

use crate::state::State;

/// Names by id. An account keeps its name for ever, and is never deleted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(HashMap<AccountId, AccountName>);

impl Names {
    /// The names of these accounts, looked up together. A name that is stored damaged is left out, and the
    /// operator hears of it.
    pub(crate) async fn of(
        state: &State,
        accounts: impl IntoIterator<Item = AccountId>,
    ) -> Result<Self, Failure> {
        Self::default().with(state, accounts).await
    }

    /// The name of somebody who is known already: whoever asks.
    pub(super) fn knowing(mut self, account: &Account) -> Self {
        self.0.insert(account.id, account.name.clone());
        self
    }

    /// These names, and those of more accounts; nothing is looked up that is known.
    pub(super) async fn with(
        mut self,
        state: &State,
        accounts: impl IntoIterator<Item = AccountId>,
    ) -> Result<Self, Failure> {
        let unknown: HashSet<_> = accounts
            .into_iter()
            .filter(|id| !self.0.contains_key(id))
            .collect();
        if unknown.is_empty() {
            return Ok(self);
        }
        let unknown: Vec<_> = unknown.into_iter().collect();
        let Found { found, damaged } = state.store.account_names(&unknown).await?;
        state.alarms.passed_over("lists that name it", &damaged);
        self.0.extend(found);
        Ok(self)
    }

    /// Whether the name of an account that was asked for could be read.
    pub(super) fn has(&self, id: AccountId) -> bool {
        self.0.contains_key(&id)
    }

    /// The name of an account that was asked for.
    pub(crate) fn get(&self, id: AccountId) -> &str {
        self.0.get(&id).map_or("", AccountName::as_str)
    }
}

impl FromIterator<(AccountId, AccountName)> for Names {
    fn from_iter<I: IntoIterator<Item = (AccountId, AccountName)>>(names: I) -> Self {
        Self(names.into_iter().collect())
    }
}

/// Everybody whom a request names.
pub(super) fn people_of(request: &AccessRequest) -> impl Iterator<Item = AccountId> + use<> {
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
