//! Trying something on a repository's policy beside the workers.

use std::time::Duration;

use wharfinger_core::grants::{Lease, Repository};

use super::lease::leased;
use super::repository_row::{by_id, update};
use super::{Sql, repository_place};
use crate::{Failure, Reserved, Timestamp};

pub(crate) async fn reserve(
    sql: &mut impl Sql,
    place: &Repository,
    length: Duration,
    now: Timestamp,
) -> Result<Reserved, Failure> {
    let Some(placed) = repository_place::at(sql, place).await? else {
        return Ok(Reserved::Free);
    };
    let Some((position, mut kept)) = by_id(sql, &placed.id).await? else {
        return Ok(Reserved::Free);
    };
    let reserved = kept.reserve(length, now);
    if reserved != Reserved::Busy {
        update(sql, position, &kept).await?;
    }
    Ok(reserved)
}

pub(crate) async fn release(
    sql: &mut impl Sql,
    lease: &Lease,
    now: Timestamp,
) -> Result<(), Failure> {
    if let Some((position, mut kept)) = leased(sql, lease).await? {
        kept.release(now);
        update(sql, position, &kept).await?;
    }
    Ok(())
}
