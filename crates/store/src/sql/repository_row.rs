//! A repository's row, written and read.

use wharfinger_core::grants::{Repository, RepositoryId, Verified};

use super::repository_place;
use super::{Param, Row, Sql};
use crate::page::Position;
use crate::repository::Kept;
use crate::{Failure, Timestamp, TrailFailure, Trouble};

/// A query of whole repositories, which ends as given.
macro_rules! select_repository {
    ($($end:expr),*) => {
        concat!(
            "SELECT repository.position, ",
            $crate::sql::repository_place::place_columns!(),
            ", generation, observed, reapply, ends_access, due_at, not_before, fence, \
            leased_until, leased_generation, failures, looks, verified_at, verified_managed, \
            verified_foreign, foreign_changed_at, wrote_at, trouble_since, trouble, \
            trouble_message, unexpected, stale, trail_until, trail_failed_at, trail_failure, \
            trail_message FROM repository WHERE ",
            $($end),*
        )
    };
}

pub(super) use select_repository;

const BY_ID: &str = select_repository!("id = $1");

const AT: &str =
    select_repository!("partition = $1 AND aws_account = $2 AND region = $3 AND name = $4");

const UPDATE: &str = "
    UPDATE repository SET generation = $1, observed = $2, reapply = $3, ends_access = $4,
        due_at = $5, not_before = $6, fence = $7, leased_until = $8, leased_generation = $9,
        failures = $10, looks = $11, verified_at = $12, verified_managed = $13,
        verified_foreign = $14, foreign_changed_at = $15, wrote_at = $16, trouble_since = $17,
        trouble = $18, trouble_message = $19, unexpected = $20, stale = $21, trail_until = $22,
        trail_failed_at = $23, trail_failure = $24, trail_message = $25
    WHERE position = $26";

/// The repository with that id.
pub(super) async fn by_id(
    sql: &mut impl Sql,
    id: &RepositoryId,
) -> Result<Option<(Position, Kept)>, Failure> {
    sql.first(BY_ID, &[id.into()])
        .await?
        .map(decode)
        .transpose()
}

/// The repository at a place, if it was ever kept.
pub(super) async fn at(
    sql: &mut impl Sql,
    place: &Repository,
) -> Result<Option<(Position, Kept)>, Failure> {
    sql.first(AT, &repository_place::params(place))
        .await?
        .map(decode)
        .transpose()
}

/// Stores what a repository has become.
pub(super) async fn update(
    sql: &mut impl Sql,
    position: Position,
    kept: &Kept,
) -> Result<(), Failure> {
    let verified = kept.verified.as_ref();
    let trouble = kept.trouble.as_ref();
    let (unexpected, stale) = (kept.unexpected.join("\n"), kept.stale.join("\n"));
    let trail_failure = kept.trail_failure.as_ref();
    let params: [Param<'_>; 26] = [
        kept.generation.cast_signed().into(),
        kept.observed.cast_signed().into(),
        kept.reapply.into(),
        kept.ends_access.into(),
        kept.due_at.into(),
        kept.not_before.into(),
        kept.fence.cast_signed().into(),
        kept.leased_until.into(),
        kept.leased_generation.cast_signed().into(),
        kept.failures().into(),
        kept.looks.into(),
        verified.map(|(at, _)| *at).into(),
        verified.map(|(_, verified)| &verified.managed).into(),
        verified.map(|(_, verified)| &verified.foreign).into(),
        kept.foreign_changed_at.into(),
        kept.wrote_at.into(),
        trouble.map(|trouble| trouble.since).into(),
        trouble.map(|trouble| &trouble.kind).into(),
        trouble.and_then(|trouble| trouble.message.as_ref()).into(),
        (&unexpected).into(),
        (&stale).into(),
        kept.trail_until.into(),
        trail_failure.map(|failure| failure.at).into(),
        trail_failure.map(|failure| &failure.kind).into(),
        trail_failure
            .and_then(|failure| failure.message.as_ref())
            .into(),
        position.into(),
    ];
    sql.execute(UPDATE, &params).await?;
    Ok(())
}

