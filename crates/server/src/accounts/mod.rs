//! What is done to accounts, the same for the API, the pages and the command line: each use case
//! once, and the faces only translate what comes in and what comes out.

pub(crate) mod create;
pub(crate) mod email;
pub(crate) mod fields;
pub(crate) mod links;
mod name_of;
pub(crate) mod password;
pub(crate) mod provider;
pub(crate) mod sessions;
pub(crate) mod status;
pub(crate) mod tokens;

use wharfinger_core::account::AccountName;
use wharfinger_store::{Account, ChangeAccountError};

use crate::problem::Problem;
use crate::state::State;

/// The account with this name.
pub(crate) async fn find(state: &State, name: &str) -> Result<Account, Problem> {
    let account = match name.parse::<AccountName>() {
        Ok(name) => state.store.find_account(&name).await?,
        Err(_) => None,
    };
    account.ok_or_else(|| Problem::NoSuchAccount(fields::shown(name)))
}

impl From<ChangeAccountError> for Problem {
    fn from(error: ChangeAccountError) -> Self {
        match error {
            ChangeAccountError::BuiltIn | ChangeAccountError::LastAdministrator => {
                Self::AccountFixed(error.to_string())
            }
            ChangeAccountError::Failure(failure) => failure.into(),
            // Accounts stay; whoever names one has found it a moment ago.
            ChangeAccountError::NotFound | ChangeAccountError::IdentityTaken => {
                Self::Internal(error.to_string())
            }
        }
    }
}
