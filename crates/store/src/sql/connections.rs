//! Connections to AWS accounts.

use wharfinger_core::account::AccountId;

use super::audit::{self, Changed};
use super::connection_row::{changing, decode, lasting, select_connection};
use super::{Param, Sql, accounts};
use crate::audit::digest;
use crate::{
    Action, AuditHash, By, CONNECTIONS_MAX, ChangeConnectionError, Checked, Choices, ConnectError,
    Connection, ConnectionId, Failure, NewConnection, Revision, Subject,
};

const BY_ID: &str = select_connection!("id = $1");

const TO_ACCOUNT: &str = select_connection!(
    "owner = $1 AND partition = $2 AND aws_account = $3 AND disconnected_at IS NULL"
);

const OF_OWNER: &str =
    select_connection!("owner = $1 AND disconnected_at IS NULL ORDER BY position LIMIT $2");

const INSERT: &str = "
    INSERT INTO connection (position, id, owner, partition, aws_account, external_id, created_at,
        role_arn, proven_at, checked_at, is_right, report, disconnected_at, revision, updated_at,
        heals_since, pull_passwords_since)
    VALUES ((SELECT coalesce(max(position), 0) + 1 FROM connection), $1, $2, $3, $4, $5, $6, $7,
        $8, $9, $10, $11, $12, $13, $14, $15, $16)
    ON CONFLICT DO NOTHING";

const UPDATE: &str = "
    UPDATE connection SET role_arn = $1, proven_at = $2, checked_at = $3, is_right = $4,
        report = $5, disconnected_at = $6, revision = $7, updated_at = $8,
        heals_since = $9, pull_passwords_since = $10
    WHERE id = $11";

pub(crate) async fn connect(
    sql: &mut impl Sql,
    new: &NewConnection,
    by: &By,
) -> Result<Connection, ConnectError> {
    let owner = accounts::person(sql, by).await?.id;
    let params = [
        (&owner).into(),
        (&new.partition).into(),
        (&new.aws_account).into(),
    ];
    if let Some(connection) = one(sql, TO_ACCOUNT, &params).await? {
        return Ok(connection);
    }
    if of_owner(sql, &owner).await?.len() >= CONNECTIONS_MAX as usize {
        return Err(ConnectError::TooMany);
    }
    let connection = Connection::of_new(new.clone(), owner, by.now);
    let params = [&lasting(&connection)[..], &changing(&connection)].concat();
    if sql.execute(INSERT, &params).await? == 0 {
        return Err(ConnectError::IdTaken);
    }
    let changed = changed(&connection, Action::ConnectionMade, None);
    audit::append(sql, by, changed).await?;
    Ok(connection)
}

pub(crate) async fn change_role(
    sql: &mut impl Sql,
    id: &ConnectionId,
    expected: Revision,
    role_arn: &str,
    checked: &Checked,
    by: &By,
) -> Result<Connection, ChangeConnectionError> {
    let connection = owned_at(sql, id, expected, by).await?;
    if connection.authority.role_arn == role_arn {
        return Ok(note(sql, connection, checked, by).await?);
    }
    let action = Action::ConnectionRoleChanged;
    let change = |connection: &mut Connection| {
        connection.take_role(role_arn.to_owned(), checked.clone());
    };
    Ok(store(sql, connection, action, by, change).await?)
}

pub(crate) async fn note_check(
    sql: &mut impl Sql,
    id: &ConnectionId,
    expected: Revision,
    checked: &Checked,
    by: &By,
) -> Result<Connection, ChangeConnectionError> {
    let connection = owned_at(sql, id, expected, by).await?;
    Ok(note(sql, connection, checked, by).await?)
}

/// Takes down what a check of the role that a connection has found.
async fn note(
    sql: &mut impl Sql,
    connection: Connection,
    checked: &Checked,
    by: &By,
) -> Result<Connection, Failure> {
    let action = Action::ConnectionChecked;
    let change = |connection: &mut Connection| connection.note(checked.clone());
    store(sql, connection, action, by, change).await
}

