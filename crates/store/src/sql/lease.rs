//! Who works on a repository, and on what.

use std::time::Duration;

use wharfinger_core::grants::{
    Intent, Lease, Leased, Memory, Repository, RepositoryId, Target, Task, Trail,
};
use wharfinger_core::registration::Corrupt;

use super::due::Due;
use super::repository_grants::{self, Granted};
use super::repository_row::{at, by_id, update};
use super::snapshots::{self, Taken};
use super::{Sql, Value, connections, examinations, mends};
use crate::page::Position;
use crate::repository::{Kept, ahead, is_carried_out, trail};
use crate::{
    BorrowError, Connection, DAMAGE_TOLD_MAX, Failure, LeasedRepository, RequestId, SnapshotKind,
    Terms, Timestamp, Uuid,
};

/// What is due, read by [`Due`].
macro_rules! due {
    ($ends_access:literal) => {
        concat!(
            "SELECT due_at, id, id FROM repository WHERE ends_access = ",
            $ends_access,
            " AND due_at <= $1 AND (due_at, id) > ($2, $3)
                AND (leased_until IS NULL OR leased_until <= $1)
            ORDER BY due_at, id LIMIT $4"
        )
    };
}

/// Where access is to end comes first.
const MOST_URGENT_FIRST: [&str; 2] = [due!("1"), due!("0")];

const ANYTHING_DUE: &str = "
    SELECT 1 FROM repository WHERE ends_access IN (0, 1) AND due_at <= $1
        AND (leased_until IS NULL OR leased_until <= $1)
    UNION ALL
    SELECT 1 FROM repository WHERE ends_access IN (0, 1) AND due_at > $2
    LIMIT 1";

/// What a clock has written that was far ahead is over.
const BRING_BACK: &str = "
    UPDATE repository SET due_at = $1, leased_until = NULL, not_before = NULL
    WHERE ends_access IN (0, 1) AND due_at > $2";

/// Whether there is anything to lease. Every server asks every second, and as a rule there is not.
pub(crate) async fn is_anything_due(sql: &mut impl Sql, now: Timestamp) -> Result<bool, Failure> {
    let params = [now.into(), ahead(now).into()];
    Ok(sql.first(ANYTHING_DUE, &params).await?.is_some())
}

pub(crate) async fn lease(
    sql: &mut impl Sql,
    terms: &Terms,
    length: Duration,
    now: Timestamp,
) -> Result<LeasedRepository, Failure> {
    sql.execute(BRING_BACK, &[now.into(), ahead(now).into()])
        .await?;
    let mut answer = LeasedRepository::default();
    for query in MOST_URGENT_FIRST {
        let mut due = Due::new(query, now, Value::Blob(Vec::new()));
        while answer.leased.is_none()
            && let Some(mut row) = due.next(sql).await?
        {
            let id = RepositoryId(row.bytes("id")?);
            let taken_up = take_up(sql, &id, terms, length, now).await;
            answer.leased = due.whole(taken_up)?.flatten();
        }
        answer.damaged.extend(due.damaged());
    }
    answer.damaged.truncate(DAMAGE_TOLD_MAX);
    Ok(answer)
}

/// Leases a repository that is due, or finds that there is nothing to look for any more.
async fn take_up(
    sql: &mut impl Sql,
    id: &RepositoryId,
    terms: &Terms,
    length: Duration,
    now: Timestamp,
) -> Result<Option<Leased<RequestId>>, Failure> {
    let Some((position, mut kept)) = by_id(sql, id).await? else {
        return Ok(None);
    };
    let connection = connection(sql, &kept).await?;
    let grants = repository_grants::live(sql, id).await?;
    let is_anybodys = grants
        .iter()
        .any(|granted| is_carried_out(&granted.request));
    let mut task = task(sql, position, &kept, &grants, terms, now).await?;
    let begun = mends::begun(sql, position).await?;
    task.begun = begun.into_iter().map(|stored| stored.mend).collect();
    task.mends = mends::waiting(sql, position).await?;
    let is_mended = !task.mends.is_empty() || !task.begun.is_empty();
    let is_looked_for = is_anybodys || !task.ended.is_empty() || is_mended;
    let Some(connection) = connection.filter(|_| is_looked_for) else {
        kept.due_at = None;
        update(sql, position, &kept).await?;
        return Ok(None);
    };
    task.trail = trail_of(sql, position, &kept, &connection, now).await?;
    let lease = kept.lease(now.later(length));
    update(sql, position, &kept).await?;
    Ok(Some(Leased {
        lease,
        target: Target {
            repository: kept.place.clone(),
            authority: connection.authority,
        },
        failures: kept.failures(),
        looks: kept.looks,
        task,
    }))
}

