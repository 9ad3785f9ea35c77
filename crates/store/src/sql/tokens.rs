//! API tokens: what programs sign in with.

use wharfinger_core::account::AccountId;

use super::account_row::{self, account_columns};
use super::audit::{self, Changed};
use super::{Row, Sql, accounts, authority, devices};
use crate::audit::digest;
use crate::page::sift;
use crate::{
    Action, Actor, ApiToken, Authenticated, By, ChangeAccountError, CreateTokenError, Failure,
    Found, NewApiToken, OPERATOR, Scope, Scopes, SecretHash, Subject, TOKENS_MAX, Through,
    Timestamp, TokenId,
};

macro_rules! token_columns {
    () => {
        "api_token.position, api_token.id, api_token.hash, api_token.account, api_token.name, api_token.hint, \
        api_token.scopes, api_token.pulls, api_token.created_at, api_token.expires_at, \
        api_token.used_at, api_token.revoked_at"
    };
}

pub(super) use token_columns;

const AUTHENTICATE: &str = concat!(
    "SELECT ",
    token_columns!(),
    ", ",
    account_columns!(),
    " FROM api_token JOIN account ON account.id = api_token.account WHERE api_token.hash = $1"
);

const INSERT: &str = "
    INSERT INTO api_token (position, id, hash, account, name, hint, scopes, pulls, created_at,
        expires_at)
    VALUES ((SELECT coalesce(max(position), 0) + 1 FROM api_token), $1, $2, $3, $4, $5, $6, $7,
        $8, $9)
    ON CONFLICT DO NOTHING";

const LIST: &str = concat!(
    "SELECT ",
    token_columns!(),
    " FROM api_token WHERE account = $1 AND revoked_at IS NULL ORDER BY position DESC"
);

const BY_ID: &str = concat!("SELECT ", token_columns!(), " FROM api_token WHERE id = $1");

const BY_HASH: &str = concat!(
    "SELECT ",
    token_columns!(),
    " FROM api_token WHERE hash = $1"
);

const REVOKE: &str = "UPDATE api_token SET revoked_at = $1 WHERE id = $2";

/// Revokes whatever is not revoked of an account, readable or not.
const REVOKE_ALL: &str =
    "UPDATE api_token SET revoked_at = $1 WHERE account = $2 AND revoked_at IS NULL";

const TOUCH: &str = "
    UPDATE api_token SET used_at = $1 WHERE hash = $2 AND revoked_at IS NULL AND expires_at > $1";

pub(crate) async fn create(
    sql: &mut impl Sql,
    new: &NewApiToken,
    by: &By,
) -> Result<ApiToken, CreateTokenError> {
    if by.actor != Actor::Account(new.account) {
        return Err(CreateTokenError::NotOwner);
    }
    let account = accounts::by_id(sql, &new.account).await?;
    if !account.is_some_and(|account| account.is_active()) {
        return Err(CreateTokenError::NotActive);
    }
    if is_full(sql, &new.account).await? {
        return Err(CreateTokenError::TooMany);
    }
    let token = ApiToken {
        id: new.id,
        account: new.account,
        name: new.name.clone(),
        hint: new.hint.clone(),
        scopes: new.scopes,
        created_at: by.now,
        expires_at: new.expires_at,
        used_at: None,
        revoked_at: None,
    };
    let params = [
        (&token.id).into(),
        (&new.hash).into(),
        (&token.account).into(),
        (&token.name).into(),
        (&token.hint).into(),
        u32::from(token.scopes.without(Scope::Pull).bits()).into(),
        token.scopes.contains(Scope::Pull).into(),
        token.created_at.into(),
        token.expires_at.into(),
    ];
    if sql.execute(INSERT, &params).await? == 0 {
        return Err(Failure::unavailable("the token or its id is not fresh").into());
    }
    let changed = Changed {
        action: Action::TokenCreated,
        subject: Subject::Token(token.id),
        tool: None,
        until: None,
        before: None,
        after: digest::token(&token, &new.hash),
    };
    audit::append(sql, by, changed).await?;
    Ok(token)
}

pub(crate) async fn revoke(
    sql: &mut impl Sql,
    account: &AccountId,
    id: &TokenId,
    by: &By,
) -> Result<bool, ChangeAccountError> {
    authority::owner(sql, account, by).await?;
    let Some(mut row) = sql.first(BY_ID, &[id.into()]).await? else {
        return Ok(false);
    };
    let (token, hash) = decode(&mut row)?;
    if token.account != *account || token.revoked_at.is_some() {
        return Ok(false);
    }
    store_revoked(sql, token, &hash, by).await?;
    Ok(true)
}

/// Whoever shows a token gives it back, whatever has become of its account.
pub(crate) async fn give_back(
    sql: &mut impl Sql,
    hash: &SecretHash,
    by: &By,
) -> Result<bool, Failure> {
    let Some(mut row) = sql.first(BY_HASH, &[hash.into()]).await? else {
        return Ok(false);
    };
    let (token, hash) = decode(&mut row)?;
    if token.revoked_at.is_some() {
        return Ok(false);
    }
    let by = By {
        actor: Actor::Account(token.account),
        ..by.clone()
    };
    store_revoked(sql, token, &hash, &by).await?;
    Ok(true)
}

