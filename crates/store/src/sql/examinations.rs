//! Who examines repositories that nobody keeps.

use wharfinger_core::grants::{Lease, Repository, RepositoryId};

use super::{Row, Sql, repository_place};
use crate::repository::ahead;
use crate::{BorrowError, Failure, Timestamp};

/// The columns of a lease, in the order in which [`decode`] takes them.
macro_rules! select_examination {
    ($end:literal) => {
        concat!(
            "SELECT id, fence, leased_until FROM examination WHERE ",
            $end
        )
    };
}

/// Every one behind an id.
pub(super) const EVERY: &str = select_examination!("id > $1 ORDER BY id LIMIT $2");

/// Neither one that is over, nor one that a clock has written that was far ahead.
const RUNNING: &str = select_examination!(
    "partition = $1 AND aws_account = $2 AND region = $3 AND name = $4
        AND leased_until > $5 AND leased_until <= $6"
);

const BY_ID: &str = select_examination!("id = $1");

/// All others: the first, and the second.
const FORGET_OVER: &str = "DELETE FROM examination WHERE leased_until <= $1";
const FORGET_AHEAD: &str = "DELETE FROM examination WHERE leased_until > $1";

const BEGIN: &str = "
    INSERT INTO examination (partition, aws_account, region, name, id, fence, leased_until)
    VALUES ($1, $2, $3, $4, $5, 1, $6)
    ON CONFLICT DO NOTHING";

const GIVE_BACK: &str = "
    UPDATE examination SET fence = fence + 1, leased_until = $1 WHERE id = $2 AND fence = $3";

const END: &str = "DELETE FROM examination WHERE id = $1";

/// Leases a place at which no repository is kept.
pub(super) async fn begin(
    sql: &mut impl Sql,
    place: &Repository,
    fresh: &RepositoryId,
    until: Timestamp,
    now: Timestamp,
) -> Result<Lease, BorrowError> {
    if let Some(Lease { until, .. }) = running(sql, place, now).await? {
        return Err(BorrowError::Busy { until });
    }
    if repository_place::by_id(sql, fresh).await?.is_some() {
        return Err(BorrowError::IdTaken);
    }
    sql.execute(FORGET_OVER, &[now.into()]).await?;
    sql.execute(FORGET_AHEAD, &[ahead(now).into()]).await?;
    let [partition, account, region, name] = repository_place::params(place);
    let params = [partition, account, region, name, fresh.into(), until.into()];
    if sql.execute(BEGIN, &params).await? == 0 {
        return Err(BorrowError::IdTaken);
    }
    Ok(Lease {
        repository: *fresh,
        fence: 1,
        until,
    })
}

/// Takes a lease back; nobody has another one until then. Whether it was the newest.
pub(super) async fn give_back(
    sql: &mut impl Sql,
    lease: &Lease,
    until: Timestamp,
) -> Result<bool, Failure> {
    let fence = lease.fence.cast_signed().into();
    let params = [until.into(), (&lease.repository).into(), fence];
    Ok(sql.execute(GIVE_BACK, &params).await? == 1)
}

/// The repository at the place is kept from now on: the lease that somebody examines it under is the
/// repository's.
pub(super) async fn take_over(
    sql: &mut impl Sql,
    place: &Repository,
    now: Timestamp,
) -> Result<Option<Lease>, Failure> {
    let running = running(sql, place, now).await?;
    if let Some(lease) = &running {
        sql.execute(END, &[(&lease.repository).into()]).await?;
    }
    Ok(running)
}

/// Whether an examination has that id.
pub(super) async fn has(sql: &mut impl Sql, id: &RepositoryId) -> Result<bool, Failure> {
    Ok(sql.first(BY_ID, &[id.into()]).await?.is_some())
}

async fn running(
    sql: &mut impl Sql,
    place: &Repository,
    now: Timestamp,
) -> Result<Option<Lease>, Failure> {
    let [partition, account, region, name] = repository_place::params(place);
    let (now, ahead) = (now.into(), ahead(now).into());
    let params = [partition, account, region, name, now, ahead];
    let row = sql.first(RUNNING, &params).await?;
    row.map(decode).transpose()
}

/// Reads a row of [`select_examination`].
pub(super) fn decode(row: Row) -> Result<Lease, Failure> {
    let mut row = row.of("examination");
    let id = row.uuid("id")?;
    row.named(id);
    Ok(Lease {
        repository: RepositoryId(id.into_bytes()),
        fence: row.number("fence")?,
        until: row.timestamp("leased_until")?,
    })
}
