//! Whether what is stored holds together, as far as both databases are asked alike.

use super::pages::Pages;
use super::subjects::Walk;
use super::{
    Row, Sql, Value, added_registries, audit, devices, examinations, idempotency, links, looks,
    mends, notice_row, notices, proofs, registry_requests, registry_row, repositories,
    repository_grants, repository_row, sessions, snapshots,
};
use crate::Failure;

/// A tool without a maintainer.
pub(crate) const UNMAINTAINED: &str = "
    SELECT position FROM tool WHERE NOT EXISTS (
        SELECT 1 FROM maintainer WHERE maintainer.tool = tool.position)
    LIMIT 1";

/// A request that a maintainer does not find, or finds as waiting for something else.
pub(crate) const NOT_FOUND: &str = "
    SELECT r.position FROM access_request AS r
        JOIN tool ON tool.id = r.tool JOIN maintainer ON maintainer.tool = tool.position
    WHERE NOT EXISTS (
        SELECT 1 FROM maintained_request AS m
        WHERE m.account = maintainer.account AND m.request = r.position
            AND coalesce(m.waiting, '') = coalesce(r.waiting, ''))
    LIMIT 1";

/// A request that somebody finds who does not maintain its tool.
pub(crate) const FOUND_BY_OTHERS: &str = "
    SELECT m.request FROM maintained_request AS m
        JOIN access_request AS r ON r.position = m.request JOIN tool ON tool.id = r.tool
    WHERE NOT EXISTS (
        SELECT 1 FROM maintainer
        WHERE maintainer.tool = tool.position AND maintainer.account = m.account)
    LIMIT 1";

/// A request that nobody carries out: what is carried out automatically has its repository. What was handed
/// over has one too, and nothing that anybody is asked about.
pub(crate) const CARRIED_OUT_OTHERWISE: &str = "
    SELECT r.position FROM access_request AS r
        LEFT JOIN repository_grant AS g ON g.request = r.position
    WHERE (r.carried_out = 'automatically' AND g.request IS NULL)
        OR (r.carried_out = 'by_hand' AND g.hold IS NOT NULL)
        OR (r.carried_out IS NULL AND g.request IS NOT NULL)
    LIMIT 1";

/// A repository that is or is not put first, though access is not or is to end there.
pub(crate) const NOT_URGENT: &str = "
    SELECT position FROM repository
    WHERE ends_access <> CASE WHEN EXISTS (
        SELECT 1 FROM repository_grant AS g JOIN access_request AS r ON r.position = g.request
        WHERE g.repository = repository.id AND r.status = 'revoking'
            AND r.carried_out = 'automatically') THEN 1 ELSE 0 END
    LIMIT 1";

/// A tool that nobody would ever look at, though it is said to be.
const NEVER_LOOKED_AT: &str = "
    SELECT position FROM tool
    WHERE position <= (SELECT through FROM evidence_progress WHERE one = 1) AND NOT EXISTS (
        SELECT 1 FROM tool_evidence WHERE tool_evidence.tool = tool.position)
    LIMIT 1";

/// Reads every row and compares those that follow from others; `sql` reads from one snapshot.
pub(crate) async fn check(sql: &mut impl Sql) -> Result<(), Failure> {
    rows_can_be_read(sql).await?;
    for (query, what) in [
        (UNMAINTAINED, "nobody maintains the tool"),
        (NOT_FOUND, "a maintainer does not find the access request"),
        (FOUND_BY_OTHERS, "somebody else finds the access request"),
        (
            CARRIED_OUT_OTHERWISE,
            "it is not clear who carries out the access request",
        ),
        (
            NOT_URGENT,
            "it is not known whether access is to end in the repository",
        ),
        (
            NEVER_LOOKED_AT,
            "nobody would look at the image of the tool",
        ),
    ] {
        if let Some(mut row) = sql.first(query, &[]).await? {
            let position = row.integer("position")?;
            return Err(Failure::Damaged {
                finding: format!("{what} at position {position}"),
            });
        }
    }
    Ok(())
}

async fn rows_can_be_read(sql: &mut impl Sql) -> Result<(), Failure> {
    let mut subjects = Walk::default();
    while let Some(subject) = subjects.next(sql).await? {
        subject?;
    }
    can_be_read(sql, Pages::by_number(audit::EVERY), audit::decode).await?;
    can_be_read(sql, Pages::by_number(notices::EVERY), |mut row| {
        notice_row::decode(&mut row)
    })
    .await?;
    can_be_read(sql, Pages::by_hash(sessions::EVERY), |mut row| {
        sessions::decode(&mut row)
    })
    .await?;
    can_be_read(sql, Pages::by_hash(links::EVERY), links::decode).await?;
    can_be_read(sql, Pages::by_hash(devices::EVERY), devices::decode).await?;
    can_be_read(sql, Pages::by_number(looks::EVERY), looks::decode_whole).await?;
    looks::progress(sql).await?;
    let challenges = Pages::by_hash(proofs::EVERY_CHALLENGE);
    can_be_read(sql, challenges, proofs::challenge).await?;
    let first = || vec![Value::Blob(Vec::new()), Value::Text(String::new())];
    let shown = Pages::behind(proofs::EVERY, first());
    can_be_read(sql, shown, proofs::decode).await?;
    let keys = Pages::behind(idempotency::EVERY, first());
    can_be_read(sql, keys, idempotency::decode_whole).await?;
    registries_can_be_read(sql).await?;
    repositories_can_be_read(sql).await
}

async fn registries_can_be_read(sql: &mut impl Sql) -> Result<(), Failure> {
    let requests = Pages::by_number(registry_requests::EVERY);
    can_be_read(sql, requests, registry_row::decode).await?;
    let first = vec![Value::Integer(i64::MIN), Value::Blob(Vec::new())];
    let votes = Pages::behind(registry_requests::EVERY_VOTE, first);
    can_be_read(sql, votes, registry_requests::vote).await?;
    let added = Pages::by_number(added_registries::EVERY);
    can_be_read(sql, added, added_registries::decode).await
}

async fn repositories_can_be_read(sql: &mut impl Sql) -> Result<(), Failure> {
    let repositories = Pages::by_number(repositories::IN_ORDER);
    can_be_read(sql, repositories, repository_row::decode).await?;
    let grants = Pages::by_number(repository_grants::EVERY);
    can_be_read(sql, grants, repository_grants::decode).await?;
    let first = || vec![Value::Integer(i64::MIN), Value::Integer(i64::MIN)];
    let texts = Pages::behind(snapshots::EVERY, first());
    can_be_read(sql, texts, snapshots::decode).await?;
    let mends = Pages::behind(mends::EVERY, first());
    can_be_read(sql, mends, mends::decode).await?;
    let examinations = Pages::by_hash(examinations::EVERY);
    can_be_read(sql, examinations, examinations::decode).await?;
    repositories::remembered(sql).await?;
    Ok(())
}

async fn can_be_read<T>(
    sql: &mut impl Sql,
    mut rows: Pages,
    decode: impl Fn(Row) -> Result<T, Failure>,
) -> Result<(), Failure> {
    while let Some(row) = rows.next(sql).await? {
        decode(row)?;
    }
    Ok(())
}
