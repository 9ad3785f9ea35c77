//! Registries that an administrator has added to the catalogue.

use wharfinger_core::account::AccountId;

use super::belongings::Before;
use super::registry_requests::administrator;
use super::{Row, Sql};
use crate::page::Position;
use crate::{Action, AddedRegistry, AnswerRegistryError, By, Failure, NewAddedRegistry};

const ALL: &str = "
    SELECT position, id, definition, added_by, added_at FROM added_registry
    WHERE position > $1 ORDER BY position";

const BY_ID: &str = "
    SELECT position, id, definition, added_by, added_at FROM added_registry WHERE id = $1";

const BY_ACCOUNT: &str = "
    SELECT position, id, definition, added_by, added_at FROM added_registry
    WHERE added_by = $1 ORDER BY position";

/// Those behind a position, in order.
pub(super) const EVERY: &str = "
    SELECT position, id, definition, added_by, added_at FROM added_registry
    WHERE position > $1 ORDER BY position LIMIT $2";

const ADD: &str = "
    INSERT INTO added_registry (position, id, definition, added_by, added_at)
    VALUES ((SELECT coalesce(max(position), 0) + 1 FROM added_registry), $1, $2, $3, $4)
    ON CONFLICT DO NOTHING";

const REMOVE: &str = "DELETE FROM added_registry WHERE id = $1";

/// Adds a registry, as an administrator of that account does.
pub(super) async fn add(
    sql: &mut impl Sql,
    new: &NewAddedRegistry,
    account: &AccountId,
    by: &By,
) -> Result<(), AnswerRegistryError> {
    let before = Before::of_account(sql, account).await?;
    let params = [
        (&new.id).into(),
        (&new.definition).into(),
        account.into(),
        by.now.into(),
    ];
    if sql.execute(ADD, &params).await? == 0 {
        return Err(AnswerRegistryError::IdTaken);
    }
    Ok(before.changed(sql, Action::RegistryAdded, by).await?)
}

/// Takes a registry out, which is written down about whoever added it.
pub(crate) async fn remove(
    sql: &mut impl Sql,
    id: &str,
    by: &By,
) -> Result<bool, AnswerRegistryError> {
    administrator(sql, by).await?;
    let Some(row) = sql.first(BY_ID, &[id.into()]).await? else {
        return Ok(false);
    };
    let (_, added) = decode(row)?;
    let before = Before::of_account(sql, &added.by).await?;
    sql.execute(REMOVE, &[id.into()]).await?;
    before.changed(sql, Action::RegistryRemoved, by).await?;
    Ok(true)
}

pub(crate) async fn all(sql: &mut impl Sql) -> Result<Vec<AddedRegistry>, Failure> {
    found(sql.query(ALL, &[Position::MIN.into()]).await?)
}

/// Those that an account has added, the oldest first.
pub(super) async fn by_account(
    sql: &mut impl Sql,
    account: &AccountId,
) -> Result<Vec<AddedRegistry>, Failure> {
    found(sql.query(BY_ACCOUNT, &[account.into()]).await?)
}

fn found(rows: Vec<Row>) -> Result<Vec<AddedRegistry>, Failure> {
    let added = rows.into_iter().map(|row| Ok(decode(row)?.1));
    added.collect()
}

/// Reads a row of [`EVERY`].
pub(super) fn decode(row: Row) -> Result<(Position, AddedRegistry), Failure> {
    let mut row = row.of("added_registry");
    let position = row.integer("position")?;
    row.named(position);
    let added = AddedRegistry {
        id: row.text("id")?,
        definition: row.text("definition")?,
        by: row.account("added_by")?,
        at: row.timestamp("added_at")?,
    };
    Ok((position, added))
}
