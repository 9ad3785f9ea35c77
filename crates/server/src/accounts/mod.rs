//! What is done to accounts, the same for the API, the pages and the command line: each use case
//! once, and the faces only translate what comes in and what comes out.

pub(crate) mod confirm;
pub(crate) mod create;
pub(crate) mod email;
pub(crate) mod fields;
pub(crate) mod forgotten;
pub(crate) mod links;
mod name_of;
pub(crate) mod password;
pub(crate) mod provider;
pub(crate) mod sessions;
pub(crate) mod tokens;

use wharfinger_core::account::AccountName;
use wharfinger_store::{
    Account, AccountPage, ChangeAccountError, Failure, OnceError, Page, Revision,
};

use crate::problem::Problem;
use crate::state::State;

/// Said to whoever is no administrator, or none any more.
pub(crate) const ONLY_ADMINISTRATORS: &str = "only an administrator may do this";

/// Said to whoever is not the owner of an account, or whose account was disabled meanwhile.
const ONLY_OWNER: &str = "only the owner of the account may do this, while it can sign in";

/// The account with this name.
pub(crate) async fn find(state: &State, name: &str) -> Result<Account, Problem> {
    let account = match name.parse::<AccountName>() {
        Ok(name) => state.store.find_account(&name).await?,
        Err(_) => None,
    };
    account.ok_or_else(|| Problem::NoSuchAccount(fields::shown(name)))
}

/// One page of accounts. What is left out because it is stored damaged, the operator hears of.
pub(crate) async fn list(state: &State, page: Page) -> Result<AccountPage, Failure> {
    let found = state.store.list_accounts(page).await?;
    state
        .alarms
        .passed_over("lists of accounts", &found.damaged);
    Ok(found)
}

/// The entity tag of an account: its revision.
#[must_use]
pub(crate) fn etag(revision: Revision) -> String {
    format!("\"{revision}\"")
}

/// Why nothing was made for an idempotency key; without one, `refused` says it.
fn once_refused<E>(error: OnceError<E>, refused: impl FnOnce(E) -> Problem) -> Problem {
    match error {
        OnceError::KeyReused => Problem::IdempotencyKeyReused,
        OnceError::Refused(error) => refused(error),
    }
}

impl From<ChangeAccountError> for Problem {
    fn from(error: ChangeAccountError) -> Self {
        match error {
            ChangeAccountError::BuiltIn
            | ChangeAccountError::LastAdministrator
            | ChangeAccountError::OnlyWayIn => Self::AccountFixed(error.to_string()),
            ChangeAccountError::NotAdministrator => Self::Forbidden(ONLY_ADMINISTRATORS),
            ChangeAccountError::NotOwner => Self::Forbidden(ONLY_OWNER),
            ChangeAccountError::Stale { current } => Self::Stale {
                current: etag(current),
            },
            ChangeAccountError::Failure(failure) => failure.into(),
            // Accounts stay; whoever names one has found it a moment ago.
            ChangeAccountError::NotFound | ChangeAccountError::IdentityTaken => {
                Self::Internal(error.to_string())
            }
        }
    }
}
