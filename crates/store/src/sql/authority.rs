//! Who may change an account: its owner, or an administrator.

use wharfinger_core::account::AccountId;

use super::account_row::StoredAccount;
use super::{Sql, accounts};
use crate::{Account, Actor, By, ChangeAccountError, Failure, OPERATOR};

/// Whether whoever acts is an administrator who can.
pub(super) async fn is_administrator(sql: &mut impl Sql, by: &By) -> Result<bool, Failure> {
    let Some(id) = by.actor.account() else {
        return Ok(false);
    };
    let account = accounts::by_id(sql, &id).await?;
    Ok(account.is_some_and(|account| account.is_active() && account.is_administrator()))
}

/// An account that its owner changes.
pub(super) async fn owned(
    sql: &mut impl Sql,
    id: &AccountId,
    by: &By,
) -> Result<StoredAccount, ChangeAccountError> {
    let stored = changeable(sql, id).await?;
    owns(&stored.account, by)?;
    Ok(stored)
}

/// An account that an administrator changes.
pub(super) async fn administered(
    sql: &mut impl Sql,
    id: &AccountId,
    by: &By,
) -> Result<StoredAccount, ChangeAccountError> {
    let stored = changeable(sql, id).await?;
    if is_administrator(sql, by).await? {
        Ok(stored)
    } else {
        Err(ChangeAccountError::NotAdministrator)
    }
}

/// That the account's owner acts, be it the operator.
pub(super) async fn owner(
    sql: &mut impl Sql,
    id: &AccountId,
    by: &By,
) -> Result<StoredAccount, ChangeAccountError> {
    let stored = accounts::stored(sql, id).await?;
    let stored = stored.ok_or(ChangeAccountError::NotFound)?;
    owns(&stored.account, by)?;
    Ok(stored)
}

/// The account with that id, unless nobody may change it.
async fn changeable(
    sql: &mut impl Sql,
    id: &AccountId,
) -> Result<StoredAccount, ChangeAccountError> {
    if *id == OPERATOR {
        return Err(ChangeAccountError::BuiltIn);
    }
    let stored = accounts::stored(sql, id).await?;
    stored.ok_or(ChangeAccountError::NotFound)
}

fn owns(account: &Account, by: &By) -> Result<(), ChangeAccountError> {
    if by.actor == Actor::Account(account.id) && account.is_active() {
        Ok(())
    } else {
        Err(ChangeAccountError::NotOwner)
    }
}
