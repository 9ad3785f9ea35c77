//! Texts of policies, as they were or were meant to be.

use wharfinger_core::grants::{OurWrite, RepositoryId, STALE_WRITE_SECONDS, Written};

use super::{Param, Row, Sql};
use crate::page::{Position, cut};
use crate::repository::WRITTEN_MAX;
use crate::{Failure, Page, SNAPSHOTS_MAX, Snapshot, SnapshotKind, SnapshotPage, Timestamp};

const NEWEST: &str = "
    SELECT number FROM policy_snapshot WHERE repository = $1 ORDER BY number DESC LIMIT 1";

const INSERT: &str = "
    INSERT INTO policy_snapshot (repository, number, at, kind, text, managed)
    VALUES ($1, $2, $3, $4, $5, $6)";

const PRUNE: &str = "DELETE FROM policy_snapshot WHERE repository = $1 AND number <= $2";

/// Those that are remembered, the newest first; each that is not older than that with the text that it replaces.
const WRITTEN: &str = "
    SELECT i.at, b.text, i.managed FROM policy_snapshot AS i
        LEFT JOIN policy_snapshot AS b
            ON b.repository = i.repository AND b.number = i.number - 1 AND i.at >= $1
    WHERE i.repository = $2 AND i.kind = 'intent' ORDER BY i.number DESC LIMIT $3";

/// The same, each with the text that it replaces and its own.
const MEANT: &str = "
    SELECT i.at, b.text, i.text FROM policy_snapshot AS i
        JOIN policy_snapshot AS b ON b.repository = i.repository AND b.number = i.number - 1
    WHERE i.repository = $1 AND i.kind = 'intent' ORDER BY i.number DESC LIMIT $2";

/// Those behind a repository and number, in order.
pub(super) const EVERY: &str = "
    SELECT repository, number, at, kind, text FROM policy_snapshot
    WHERE (repository, number) > ($1, $2) ORDER BY repository, number LIMIT $3";

const LIST: &str = "
    SELECT repository, number, at, kind, text FROM policy_snapshot
    WHERE repository = (SELECT position FROM repository WHERE id = $1) AND number < $2
    ORDER BY number DESC LIMIT $3";

/// A text to keep.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taken<'t> {
    pub(super) kind: SnapshotKind,
    pub(super) text: Option<&'t String>,
    /// Our part of an intent.
    pub(super) managed: Option<&'t String>,
}

/// Keeps texts, in order, and lets go of the oldest ones.
pub(super) async fn keep(
    sql: &mut impl Sql,
    repository: Position,
    taken: &[Taken<'_>],
    at: Timestamp,
) -> Result<(), Failure> {
    let newest = sql.first(NEWEST, &[repository.into()]).await?;
    let newest = newest.map(|row| row.of("policy_snapshot").integer("number"));
    let mut number = newest.transpose()?.unwrap_or(0);
    for text in taken {
        number += 1;
        let params: [Param<'_>; 6] = [
            repository.into(),
            number.into(),
            at.into(),
            text.kind.as_str().into(),
            text.text.into(),
            text.managed.into(),
        ];
        sql.later(INSERT, &params).await?;
    }
    let oldest = number - i64::from(SNAPSHOTS_MAX);
    sql.later(PRUNE, &[repository.into(), oldest.into()]).await
}

/// What was written last or meant to be, the newest last.
pub(super) async fn written(
    sql: &mut impl Sql,
    repository: Position,
    now: Timestamp,
) -> Result<Vec<OurWrite>, Failure> {
    let since = now.seconds_earlier(STALE_WRITE_SECONDS);
    let params = [since.into(), repository.into(), WRITTEN_MAX.into()];
    let rows = sql.query(WRITTEN, &params).await?;
    let written = rows.into_iter().rev().map(|row| {
        let mut row = row.of("policy_snapshot");
        Ok(OurWrite {
            at: row.timestamp("at")?,
            before: row.optional_text("text")?,
            managed: row.text("managed")?,
        })
    });
    written.collect()
}

/// What was written last or meant to be, and when, the newest last.
pub(super) async fn meant(
    sql: &mut impl Sql,
    repository: Position,
) -> Result<Vec<(Timestamp, Written)>, Failure> {
    let rows = sql
        .query(MEANT, &[repository.into(), WRITTEN_MAX.into()])
        .await?;
    let meant = rows.into_iter().rev().map(|row| {
        let mut row = row.of("policy_snapshot");
        let at = row.timestamp("at")?;
        let before = row.optional_text("text")?;
        let text = row.optional_text("text")?;
        Ok((at, Written { before, text }))
    });
    meant.collect()
}

pub(crate) async fn list(
    sql: &mut impl Sql,
    repository: &RepositoryId,
    page: Page,
) -> Result<SnapshotPage, Failure> {
    let params = [
        repository.into(),
        page.behind().into(),
        (page.limit + 1).into(),
    ];
    let rows = sql.query(LIST, &params).await?;
    let snapshots = rows.into_iter().map(|row| {
        let snapshot = decode(row)?;
        Ok((snapshot.number.cast_signed(), snapshot))
    });
    let (snapshots, next) = cut(snapshots.collect::<Result<_, Failure>>()?, page.limit);
    Ok(SnapshotPage { snapshots, next })
}

/// Reads a row of [`EVERY`] or [`LIST`].
pub(super) fn decode(row: Row) -> Result<Snapshot, Failure> {
    let mut row = row.of("policy_snapshot");
    row.integer("repository")?;
    let number: u64 = row.number("number")?;
    row.named(number.cast_signed());
    Ok(Snapshot {
        number,
        at: row.timestamp("at")?,
        kind: row.word("kind", SnapshotKind::from_name)?,
        text: row.optional_text("text")?,
    })
}
