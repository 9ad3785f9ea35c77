//! What lets a client repeat a registration whose answer it never got.

use super::tools::by_id;
use super::{Row, Sql};
use crate::{
    Failure, Fingerprint, IDEMPOTENCY_SECONDS, Idempotency, RegisterError, Timestamp, Tool, ToolId,
};

/// Most idempotency keys that one registration clears away: more than it adds, so that the table
/// shrinks to a day's keys, and few, so that no registration pays for a quiet week.
const KEYS_FORGOTTEN_MAX: u32 = 2;

const FIND_KEY: &str = "
    SELECT tool.id, fingerprint FROM idempotency JOIN tool ON tool.position = idempotency.tool
    WHERE principal = $1 AND key = $2 AND used_at > $3";

const REMEMBER_KEY: &str = "
    INSERT INTO idempotency (principal, key, fingerprint, tool, used_at)
    VALUES ($1, $2, $3, (SELECT position FROM tool WHERE id = $4), $5)
    ON CONFLICT (principal, key) DO UPDATE
        SET fingerprint = excluded.fingerprint, tool = excluded.tool, used_at = excluded.used_at";

const FORGET_KEYS: &str = "
    DELETE FROM idempotency WHERE (principal, key) IN (
        SELECT principal, key FROM idempotency WHERE used_at <= $1 ORDER BY used_at LIMIT $2)";

/// The tool that an earlier request with the same key stored.
pub(super) async fn replay(
    sql: &mut impl Sql,
    request: &Idempotency,
    now: Timestamp,
) -> Result<Option<Tool>, RegisterError> {
    let forgotten = now.seconds_earlier(IDEMPOTENCY_SECONDS);
    let params = [
        (&request.principal).into(),
        (&request.key).into(),
        forgotten.into(),
    ];
    let Some(used) = sql.first(FIND_KEY, &params).await? else {
        return Ok(None);
    };
    let (id, fingerprint) = decode(used)?;
    if fingerprint != request.fingerprint {
        return Err(RegisterError::KeyReused);
    }
    Ok(by_id(sql, id).await?.map(|(_, tool)| tool))
}

pub(super) async fn remember(
    sql: &mut impl Sql,
    request: &Idempotency,
    tool: ToolId,
    now: Timestamp,
) -> Result<(), Failure> {
    let used = [
        (&request.principal).into(),
        (&request.key).into(),
        (&request.fingerprint.0).into(),
        tool.as_bytes().into(),
        now.into(),
    ];
    sql.execute(REMEMBER_KEY, &used).await?;
    let forgotten = now.seconds_earlier(IDEMPOTENCY_SECONDS);
    sql.execute(FORGET_KEYS, &[forgotten.into(), KEYS_FORGOTTEN_MAX.into()])
        .await?;
    Ok(())
}

fn decode(row: Row) -> Result<(ToolId, Fingerprint), Failure> {
    let mut row = row.of("idempotency");
    let id = ToolId::from_uuid(row.uuid("tool")?);
    row.named(id);
    Ok((id, Fingerprint(row.bytes("fingerprint")?)))
}
