//! Repositories as people see them, and what all of them have in common.

use wharfinger_core::grants::RepositoryId;
use wharfinger_core::policy::Installation;

use super::repository_row::{by_id, decode, select_repository};
use super::{Row, Sql};
use crate::page::cut;
use crate::{
    Backlog, Failure, Page, RepositoryFilter, RepositoryPage, StoredRepository, Timestamp,
};

/// Those behind a position, in order.
pub(super) const IN_ORDER: &str = select_repository!("position > $1 ORDER BY position LIMIT $2");

/// A query for one page: behind which position, whether only ailing ones, what else is asked, and how
/// many.
macro_rules! select_page {
    ($also:literal, limit $limit:literal) => {
        select_repository!(
            "repository.position < $1 AND ($2 = 0 OR trouble_since IS NOT NULL OR EXISTS (
                SELECT 1 FROM repository_grant AS g
                WHERE g.repository = repository.id AND g.hold IS NOT NULL))",
            $also,
            " ORDER BY repository.position DESC LIMIT ",
            $limit
        )
    };
}

const LIST: &str = select_page!("", limit "$3");

const OF_CONNECTION: &str = select_page!(" AND connection = $3", limit "$4");

const INSTALLATION: &str = "SELECT id FROM installation WHERE one = 1";

const INSTALL: &str = "INSERT INTO installation (one, id) VALUES (1, $1) ON CONFLICT DO NOTHING";

const UNSETTLED: &str =
    "SELECT count(*) FROM repository WHERE observed < generation AND due_at >= $1";

const TROUBLED: &str = "SELECT count(*) FROM repository WHERE trouble_since >= $1";

const HELD: &str = "SELECT count(*) FROM repository_grant WHERE hold IN ('refused', 'vanished')";

/// Since when the oldest access waits to be removed: when it was revoked, or its time was over.
const OLDEST_REVOCATION: &str = "
    SELECT min(coalesce(r.revoked_at, r.expires_at)) FROM access_request AS r
        JOIN repository_grant AS g ON g.request = r.position
    WHERE r.status = 'revoking' AND r.carried_out = 'automatically'";

/// Since when the oldest access waits to be given that nobody holds back.
const OLDEST_APPROVAL: &str = "
    SELECT min(r.decided_at) FROM access_request AS r
        JOIN repository_grant AS g ON g.request = r.position
    WHERE r.status = 'activating' AND r.carried_out = 'automatically' AND g.hold IS NULL";

pub(crate) async fn told(
    sql: &mut impl Sql,
    id: &RepositoryId,
) -> Result<Option<StoredRepository>, Failure> {
    Ok(by_id(sql, id).await?.map(|(_, kept)| kept.told()))
}

pub(crate) async fn list(
    sql: &mut impl Sql,
    filter: RepositoryFilter,
    page: Page,
) -> Result<RepositoryPage, Failure> {
    let (behind, limit) = (page.behind().into(), (page.limit + 1).into());
    let is_ailing = filter.is_ailing.into();
    let rows = match &filter.connection {
        None => sql.query(LIST, &[behind, is_ailing, limit]).await?,
        Some(connection) => {
            let params = [behind, is_ailing, connection.into(), limit];
            sql.query(OF_CONNECTION, &params).await?
        }
    };
    let rows: Result<Vec<_>, Failure> = rows.into_iter().map(decode).collect();
    let (kept, next) = cut(rows?, page.limit);
    Ok(RepositoryPage {
        repositories: kept
            .into_iter()
            .map(crate::repository::Kept::told)
            .collect(),
        next,
    })
}

/// What was remembered, if anything was.
pub(crate) async fn remembered(sql: &mut impl Sql) -> Result<Option<Installation>, Failure> {
    let Some(row) = sql.first(INSTALLATION, &[]).await? else {
        return Ok(None);
    };
    let mut row = row.of("installation");
    let id = row.text("id")?;
    let installation = Installation::new(&id).map_err(|_| row.corrupt("id", id))?;
    Ok(Some(installation))
}

pub(crate) async fn installation(
    sql: &mut impl Sql,
    fresh: &Installation,
) -> Result<Installation, Failure> {
    sql.execute(INSTALL, &[(&fresh.to_string()).into()]).await?;
    Ok(remembered(sql).await?.unwrap_or_else(|| fresh.clone()))
}

pub(crate) async fn backlog(sql: &mut impl Sql) -> Result<Backlog, Failure> {
    let ever = [Timestamp::MIN.into()];
    let mut unsettled = one(sql.first(UNSETTLED, &ever).await?);
    let mut troubled = one(sql.first(TROUBLED, &ever).await?);
    let mut held = one(sql.first(HELD, &[]).await?);
    let mut revocation = one(sql.first(OLDEST_REVOCATION, &[]).await?);
    let mut approval = one(sql.first(OLDEST_APPROVAL, &[]).await?);
    Ok(Backlog {
        unsettled: unsettled.number("unsettled")?,
        troubled: troubled.number("troubled")?,
        held: held.number("held")?,
        oldest_revocation: revocation.optional_timestamp("oldest_revocation")?,
        oldest_approval: approval.optional_timestamp("oldest_approval")?,
    })
}

fn one(row: Option<Row>) -> Row {
    row.expect("a count has one row")
}
