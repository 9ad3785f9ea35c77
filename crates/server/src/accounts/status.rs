//! What administrators decide about accounts: their roles, and whether they can sign in.

use wharfinger_store::{Account, By, Role};

use crate::problem::Problem;
use crate::state::State;

/// What is to change about an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Change {
    /// The role it is to have.
    pub(crate) role: Option<Role>,
    /// Whether it is to be disabled.
    pub(crate) disabled: Option<bool>,
}

/// Changes an account; what it is already costs no revision.
pub(crate) async fn change(
    state: &State,
    mut account: Account,
    change: Change,
    by: By,
) -> Result<Account, Problem> {
    if let Some(role) = change.role.filter(|role| *role != account.role) {
        account = state.store.set_role(account.id, role, by.clone()).await?;
    }
    if let Some(disabled) = change
        .disabled
        .filter(|disabled| *disabled == account.is_active())
    {
        account = state.store.set_disabled(account.id, disabled, by).await?;
    }
    Ok(account)
}