pub(crate) async fn choose(
    sql: &mut impl Sql,
    id: &ConnectionId,
    expected: Revision,
    choices: Choices,
    by: &By,
) -> Result<Connection, ChangeConnectionError> {
    let mut connection = owned_at(sql, id, expected, by).await?;
    if let Some(wanted) = choices.healing
        && connection.heals_since.is_some() != wanted
    {
        let action = Action::ConnectionHealing;
        let since = wanted.then_some(by.now);
        let change = |connection: &mut Connection| connection.heals_since = since;
        connection = store(sql, connection, action, by, change).await?;
    }
    if let Some(wanted) = choices.pull_passwords
        && connection.pull_passwords_since.is_some() != wanted
    {
        let action = Action::ConnectionPullPasswords;
        let since = wanted.then_some(by.now);
        let change = |connection: &mut Connection| connection.pull_passwords_since = since;
        connection = store(sql, connection, action, by, change).await?;
    }
    Ok(connection)
}

pub(crate) async fn by_id(
    sql: &mut impl Sql,
    id: &ConnectionId,
) -> Result<Option<Connection>, Failure> {
    one(sql, BY_ID, &[id.into()]).await
}

/// The connection with that id, unless it is disconnected.
pub(super) async fn live(
    sql: &mut impl Sql,
    id: &ConnectionId,
) -> Result<Option<Connection>, Failure> {
    let connection = by_id(sql, id).await?;
    Ok(connection.filter(|connection| connection.disconnected_at.is_none()))
}

pub(crate) async fn of_owner(
    sql: &mut impl Sql,
    owner: &AccountId,
) -> Result<Vec<Connection>, Failure> {
    let params = [owner.into(), CONNECTIONS_MAX.into()];
    let rows = sql.query(OF_OWNER, &params).await?;
    let connections = rows.into_iter().map(|row| Ok(decode(row)?.1));
    connections.collect()
}

/// A connection at revision `expected` that its owner changes.
async fn owned_at(
    sql: &mut impl Sql,
    id: &ConnectionId,
    expected: Revision,
    by: &By,
) -> Result<Connection, ChangeConnectionError> {
    let connection = live(sql, id).await?;
    let connection = connection.ok_or(ChangeConnectionError::NotFound)?;
    if !is_owner(sql, &connection, by).await? {
        return Err(ChangeConnectionError::NotOwner);
    }
    match connection.revision {
        current if current == expected => Ok(connection),
        current => Err(ChangeConnectionError::Stale { current }),
    }
}

/// Whether a connection's owner acts, and can.
pub(super) async fn is_owner(
    sql: &mut impl Sql,
    connection: &Connection,
    by: &By,
) -> Result<bool, Failure> {
    if by.actor.account() != Some(connection.owner) {
        return Ok(false);
    }
    let owner = accounts::by_id(sql, &connection.owner).await?;
    Ok(owner.is_some_and(|owner| owner.is_active()))
}

/// Stores what a connection becomes.
pub(super) async fn store(
    sql: &mut impl Sql,
    mut connection: Connection,
    action: Action,
    by: &By,
    change: impl FnOnce(&mut Connection),
) -> Result<Connection, Failure> {
    let before = digest::connection(&connection);
    change(&mut connection);
    connection.revision = connection.revision.next();
    connection.updated_at = by.now;
    let params = [&changing(&connection)[..], &[(&connection.id).into()]].concat();
    sql.execute(UPDATE, &params).await?;
    audit::append(sql, by, changed(&connection, action, Some(before))).await?;
    Ok(connection)
}

fn changed(connection: &Connection, action: Action, before: Option<AuditHash>) -> Changed {
    Changed {
        action,
        subject: Subject::Connection(connection.id),
        tool: None,
        until: None,
        before,
        after: digest::connection(connection),
    }
}

async fn one(
    sql: &mut impl Sql,
    query: &'static str,
    params: &[Param<'_>],
) -> Result<Option<Connection>, Failure> {
    let row = sql.first(query, params).await?;
    Ok(row
        .map(decode)
        .transpose()?
        .map(|(_, connection)| connection))
}
