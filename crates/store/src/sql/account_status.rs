//! Accounts: what administrators decide about them.

use wharfinger_core::account::AccountId;

use super::account_changes::store;
use super::accounts::administrators;
use super::{Sql, authority, devices, links, sessions};
use crate::{Account, AccountChange, Action, By, ChangeAccountError, Failure, Revision, Role};

pub(crate) async fn change(
    sql: &mut impl Sql,
    id: &AccountId,
    expected: Option<Revision>,
    change: AccountChange,
    by: &By,
) -> Result<Account, ChangeAccountError> {
    let mut stored = authority::administered(sql, id, by).await?;
    let found = &stored.account;
    let current = found.revision;
    if expected.is_some_and(|expected| expected != current) {
        return Err(ChangeAccountError::Stale { current });
    }
    let role = change.role.filter(|role| *role != found.role);
    let disabled = change
        .disabled
        .filter(|disabled| *disabled == found.is_active());
    let stays = role != Some(Role::Member) && disabled != Some(true);
    if !stays && is_the_last_administrator(sql, found).await? {
        return Err(ChangeAccountError::LastAdministrator);
    }
    if let Some(role) = role {
        stored = store(sql, stored, Action::RoleChanged, by.actor, by, |stored| {
            stored.account.role = role;
        })
        .await?;
    }
    if let Some(disabled) = disabled {
        let action = if disabled {
            Action::AccountDisabled
        } else {
            Action::AccountEnabled
        };
        stored = store(sql, stored, action, by.actor, by, |stored| {
            stored.account.disabled_at = disabled.then_some(by.now);
        })
        .await?;
    }
    if disabled == Some(true) {
        sessions::end_all(sql, id, None).await?;
        links::remove_set_password(sql, id).await?;
        devices::shut_out(sql, id, by.now).await?;
    }
    Ok(stored.account)
}

/// Whether there is no other active administrator than this account, which is one.
async fn is_the_last_administrator(sql: &mut impl Sql, account: &Account) -> Result<bool, Failure> {
    let is_one = account.is_administrator() && account.is_active();
    Ok(is_one
        && administrators(sql)
            .await?
            .iter()
            .all(|id| *id == account.id))
}
