//! Accounts: made and found.

use wharfinger_core::account::{AccountId, AccountName};

use super::account_row::{self, StoredAccount, account_columns, changing, decode, lasting};
use super::audit;
use super::by_ids::{self, in_ids};
use super::listed::listed;
use super::{Param, Sql, authority, email, links};
use crate::audit::belongings::Belongings;
use crate::page::{cut, sift};
use crate::{
    Account, AccountPage, AccountWithPassword, Action, Actor, By, CreateAccountError, Failure,
    Found, Identity, LinkPurpose, NewAccount, OPERATOR, Page, Revision, Role, SecretHash,
};

/// A query of whole accounts, which ends as given.
macro_rules! select_account {
    ($end:literal) => {
        concat!("SELECT ", account_columns!(), " FROM account WHERE ", $end)
    };
}

const BY_ID: &str = select_account!("id = $1");

const NAMES: &str = concat!("SELECT id, name FROM account WHERE ", in_ids!("id"));

const BY_NAME: &str = select_account!("name = $1");

const BY_IDENTITY: &str = select_account!("issuer = $1 AND subject = $2");

const LIST: &str = select_account!("position < $1 ORDER BY position DESC LIMIT $2");

const INSERT: &str = "
    INSERT INTO account (position, id, name, created_at, role, email, email_verified_at, password,
        issuer, subject, revision, disabled_at)
    VALUES ((SELECT coalesce(max(position), 0) + 1 FROM account), $1, $2, $3, $4, $5, $6, $7,
        $8, $9, $10, $11)
    ON CONFLICT DO NOTHING";

/// Two are enough to tell whether there is one besides an account.
const ADMINISTRATORS: &str = "
    SELECT id FROM account
    WHERE role = 'administrator' AND disabled_at IS NULL AND id <> $1 LIMIT 2";

pub(crate) async fn create(
    sql: &mut impl Sql,
    new: &NewAccount,
    by: &By,
) -> Result<Account, CreateAccountError> {
    let is_own = by.actor == Actor::Account(new.id) && new.role == Role::Member;
    if !is_own && !authority::is_administrator(sql, by).await? {
        return Err(CreateAccountError::NotAdministrator);
    }
    insert(sql, new, by.actor, by).await
}

pub(crate) async fn create_first_administrator(
    sql: &mut impl Sql,
    link: &SecretHash,
    new: &NewAccount,
    by: &By,
) -> Result<Account, CreateAccountError> {
    let found = links::working(sql, link, by.now).await?;
    if found.is_none_or(|link| link.purpose != LinkPurpose::FirstAdministrator) {
        return Err(CreateAccountError::NoSuchLink);
    }
    let administrator = NewAccount {
        role: Role::Administrator,
        ..new.clone()
    };
    let account = insert(sql, &administrator, Actor::Account(new.id), by).await?;
    links::remove(sql, link).await?;
    Ok(account)
}

async fn insert(
    sql: &mut impl Sql,
    new: &NewAccount,
    actor: Actor,
    by: &By,
) -> Result<Account, CreateAccountError> {
    let stored = StoredAccount {
        position: 0,
        account: Account {
            id: new.id,
            name: new.name.clone(),
            role: new.role,
            email: new.email.clone(),
            has_password: new.password.is_some(),
            identity: new.identity.clone(),
            revision: Revision::FIRST,
            created_at: by.now,
            disabled_at: None,
        },
        password: new.password.clone(),
    };
    let params = [&lasting(&stored.account)[..], &changing(&stored)].concat();
    if sql.execute(INSERT, &params).await? == 0 {
        return Err(taken(sql, new).await?);
    }
    let changed = stored.changed(
        Action::AccountCreated,
        None,
        stored.digest(&Belongings::default()),
    );
    audit::append_as(sql, actor, by, changed).await?;
    email::ask(sql, &stored.account, by.now).await?;
    Ok(stored.account)
}

