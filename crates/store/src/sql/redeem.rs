//! One-time links: used.

use wharfinger_core::account::AccountId;

use super::account_row::StoredAccount;
use super::{Sql, account_changes, accounts, contact, links};
use crate::{Account, Actor, By, LinkPurpose, PasswordHash, RedeemError, SecretHash, ToolId};

pub(crate) async fn set_password(
    sql: &mut impl Sql,
    hash: &SecretHash,
    password: &PasswordHash,
    by: &By,
) -> Result<Account, RedeemError> {
    let LinkPurpose::SetPassword { account } = purpose(sql, hash, by).await? else {
        return Err(RedeemError::NoSuchLink);
    };
    let stored = stored(sql, &account).await?;
    let actor = Actor::Account(account);
    Ok(account_changes::store_password(sql, stored, password, None, actor, by).await?)
}

pub(crate) async fn verify_email(
    sql: &mut impl Sql,
    hash: &SecretHash,
    by: &By,
) -> Result<Account, RedeemError> {
    let LinkPurpose::VerifyEmail { account, .. } = purpose(sql, hash, by).await? else {
        return Err(RedeemError::NoSuchLink);
    };
    let stored = stored(sql, &account).await?;
    links::remove(sql, hash).await?;
    Ok(account_changes::verify_email(sql, stored, Actor::Account(account), by).await?)
}

pub(crate) async fn verify_contact(
    sql: &mut impl Sql,
    hash: &SecretHash,
    by: &By,
) -> Result<ToolId, RedeemError> {
    let LinkPurpose::VerifyContact { tool, .. } = purpose(sql, hash, by).await? else {
        return Err(RedeemError::NoSuchLink);
    };
    links::remove(sql, hash).await?;
    contact::verify(sql, &tool, by).await?;
    Ok(tool)
}

/// What the link with that hash is for, where it works now.
async fn purpose(
    sql: &mut impl Sql,
    hash: &SecretHash,
    by: &By,
) -> Result<LinkPurpose, RedeemError> {
    let link = links::working(sql, hash, by.now).await?;
    Ok(link.ok_or(RedeemError::NoSuchLink)?.purpose)
}

/// The account of a link that works.
async fn stored(sql: &mut impl Sql, id: &AccountId) -> Result<StoredAccount, RedeemError> {
    let stored = accounts::stored(sql, id).await?;
    stored.ok_or(RedeemError::NoSuchLink)
}
