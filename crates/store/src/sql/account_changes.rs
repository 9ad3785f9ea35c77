//! Accounts: changed.

use wharfinger_core::account::AccountId;

use super::account_row::{StoredAccount, changing};
use super::accounts::{administrators, by_identity, stored};
use super::audit::{self, Changed};
use super::{Sql, email, links, sessions};
use crate::{
    Account, Action, Actor, By, ChangeAccountError, Email, Failure, Identity, OPERATOR,
    PasswordHash, Role, SecretHash, Subject,
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
    let stored = changeable(sql, id).await?;
    Ok(store_password(sql, stored, password, keep, by.actor, by).await?)
}

/// Sets a password, and ends the account's sessions but for `keep`, and every link to set another.
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
    let account = changed.await?;
    sessions::end_all(sql, &account.id, keep).await?;
    links::remove_set_password(sql, &account.id).await?;
    Ok(account)
}

pub(crate) async fn set_email(
    sql: &mut impl Sql,
    id: &AccountId,
    email: Option<&Email>,
    by: &By,
) -> Result<Account, ChangeAccountError> {
    let stored = changeable(sql, id).await?;
    let found = stored.account.email.as_ref();
    let same_address = email.map(|email| &email.address) == found.map(|email| &email.address);
    let verified = |email: Option<&Email>| email.is_some_and(|email| email.verified_at.is_some());
    let action = match same_address {
        false => Action::EmailChanged,
        true if verified(email) && !verified(found) => Action::EmailVerified,
        true => return Ok(stored.account),
    };
    let changed = store(sql, stored, action, by.actor, by, |stored| {
        stored.account.email = email.cloned();
    });
    let account = changed.await?;
    if !same_address {
        // One may lie in a mailbox that is no longer theirs.
        links::remove_set_password(sql, id).await?;
    }
    email::ask(sql, &account, by.now).await?;
    Ok(account)
}

pub(crate) async fn ask_email(
    sql: &mut impl Sql,
    id: &AccountId,
    by: &By,
) -> Result<(), ChangeAccountError> {
    let stored = changeable(sql, id).await?;
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
    store(sql, stored, Action::EmailVerified, actor, by, |stored| {
        if let Some(email) = &mut stored.account.email {
            email.verified_at = Some(by.now);
        }
    })
    .await
}

pub(crate) async fn link_identity(
    sql: &mut impl Sql,
    id: &AccountId,
    identity: &Identity,
    by: &By,
) -> Result<Account, ChangeAccountError> {
    let stored = changeable(sql, id).await?;
    if stored.account.identity.as_ref() == Some(identity) {
        return Ok(stored.account);
    }
    if by_identity(sql, identity).await?.is_some() {
        return Err(ChangeAccountError::IdentityTaken);
    }
    let changed = store(
        sql,
        stored,
        Action::IdentityLinked,
        by.actor,
        by,
        |stored| {
            stored.account.identity = Some(identity.clone());
        },
    );
    Ok(changed.await?)
}

pub(crate) async fn set_role(
    sql: &mut impl Sql,
    id: &AccountId,
    role: Role,
    by: &By,
) -> Result<Account, ChangeAccountError> {
    let stored = changeable(sql, id).await?;
    if stored.account.role == role {
        return Ok(stored.account);
    }
    leaves_an_administrator(sql, &stored.account).await?;
    let changed = store(sql, stored, Action::RoleChanged, by.actor, by, |stored| {
        stored.account.role = role;
    });
    Ok(changed.await?)
}

pub(crate) async fn set_disabled(
    sql: &mut impl Sql,
    id: &AccountId,
    disabled: bool,
    by: &By,
) -> Result<Account, ChangeAccountError> {
    let stored = changeable(sql, id).await?;
    if stored.account.is_active() != disabled {
        return Ok(stored.account);
    }
    let action = if disabled {
        leaves_an_administrator(sql, &stored.account).await?;
        Action::AccountDisabled
    } else {
        Action::AccountEnabled
    };
    let changed = store(sql, stored, action, by.actor, by, |stored| {
        stored.account.disabled_at = disabled.then_some(by.now);
    });
    let account = changed.await?;
    if disabled {
        sessions::end_all(sql, id, None).await?;
        links::remove_set_password(sql, id).await?;
    }
    Ok(account)
}

/// The account with that id, unless nobody may change it.
async fn changeable(
    sql: &mut impl Sql,
    id: &AccountId,
) -> Result<StoredAccount, ChangeAccountError> {
    if *id == OPERATOR {
        return Err(ChangeAccountError::BuiltIn);
    }
    stored(sql, id).await?.ok_or(ChangeAccountError::NotFound)
}

/// That there is an active administrator when this account is none any more.
async fn leaves_an_administrator(
    sql: &mut impl Sql,
    account: &Account,
) -> Result<(), ChangeAccountError> {
    if account.is_administrator()
        && account.is_active()
        && administrators(sql)
            .await?
            .iter()
            .all(|id| *id == account.id)
    {
        return Err(ChangeAccountError::LastAdministrator);
    }
    Ok(())
}

/// Stores a change of an account and writes it down.
async fn store(
    sql: &mut impl Sql,
    mut stored: StoredAccount,
    action: Action,
    actor: Actor,
    by: &By,
    change: impl FnOnce(&mut StoredAccount),
) -> Result<Account, Failure> {
    let before = stored.digest();
    change(&mut stored);
    stored.account.revision = stored.account.revision.next();
    let params = [&changing(&stored)[..], &[stored.position.into()]].concat();
    sql.execute(UPDATE, &params).await?;
    let changed = Changed {
        action,
        subject: Subject::Account(stored.account.id),
        tool: None,
        before: Some(before),
        after: stored.digest(),
    };
    audit::append_as(sql, actor, by, changed).await?;
    Ok(stored.account)
}