pub(crate) async fn revoke_all(
    sql: &mut impl Sql,
    account: &AccountId,
    by: &By,
) -> Result<usize, ChangeAccountError> {
    let owner = authority::owner(sql, account, by).await?;
    let rows = sql.query(LIST, &[account.into()]).await?;
    let count = rows.len();
    let (tokens, damaged) = read(rows)?;
    for (token, hash) in tokens {
        store_revoked(sql, token, &hash, by).await?;
    }
    if !damaged.is_empty() {
        // No hash tells what they were, so that no entry can be about one of them.
        sql.execute(REVOKE_ALL, &[by.now.into(), account.into()])
            .await?;
        // The log has no entries about the operator's account.
        if *account != OPERATOR {
            let action = Action::DamagedTokensRevoked;
            let changed = owner.noted(sql, action, None).await?;
            audit::append(sql, by, changed).await?;
        }
    }
    devices::shut_out(sql, account, by.now).await?;
    Ok(count)
}

async fn store_revoked(
    sql: &mut impl Sql,
    mut token: ApiToken,
    hash: &SecretHash,
    by: &By,
) -> Result<(), Failure> {
    let before = digest::token(&token, hash);
    token.revoked_at = Some(by.now);
    sql.execute(REVOKE, &[token.revoked_at.into(), (&token.id).into()])
        .await?;
    let changed = Changed {
        action: Action::TokenRevoked,
        subject: Subject::Token(token.id),
        tool: None,
        until: None,
        before: Some(before),
        after: digest::token(&token, hash),
    };
    audit::append(sql, by, changed).await
}

/// An account's API tokens that are not revoked. It has few: see [`TOKENS_MAX`].
pub(crate) async fn list(
    sql: &mut impl Sql,
    account: &AccountId,
) -> Result<Found<ApiToken>, Failure> {
    let (tokens, damaged) = read(sql.query(LIST, &[account.into()]).await?)?;
    let tokens = tokens.into_iter().map(|(token, _)| token);
    Ok(Found {
        found: tokens.collect(),
        damaged,
    })
}

/// Whether an account has as many tokens as it may have, damaged ones included.
pub(super) async fn is_full(sql: &mut impl Sql, account: &AccountId) -> Result<bool, Failure> {
    let rows = sql.query(LIST, &[account.into()]).await?;
    Ok(rows.len() >= TOKENS_MAX)
}

/// A token, and the hash of its secret.
type Hashed = (ApiToken, SecretHash);

/// What can be read of tokens, and what is damaged.
fn read(rows: Vec<Row>) -> Result<(Vec<Hashed>, Vec<Failure>), Failure> {
    sift(rows.into_iter().map(|mut row| decode(&mut row)))
}

pub(super) async fn authenticate(
    sql: &mut impl Sql,
    hash: &SecretHash,
    now: Timestamp,
) -> Result<Option<Authenticated>, Failure> {
    let Some(mut row) = sql.first(AUTHENTICATE, &[hash.into()]).await? else {
        return Ok(None);
    };
    let (token, _) = decode(&mut row)?;
    let account = account_row::decode(&mut row)?.account;
    Ok(
        (token.is_valid(now) && account.is_active()).then_some(Authenticated {
            account,
            through: Through::Token(token),
        }),
    )
}

pub(super) async fn touch(
    sql: &mut impl Sql,
    hash: &SecretHash,
    now: Timestamp,
) -> Result<(), Failure> {
    sql.execute(TOUCH, &[now.into(), hash.into()]).await?;
    Ok(())
}

/// Reads [`token_columns`], the next ones of the row.
pub(super) fn decode(row: &mut Row) -> Result<(ApiToken, SecretHash), Failure> {
    row.turn_to("api_token");
    let _position = row.integer("position")?;
    let id = row.uuid("id")?;
    row.named(id);
    let hash = SecretHash(row.bytes("hash")?);
    let account = row.account("account")?;
    let (name, hint) = (row.text("name")?, row.text("hint")?);
    let scopes = decode_scopes(row)?;
    let token = ApiToken {
        id: TokenId(id),
        account,
        name,
        hint,
        scopes,
        created_at: row.timestamp("created_at")?,
        expires_at: row.timestamp("expires_at")?,
        used_at: row.optional_timestamp("used_at")?,
        revoked_at: row.optional_timestamp("revoked_at")?,
    };
    Ok((token, hash))
}

/// The scope `pull` has a column of its own: a server of the release before, on the same database, takes
/// a token that has no other for one without any scope, and not for a damaged one.
fn decode_scopes(row: &mut Row) -> Result<Scopes, Failure> {
    let bits = row.number("scopes")?;
    let others = Scopes::from_bits(bits).filter(|scopes| !scopes.contains(Scope::Pull));
    let others = others.ok_or_else(|| row.corrupt("scopes", bits))?;
    let pull = row.flag("pulls")?.then_some(Scope::Pull);
    Ok(others.iter().chain(pull).collect())
}
