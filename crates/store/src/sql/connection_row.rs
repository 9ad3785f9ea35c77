//! A connection's row, written and read.

use wharfinger_core::grants::Authority;

use super::{Param, Row};
use crate::page::Position;
use crate::{Checked, Connection, ConnectionId, Failure};

/// A query of whole connections, which ends as given.
macro_rules! select_connection {
    ($end:literal) => {
        concat!(
            "SELECT position, id, owner, partition, aws_account, external_id, created_at, \
            role_arn, proven_at, checked_at, is_right, report, disconnected_at, revision, \
            updated_at, heals_since, pull_passwords_since FROM connection WHERE ",
            $end
        )
    };
}

pub(super) use select_connection;

/// Reads a row of [`select_connection`].
pub(super) fn decode(row: Row) -> Result<(Position, Connection), Failure> {
    let mut row = row.of("connection");
    let position = row.integer("position")?;
    let id = row.uuid("id")?;
    row.named(id);
    let owner = row.account("owner")?;
    let (partition, aws_account) = (row.text("partition")?, row.text("aws_account")?);
    let external_id = row.text("external_id")?;
    let created_at = row.timestamp("created_at")?;
    let role_arn = row.text("role_arn")?;
    let proven_at = row.optional_timestamp("proven_at")?;
    let checked = checked(&mut row)?;
    // What was found wrong is not proven.
    if let Some(at) = proven_at
        && !checked.as_ref().is_some_and(|checked| checked.is_right)
    {
        return Err(row.corrupt("proven_at", at));
    }
    let connection = Connection {
        id: ConnectionId::from_uuid(id),
        owner,
        partition,
        aws_account,
        authority: Authority {
            role_arn,
            external_id,
        },
        proven_at,
        checked,
        disconnected_at: row.optional_timestamp("disconnected_at")?,
        revision: row.revision("revision")?,
        created_at,
        updated_at: row.timestamp("updated_at")?,
        heals_since: row.optional_timestamp("heals_since")?,
        pull_passwords_since: row.optional_timestamp("pull_passwords_since")?,
    };
    Ok((position, connection))
}

fn checked(row: &mut Row) -> Result<Option<Checked>, Failure> {
    let at = row.optional_timestamp("checked_at")?;
    let is_right = row.optional_flag("is_right")?;
    let report = row.optional_text("report")?;
    match (at, is_right, report) {
        (None, None, None) => Ok(None),
        (Some(at), Some(is_right), Some(report)) => Ok(Some(Checked {
            at,
            is_right,
            report,
        })),
        (at, ..) => Err(row.corrupt("checked_at", format_args!("{at:?}"))),
    }
}

/// What a connection keeps for ever, in the order `id, owner, partition, aws_account, external_id,
/// created_at`.
pub(super) fn lasting(connection: &Connection) -> [Param<'_>; 6] {
    [
        (&connection.id).into(),
        (&connection.owner).into(),
        (&connection.partition).into(),
        (&connection.aws_account).into(),
        (&connection.authority.external_id).into(),
        connection.created_at.into(),
    ]
}

/// What may be another with every change, in the order `role_arn, proven_at, checked_at, is_right,
/// report, disconnected_at, revision, updated_at, heals_since, pull_passwords_since`.
pub(super) fn changing(connection: &Connection) -> [Param<'_>; 10] {
    let checked = connection.checked.as_ref();
    [
        (&connection.authority.role_arn).into(),
        connection.proven_at.into(),
        checked.map(|checked| checked.at).into(),
        checked.map(|checked| checked.is_right).into(),
        checked.map(|checked| &checked.report).into(),
        connection.disconnected_at.into(),
        connection.revision.into(),
        connection.updated_at.into(),
        connection.heals_since.into(),
        connection.pull_passwords_since.into(),
    ]
}