/// Who should have access to a repository, and what is remembered of its policy: all that a pass begins
/// with but what is to be put right in everybody else's part.
async fn task(
    sql: &mut impl Sql,
    position: Position,
    kept: &Kept,
    grants: &[Granted],
    terms: &Terms,
    now: Timestamp,
) -> Result<Task<RequestId>, Failure> {
    Ok(Task {
        installation: terms.installation.clone(),
        actions: terms.actions,
        grants: grants.iter().map(Granted::wanted).collect(),
        ended: repository_grants::ended(sql, &kept.id, now).await?,
        reapply: kept.reapply,
        mends: Vec::new(),
        begun: Vec::new(),
        trail: None,
        memory: Memory {
            verified: kept.verified.clone().map(|(_, verified)| verified),
            written: snapshots::written(sql, position, now).await?,
        },
    })
}

/// The same for whoever does not lease it.
pub(crate) async fn task_of(
    sql: &mut impl Sql,
    id: &RepositoryId,
    terms: &Terms,
    now: Timestamp,
) -> Result<Option<Task<RequestId>>, Failure> {
    let Some((position, kept)) = by_id(sql, id).await? else {
        return Ok(None);
    };
    let grants = repository_grants::live(sql, id).await?;
    let task = task(sql, position, &kept, &grants, terms, now).await?;
    Ok(Some(task))
}

pub(crate) async fn borrow(
    sql: &mut impl Sql,
    place: &Repository,
    fresh: &RepositoryId,
    length: Duration,
    now: Timestamp,
) -> Result<Lease, BorrowError> {
    let until = now.later(length);
    let Some((position, mut kept)) = at(sql, place).await? else {
        return examinations::begin(sql, place, fresh, until, now).await;
    };
    let lease = kept.borrow(until, now)?;
    update(sql, position, &kept).await?;
    Ok(lease)
}

pub(crate) async fn give_back(
    sql: &mut impl Sql,
    lease: &Lease,
    wait: Duration,
    now: Timestamp,
) -> Result<bool, Failure> {
    let Some((position, mut kept)) = leased(sql, lease).await? else {
        return examinations::give_back(sql, lease, now.later(wait)).await;
    };
    kept.give_back(wait, now);
    update(sql, position, &kept).await?;
    Ok(true)
}

/// As whom we act on a repository; absent where the connection was taken back.
async fn connection(sql: &mut impl Sql, kept: &Kept) -> Result<Option<Connection>, Failure> {
    let connection = connections::by_id(sql, &kept.connection).await?;
    let connection = connection.ok_or_else(|| Failure::Corrupt {
        table: "repository",
        row: Uuid::from_bytes(kept.id.0).to_string(),
        source: Corrupt {
            column: "connection",
            found: kept.connection.to_string(),
        },
    })?;
    Ok(Some(connection).filter(|connection| connection.disconnected_at.is_none()))
}

/// What is looked up in `CloudTrail`, where the owner wants that.
async fn trail_of(
    sql: &mut impl Sql,
    position: Position,
    kept: &Kept,
    connection: &Connection,
    now: Timestamp,
) -> Result<Option<Trail>, Failure> {
    let Some(since) = connection.heals_since else {
        return Ok(None);
    };
    let from = kept.trail_until.map_or(since, |until| until.max(since));
    Ok(trail(from, snapshots::meant(sql, position).await?, now))
}

/// A repository as far as a lease of it is the newest.
pub(super) async fn leased(
    sql: &mut impl Sql,
    lease: &Lease,
) -> Result<Option<(Position, Kept)>, Failure> {
    let found = by_id(sql, &lease.repository).await?;
    Ok(found.filter(|(_, kept)| kept.is_leased_by(lease)))
}

pub(crate) async fn intend(
    sql: &mut impl Sql,
    lease: &Lease,
    intent: &Intent,
    margin: Duration,
    length: Duration,
    now: Timestamp,
) -> Result<Option<Lease>, Failure> {
    let Some((position, mut kept)) = leased(sql, lease).await? else {
        return Ok(None);
    };
    let Some(prolonged) = kept.intend(margin, length, now) else {
        return Ok(None);
    };
    update(sql, position, &kept).await?;
    let before = Taken {
        kind: SnapshotKind::Before,
        text: intent.before.as_ref(),
        managed: None,
    };
    let intended = Taken {
        kind: SnapshotKind::Intent,
        text: intent.text.as_ref(),
        managed: Some(&intent.managed),
    };
    snapshots::keep(sql, position, &[before, intended], now).await?;
    if let Some(mend) = &intent.heals {
        mends::begin(sql, position, mend, now).await?;
    }
    Ok(Some(prolonged))
}
