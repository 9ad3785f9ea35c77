//! Grants on repositories: who should have access, and how that was found.

use std::collections::BTreeSet;

use wharfinger_core::grants::{Grant, Hold, RepositoryId};
use wharfinger_core::registration::Corrupt;

use super::by_ids::{self, in_ids};
use super::request_row;
use super::{Param, Row, Sql};
use crate::audit::digest;
use crate::page::Position;
use crate::repository::{OBEYED_DAYS, Watched, is_carried_out};
use crate::{
    AuditHash, Failure, Found, Observed, RepositoryGrant, RequestId, StoredRequest, Timestamp,
};

/// A query of grants with their requests, which ends as given.
macro_rules! select_grant {
    ($($end:expr),*) => {
        concat!(
            "SELECT g.request, g.repository, g.was_seen, g.observed, g.observed_at, g.hold, ",
            $crate::sql::request_row::request_columns!(),
            " FROM repository_grant AS g JOIN access_request AS r ON r.position = g.request WHERE ",
            $($end),*
        )
    };
}

pub(super) use select_grant;

const LIVE: &str = select_grant!("g.repository = $1 AND r.live = 1 ORDER BY g.request");

const OF_REQUEST: &str = select_grant!("r.id = $1 AND r.carried_out = 'automatically'");

const OF_REQUESTS: &str = select_grant!(in_ids!("r.id"), " AND r.carried_out = 'automatically'");

/// Those behind a position, in order.
pub(super) const EVERY: &str = select_grant!("g.request > $1 ORDER BY g.request LIMIT $2");

const ENDED: &str = "
    SELECT r.principal FROM repository_grant AS g JOIN access_request AS r ON r.position = g.request
    WHERE g.repository = $1 AND r.live = 0 AND r.expires_at > $2";

const UPDATE: &str = "
    UPDATE repository_grant SET was_seen = $1, observed = $2, observed_at = $3, hold = $4
    WHERE request = $5";

const CARRIED_IN: &str = "SELECT repository FROM repository_grant WHERE request = $1";

/// The repository in which the server carries out the request at a position, or did.
pub(super) async fn repository_of(
    sql: &mut impl Sql,
    request: Position,
) -> Result<Option<RepositoryId>, Failure> {
    let row = sql.first(CARRIED_IN, &[request.into()]).await?;
    match row {
        Some(mut row) => carried_in(&mut row),
        None => Ok(None),
    }
}

/// Reads such a repository, the next column of the row; nothing where there is none.
pub(super) fn carried_in(row: &mut Row) -> Result<Option<RepositoryId>, Failure> {
    row.turn_to("repository_grant");
    Ok(row.optional_bytes("repository")?.map(RepositoryId))
}

/// A grant with its request.
#[derive(Clone, Debug)]
pub(super) struct Granted {
    pub(super) position: Position,
    pub(super) request: StoredRequest,
    pub(super) watched: Watched,
}

impl Granted {
    /// The hash of its request.
    pub(super) fn digest(&self) -> AuditHash {
        digest::request(&self.request, Some(&self.watched.repository))
    }

    /// What a worker is told.
    pub(super) fn wanted(&self) -> Grant<RequestId> {
        self.watched.wanted(&self.request)
    }

    /// Stores how it was found.
    pub(super) async fn update(&self, sql: &mut impl Sql) -> Result<(), Failure> {
        let watched = &self.watched;
        let params: [Param<'_>; 5] = [
            watched.was_seen.into(),
            watched.observed.as_str().into(),
            watched.observed_at.into(),
            watched.hold.map(Hold::as_str).into(),
            self.position.into(),
        ];
        sql.later(UPDATE, &params).await
    }
}

/// Those on a repository that are not over, oldest first: those that were handed over too.
pub(super) async fn live(
    sql: &mut impl Sql,
    repository: &RepositoryId,
) -> Result<Vec<Granted>, Failure> {
    let rows = sql.query(LIVE, &[repository.into()]).await?;
    rows.into_iter().map(decode).collect()
}

/// Those of them that the server carries out.
pub(super) async fn carried_out(
    sql: &mut impl Sql,
    repository: &RepositoryId,
) -> Result<Vec<Granted>, Failure> {
    let mut grants = live(sql, repository).await?;
    grants.retain(|granted| is_carried_out(&granted.request));
    Ok(grants)
}

/// Who had access and whose statements AWS could still obey.
pub(super) async fn ended(
    sql: &mut impl Sql,
    repository: &RepositoryId,
    now: Timestamp,
) -> Result<BTreeSet<String>, Failure> {
    let params = [repository.into(), now.days_earlier(OBEYED_DAYS).into()];
    let rows = sql.query(ENDED, &params).await?;
    let principals = rows
        .into_iter()
        .map(|row| row.of("access_request").text("principal"));
    principals.collect()
}

/// That of a request, where the server carries it out.
pub(super) async fn granted(
    sql: &mut impl Sql,
    request: &RequestId,
) -> Result<Option<Granted>, Failure> {
    let row = sql.first(OF_REQUEST, &[request.into()]).await?;
    row.map(decode).transpose()
}

pub(crate) async fn of_request(
    sql: &mut impl Sql,
    request: &RequestId,
) -> Result<Option<RepositoryGrant>, Failure> {
    Ok(granted(sql, request).await?.map(told))
}

/// Those of these requests, where the server carries them out.
pub(crate) async fn of_requests(
    sql: &mut impl Sql,
    requests: &[RequestId],
) -> Result<Found<RepositoryGrant>, Failure> {
    let grant = |row| decode(row).map(told);
    by_ids::find(sql, OF_REQUESTS, requests.iter().collect(), &[], grant).await
}

pub(crate) async fn of_repository(
    sql: &mut impl Sql,
    repository: &RepositoryId,
) -> Result<Vec<RepositoryGrant>, Failure> {
    let grants = carried_out(sql, repository).await?;
    Ok(grants.into_iter().map(told).collect())
}

fn told(granted: Granted) -> RepositoryGrant {
    granted.watched.told(granted.request)
}

/// Reads a row of [`select_grant`].
pub(super) fn decode(mut row: Row) -> Result<Granted, Failure> {
    row.turn_to("repository_grant");
    let position = row.integer("request")?;
    row.named(position);
    let watched = Watched {
        repository: RepositoryId(row.bytes("repository")?),
        was_seen: row.flag("was_seen")?,
        observed: row.word("observed", Observed::from_name)?,
        observed_at: row.optional_timestamp("observed_at")?,
        hold: hold(&mut row)?,
    };
    let (_, request) = request_row::decode(row)?;
    if request.request.grant().is_none() {
        return Err(Failure::Corrupt {
            table: "repository_grant",
            row: position.to_string(),
            source: Corrupt {
                column: "request",
                found: request.request.status().to_string(),
            },
        });
    }
    Ok(Granted {
        position,
        request,
        watched,
    })
}

fn hold(row: &mut Row) -> Result<Option<Hold>, Failure> {
    let Some(word) = row.optional_text("hold")? else {
        return Ok(None);
    };
    match Hold::from_name(&word) {
        Some(hold) => Ok(Some(hold)),
        None => Err(row.corrupt("hold", &word)),
    }
}