/// Reads a row of [`select_repository`].
pub(super) fn decode(row: Row) -> Result<(Position, Kept), Failure> {
    let mut row = row.of("repository");
    let position = row.integer("position")?;
    let placed = repository_place::decode(&mut row)?;
    let generation: u64 = row.number("generation")?;
    let observed = row.number("observed")?;
    if observed > generation {
        return Err(row.corrupt("observed", observed));
    }
    let (reapply, ends_access) = (row.flag("reapply")?, row.flag("ends_access")?);
    let due_at = row.optional_timestamp("due_at")?;
    let not_before = row.optional_timestamp("not_before")?;
    let fence = row.number("fence")?;
    let leased_until = row.optional_timestamp("leased_until")?;
    let leased_generation = row.number("leased_generation")?;
    if leased_generation > generation {
        return Err(row.corrupt("leased_generation", leased_generation));
    }
    let failures = row.number("failures")?;
    let looks = row.number("looks")?;
    let verified = verified(&mut row)?;
    let kept = Kept {
        id: placed.id,
        connection: placed.connection,
        place: placed.place,
        generation,
        observed,
        reapply,
        ends_access,
        due_at,
        not_before,
        fence,
        leased_until,
        leased_generation,
        looks,
        verified,
        foreign_changed_at: row.optional_timestamp("foreign_changed_at")?,
        wrote_at: row.optional_timestamp("wrote_at")?,
        trouble: trouble(&mut row, failures)?,
        unexpected: names(&row.text("unexpected")?),
        stale: names(&row.text("stale")?),
        trail_until: row.optional_timestamp("trail_until")?,
        trail_failure: trail_failure(&mut row)?,
    };
    // Nobody is to look before, and who is at it says when they are done.
    let earliest = kept.leased_until.max(kept.not_before);
    match kept.due_at {
        Some(due_at) if Some(due_at) < earliest => Err(row.corrupt("due_at", due_at)),
        _ => Ok((position, kept)),
    }
}

fn verified(row: &mut Row) -> Result<Option<(Timestamp, Verified)>, Failure> {
    let at = row.optional_timestamp("verified_at")?;
    let managed = row.optional_text("verified_managed")?;
    let foreign = row.optional_text("verified_foreign")?;
    match (at, managed, foreign) {
        (None, None, None) => Ok(None),
        (Some(at), Some(managed), Some(foreign)) => Ok(Some((at, Verified { managed, foreign }))),
        (at, ..) => Err(row.corrupt("verified_at", format_args!("{at:?}"))),
    }
}

fn trouble(row: &mut Row, failures: u32) -> Result<Option<Trouble>, Failure> {
    let since = row.optional_timestamp("trouble_since")?;
    let kind = row.optional_text("trouble")?;
    let message = row.optional_text("trouble_message")?;
    match (since, kind, message) {
        (None, None, None) if failures == 0 => Ok(None),
        (Some(since), Some(kind), message) if failures > 0 => Ok(Some(Trouble {
            since,
            failures,
            kind,
            message,
        })),
        _ => Err(row.corrupt("failures", failures)),
    }
}

fn trail_failure(row: &mut Row) -> Result<Option<TrailFailure>, Failure> {
    let at = row.optional_timestamp("trail_failed_at")?;
    let kind = row.optional_text("trail_failure")?;
    let message = row.optional_text("trail_message")?;
    match (at, kind) {
        (None, None) if message.is_none() => Ok(None),
        (Some(at), Some(kind)) => Ok(Some(TrailFailure { at, kind, message })),
        (at, _) => Err(row.corrupt("trail_failed_at", format_args!("{at:?}"))),
    }
}

/// Those of a list, each on its line.
fn names(list: &str) -> Vec<String> {
    list.lines().map(str::to_owned).collect()
}