/// What another account has of a new one.
async fn taken(sql: &mut impl Sql, new: &NewAccount) -> Result<CreateAccountError, Failure> {
    if by_name(sql, &new.name).await?.is_some() {
        return Ok(CreateAccountError::NameTaken);
    }
    if let Some(identity) = &new.identity
        && by_identity(sql, identity).await?.is_some()
    {
        return Ok(CreateAccountError::IdentityTaken);
    }
    Ok(CreateAccountError::IdTaken)
}

/// The first two active administrators besides the operator.
pub(super) async fn administrators(sql: &mut impl Sql) -> Result<Vec<AccountId>, Failure> {
    let rows = sql.query(ADMINISTRATORS, &[(&OPERATOR).into()]).await?;
    let ids = rows.into_iter().map(|mut row| {
        row.turn_to("account");
        row.account("id")
    });
    ids.collect()
}

pub(crate) async fn has_administrator(sql: &mut impl Sql) -> Result<bool, Failure> {
    Ok(!administrators(sql).await?.is_empty())
}

pub(super) async fn stored(
    sql: &mut impl Sql,
    id: &AccountId,
) -> Result<Option<StoredAccount>, Failure> {
    one(sql, BY_ID, &[id.into()]).await
}

pub(crate) async fn by_id(sql: &mut impl Sql, id: &AccountId) -> Result<Option<Account>, Failure> {
    Ok(stored(sql, id).await?.map(|stored| stored.account))
}

/// The names of those of these accounts that there are.
pub(crate) async fn names(
    sql: &mut impl Sql,
    ids: &[AccountId],
) -> Result<Found<(AccountId, AccountName)>, Failure> {
    by_ids::find(sql, NAMES, ids.iter().collect(), &[], |mut row| {
        row.turn_to("account");
        let id = row.account("id")?;
        row.named(id);
        Ok((id, account_row::name(&mut row)?))
    })
    .await
}

/// The account that does what only somebody with an account does.
pub(super) async fn person(sql: &mut impl Sql, by: &By) -> Result<Account, Failure> {
    let found = match by.actor.account() {
        Some(id) => by_id(sql, &id).await?,
        None => None,
    };
    found.ok_or_else(|| Failure::unavailable("who acts has no account; the caller must name one"))
}

pub(crate) async fn by_name(
    sql: &mut impl Sql,
    name: &AccountName,
) -> Result<Option<Account>, Failure> {
    let found = with_password(sql, name).await?;
    Ok(found.map(|(account, _)| account))
}

pub(crate) async fn with_password(
    sql: &mut impl Sql,
    name: &AccountName,
) -> Result<Option<AccountWithPassword>, Failure> {
    let found = one(sql, BY_NAME, &[name.as_str().into()]).await?;
    Ok(found.map(|stored| (stored.account, stored.password)))
}

pub(crate) async fn by_identity(
    sql: &mut impl Sql,
    identity: &Identity,
) -> Result<Option<Account>, Failure> {
    let params = [(&identity.issuer).into(), (&identity.subject).into()];
    let found = one(sql, BY_IDENTITY, &params).await?;
    Ok(found.map(|stored| stored.account))
}

pub(crate) async fn list(sql: &mut impl Sql, page: Page) -> Result<AccountPage, Failure> {
    let params = [page.behind().into(), (page.limit + 1).into()];
    let rows = sql.query(LIST, &params).await?;
    let accounts = rows.into_iter().map(|row| {
        listed(row, |mut row| {
            let stored = decode(&mut row)?;
            Ok((stored.position, stored.account))
        })
    });
    let (rows, next) = cut(accounts.collect::<Result<_, Failure>>()?, page.limit);
    let (accounts, damaged) = sift(rows)?;
    Ok(AccountPage {
        accounts,
        damaged,
        next,
    })
}

async fn one(
    sql: &mut impl Sql,
    query: &'static str,
    params: &[Param<'_>],
) -> Result<Option<StoredAccount>, Failure> {
    let row = sql.first(query, params).await?;
    row.map(|mut row| decode(&mut row)).transpose()
}
