//! Accounts: what their owners change.

use wharfinger_core::account::AccountId;

use super::account_row::{StoredAccount, changing};
use super::accounts::by_identity;
use super::audit;
use super::authority::owned;
use super::notices::tell;
use super::{Sql, belongings, email, links, sessions};
use crate::{
    Account, Action, Actor, By, ChangeAccountError, Email, Failure, Identity, NoticeKind,
    PasswordHash, Recipient, SecretHash,
};

const UPDATE: &str = "
    UPDATE account SET role = $1, email = $2, email_verified_at = $3, password = $4, issuer = $5,
        subject = $6, revision = $7, disabled_at = $8
    WHERE position = $9";

pub(crate) async fn set_password(
    sql: &mut impl Sql,
    id: &AccountId,
    password: &PasswordHash,
    keep: Option<&SecretHash>,
    by: &By,
) -> Result<Account, ChangeAccountError> {
    let stored = owned(sql, id, by).await?;
    Ok(store_password(sql, stored, password, keep, by.actor, by).await?)
}

/// Sets a password, ends the account's sessions but for `keep` and every link to set another, and tells
/// its owner.
pub(super) async fn store_password(
    sql: &mut impl Sql,
    stored: StoredAccount,
    password: &PasswordHash,
    keep: Option<&SecretHash>,
    actor: Actor,
    by: &By,
) -> Result<Account, Failure> {
    let changed = store(sql, stored, Action::PasswordChanged, actor, by, |stored| {
        stored.password = Some(password.clone());
        stored.account.has_password = true;
    });
    let account = changed.await?.account;
    sessions::end_all(sql, &account.id, keep).await?;
    links::remove_set_password(sql, &account.id).await?;
    tell_owner(sql, account.id, NoticeKind::PasswordChanged(account.id), by).await?;
    Ok(account)
}

pub(crate) async fn set_email(
    sql: &mut impl Sql,
    id: &AccountId,
    email: Option<&Email>,
    by: &By,
) -> Result<Account, ChangeAccountError> {
    let stored = owned(sql, id, by).await?;
    let found = stored.account.email.as_ref();
    let same_address = email.map(|email| &email.address) == found.map(|email| &email.address);
    let verified = |email: Option<&Email>| email.is_some_and(|email| email.verified_at.is_some());
    let action = match same_address {
        false => Action::EmailChanged,
        true if verified(email) && !verified(found) => Action::EmailVerified,
        true => return Ok(stored.account),
    };
    let before = stored.account.email.clone();
    let changed = store(sql, stored, action, by.actor, by, |stored| {
        stored.account.email = email.cloned();
    });
    let account = changed.await?.account;
    if !same_address {
        // One may lie in a mailbox that is no longer theirs.
        links::remove_set_password(sql, id).await?;
        if let Some(before) = before {
            tell_of_address(sql, *id, before, by).await?;
        }
    }
    email::ask(sql, &account, by.now).await?;
    Ok(account)
}

pub(crate) async fn ask_email(
    sql: &mut impl Sql,
    id: &AccountId,
    by: &By,
) -> Result<(), ChangeAccountError> {
    let stored = owned(sql, id, by).await?;
    Ok(email::ask(sql, &stored.account, by.now).await?)
}

/// Notes that an account's address is its own, unless that is known.
pub(super) async fn verify_email(
    sql: &mut impl Sql,
    stored: StoredAccount,
    actor: Actor,
    by: &By,
) -> Result<Account, Failure> {
    if stored.account.verified_email().is_some() {
        return Ok(stored.account);
    }
    let changed = store(sql, stored, Action::EmailVerified, actor, by, |stored| {
        if let Some(email) = &mut stored.account.email {
            email.verified_at = Some(by.now);
        }
    });
    Ok(changed.await?.account)
}

pub(crate) async fn link_identity(
    sql: &mut impl Sql,
    id: &AccountId,
    identity: &Identity,
    by: &By,
) -> Result<Account, ChangeAccountError> {
    let stored = owned(sql, id, by).await?;
    if stored.account.identity.as_ref() == Some(identity) {
        return Ok(stored.account);
    }
    if by_identity(sql, identity).await?.is_some() {
        return Err(ChangeAccountError::IdentityTaken);
    }
    let action = Action::IdentityLinked;
    let changed = store(sql, stored, action, by.actor, by, |stored| {
        stored.account.identity = Some(identity.clone());
    });
    let account = changed.await?.account;
    tell_owner(sql, *id, NoticeKind::IdentityLinked(*id), by).await?;
    Ok(account)
}

pub(crate) async fn unlink_identity(
    sql: &mut impl Sql,
    id: &AccountId,
    by: &By,
) -> Result<Account, ChangeAccountError> {
    let stored = owned(sql, id, by).await?;
    if stored.account.identity.is_none() {
        return Ok(stored.account);
    }
    if !stored.account.has_password {
        return Err(ChangeAccountError::OnlyWayIn);
    }
    let action = Action::IdentityUnlinked;
    let changed = store(sql, stored, action, by.actor, by, |stored| {
        stored.account.identity = None;
    });
    let account = changed.await?.account;
    tell_owner(sql, *id, NoticeKind::IdentityUnlinked(*id), by).await?;
    Ok(account)
}

/// Tells an account that it has another address, also where mail reached it before.
async fn tell_of_address(
    sql: &mut impl Sql,
    id: AccountId,
    before: Email,
    by: &By,
) -> Result<(), Failure> {
    let kind = NoticeKind::EmailChanged(id);
    tell_owner(sql, id, kind, by).await?;
    if before.verified_at.is_some() {
        tell(sql, &Recipient::Address(before.address), kind, by.now).await?;
    }
    Ok(())
}

/// Tells an account what was done to it, whoever did it: it may have been somebody else in its name.
async fn tell_owner(
    sql: &mut impl Sql,
    id: AccountId,
    kind: NoticeKind,
    by: &By,
) -> Result<(), Failure> {
    tell(sql, &Recipient::Account(id), kind, by.now).await
}

/// Stores a change of an account and writes it down.
pub(super) async fn store(
    sql: &mut impl Sql,
    mut stored: StoredAccount,
    action: Action,
    actor: Actor,
    by: &By,
    change: impl FnOnce(&mut StoredAccount),
) -> Result<StoredAccount, Failure> {
    let belongings = belongings::of(sql, &stored.account.id).await?;
    let before = stored.digest(&belongings);
    change(&mut stored);
    stored.account.revision = stored.account.revision.next();
    let params = [&changing(&stored)[..], &[stored.position.into()]].concat();
    sql.execute(UPDATE, &params).await?;
    let changed = stored.changed(action, Some(before), stored.digest(&belongings));
    audit::append_as(sql, actor, by, changed).await?;
    Ok(stored)
}
