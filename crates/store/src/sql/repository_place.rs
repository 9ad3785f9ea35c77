//! Where repositories are, and with which connection we act on them.

use wharfinger_core::grants::{Lease, Repository, RepositoryId};

use super::{Param, Row, Sql};
use crate::{ConnectionId, Failure, Timestamp};

/// The columns that say where a repository is.
macro_rules! place_columns {
    () => {
        "repository.id, repository.connection, repository.partition, repository.aws_account, \
        repository.region, repository.name"
    };
}

pub(super) use place_columns;

const AT: &str = concat!(
    "SELECT ",
    place_columns!(),
    " FROM repository WHERE partition = $1 AND aws_account = $2 AND region = $3 AND name = $4"
);

const BY_ID: &str = concat!(
    "SELECT ",
    place_columns!(),
    " FROM repository WHERE id = $1"
);

/// Nothing is wanted yet, so that it is due only where somebody examines it, when that is over.
const INSERT: &str = "
    INSERT INTO repository (position, id, connection, partition, aws_account, region, name,
        generation, observed, reapply, ends_access, fence, leased_generation, failures, looks,
        unexpected, stale, created_at, leased_until, due_at)
    VALUES ((SELECT coalesce(max(position), 0) + 1 FROM repository), $1, $2, $3, $4, $5, $6,
        0, 0, 0, 0, $7, 0, 0, 0, '', '', $8, $9, $9)
    ON CONFLICT DO NOTHING";

const SET_CONNECTION: &str = "UPDATE repository SET connection = $1 WHERE id = $2";

/// A repository and how we come to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) id: RepositoryId,
    pub(super) connection: ConnectionId,
    pub(super) place: Repository,
}

/// The repository at a place, if it was ever kept.
pub(super) async fn at(sql: &mut impl Sql, place: &Repository) -> Result<Option<Placed>, Failure> {
    let row = sql.first(AT, &params(place)).await?;
    row.map(|mut row| decode(&mut row)).transpose()
}

/// What a query for a place asks with.
pub(super) fn params(place: &Repository) -> [Param<'_>; 4] {
    [
        (&place.partition).into(),
        (&place.account).into(),
        (&place.region).into(),
        (&place.name).into(),
    ]
}

/// The repository with that id.
pub(super) async fn by_id(
    sql: &mut impl Sql,
    id: &RepositoryId,
) -> Result<Option<Placed>, Failure> {
    let row = sql.first(BY_ID, &[id.into()]).await?;
    row.map(|mut row| decode(&mut row)).transpose()
}

/// Keeps another repository from now on, which may be leased; not where its id is taken.
pub(super) async fn insert(
    sql: &mut impl Sql,
    placed: &Placed,
    lease: Option<Lease>,
    now: Timestamp,
) -> Result<bool, Failure> {
    let Placed {
        id,
        connection,
        place,
    } = placed;
    let params = [
        id.into(),
        connection.into(),
        (&place.partition).into(),
        (&place.account).into(),
        (&place.region).into(),
        (&place.name).into(),
        lease.map_or(0, |lease| lease.fence).cast_signed().into(),
        now.into(),
        lease.map(|lease| lease.until).into(),
    ];
    Ok(sql.execute(INSERT, &params).await? == 1)
}

/// Acts on a repository with another connection.
pub(super) async fn set_connection(
    sql: &mut impl Sql,
    id: &RepositoryId,
    connection: &ConnectionId,
) -> Result<(), Failure> {
    sql.execute(SET_CONNECTION, &[connection.into(), id.into()])
        .await?;
    Ok(())
}

/// Reads [`place_columns`], the next ones of the row.
pub(super) fn decode(row: &mut Row) -> Result<Placed, Failure> {
    row.turn_to("repository");
    let id = row.uuid("id")?;
    row.named(id);
    Ok(Placed {
        id: RepositoryId(id.into_bytes()),
        connection: ConnectionId::from_uuid(row.uuid("connection")?),
        place: Repository {
            partition: row.text("partition")?,
            account: row.text("aws_account")?,
            region: row.text("region")?,
            name: row.text("name")?,
        },
    })
}
