//! What is made once for an idempotency key.

use wharfinger_core::account::AccountId;

use super::idempotency::{Operation, remember, replay};
use super::{Sql, accounts, links, tokens};
use crate::{
    Account, ApiToken, By, CreateAccountError, CreateTokenError, Failure, Idempotency, Link,
    MakeLinkError, NewAccount, NewApiToken, Once, OnceError, TokenId,
};

pub(crate) async fn create_token(
    sql: &mut impl Sql,
    new: &NewApiToken,
    key: &Idempotency,
    by: &By,
) -> Result<Once<ApiToken, TokenId>, OnceError<CreateTokenError>> {
    let before = before(sql, key, by, |did| match did {
        Operation::CreateToken(id) => Some(id),
        _ => None,
    });
    if let Some(id) = before.await? {
        return Ok(Once::Before(id));
    }
    let token = tokens::create(sql, new, by).await;
    let token = token.map_err(OnceError::Refused)?;
    note(sql, key, by, Operation::CreateToken(token.id)).await?;
    Ok(Once::Now(token))
}

pub(crate) async fn create_account(
    sql: &mut impl Sql,
    new: &NewAccount,
    key: &Idempotency,
    by: &By,
) -> Result<Once<Account, AccountId>, OnceError<CreateAccountError>> {
    let before = before(sql, key, by, |did| match did {
        Operation::CreateAccount(id) => Some(id),
        _ => None,
    });
    if let Some(id) = before.await? {
        return Ok(Once::Before(id));
    }
    let account = accounts::create(sql, new, by).await;
    let account = account.map_err(OnceError::Refused)?;
    note(sql, key, by, Operation::CreateAccount(account.id)).await?;
    Ok(Once::Now(account))
}

pub(crate) async fn make_link(
    sql: &mut impl Sql,
    link: &Link,
    key: &Idempotency,
    by: &By,
) -> Result<Once<(), AccountId>, OnceError<MakeLinkError>> {
    let before = before(sql, key, by, |did| match did {
        Operation::MakeLink(account) => Some(account),
        _ => None,
    });
    if let Some(account) = before.await? {
        return Ok(Once::Before(account));
    }
    let account = link.purpose.account()?;
    let made = links::make(sql, link, by).await;
    made.map_err(OnceError::Refused)?;
    note(sql, key, by, Operation::MakeLink(account)).await?;
    Ok(Once::Now(()))
}

/// What an earlier request with the key made, in the words of `same`.
async fn before<T, E: From<Failure>>(
    sql: &mut impl Sql,
    key: &Idempotency,
    by: &By,
    same: impl FnOnce(Operation) -> Option<T>,
) -> Result<Option<T>, OnceError<E>> {
    let account = accounts::person(sql, by).await?.id;
    let replayed = replay(sql, Some(key), &account, by.now, same).await?;
    replayed.map_err(|_| OnceError::KeyReused)
}

async fn note(
    sql: &mut impl Sql,
    key: &Idempotency,
    by: &By,
    did: Operation,
) -> Result<(), Failure> {
    let account = accounts::person(sql, by).await?.id;
    remember(sql, key, &account, by.now, did).await
}
