//! Looks at the images of tools: taken for a while, then due again, later where something was found out.

use wharfinger_core::evidence::{Drift, Evidence};

use super::audit;
use super::by_ids::{self, in_ids};
use super::due::Due;
use super::look_row::{Kept, decode, look_columns};
use super::notices::tell;
use super::tool_row::{StoredTool, decode_next, tool_columns};
use super::tools::{self, Whole};
use super::{Row, Sql, Value};
use crate::evidence::{TAKEN_UP_AT_ONCE, action, failures_after, known_after, notice};
use crate::page::Position;
use crate::{
    By, Failure, Found, Keeping, LeasedLook, LeasedLooks, Looked, Recipient, Timestamp, ToolId,
};

const OF_TOOL: &str = concat!(
    "SELECT ",
    look_columns!(),
    " FROM tool_evidence AS e WHERE e.tool = $1"
);

const OF_TOOLS: &str = concat!(
    "SELECT ",
    look_columns!(),
    ", tool.id FROM tool JOIN tool_evidence AS e ON e.tool = tool.position WHERE ",
    in_ids!("tool.id")
);

/// Those behind a tool, in order.
pub(super) const EVERY: &str = concat!(
    "SELECT ",
    look_columns!(),
    " FROM tool_evidence AS e WHERE e.tool > $1 ORDER BY e.tool LIMIT $2"
);

const PUT: &str = "
    INSERT INTO tool_evidence (tool, verdict, by_login, at, asked, status, digest, detail, known,
        known_at, failures, due_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    ON CONFLICT (tool) DO UPDATE SET verdict = excluded.verdict, by_login = excluded.by_login,
        at = excluded.at, asked = excluded.asked, status = excluded.status, digest = excluded.digest,
        detail = excluded.detail, known = excluded.known, known_at = excluded.known_at,
        failures = excluded.failures, due_at = excluded.due_at";

const FORGET: &str = "
    UPDATE tool_evidence SET verdict = NULL, by_login = NULL, at = NULL, asked = NULL, status = NULL,
        digest = NULL, detail = NULL, known = NULL, known_at = NULL, failures = 0, due_at = $1
    WHERE tool = $2";

const SET_DUE: &str = "UPDATE tool_evidence SET due_at = $1 WHERE tool = $2";

/// What is due, read by [`Due`].
const DUE: &str = concat!(
    "SELECT e.due_at, e.tool, e.tool, e.failures, ",
    tool_columns!(),
    " FROM tool_evidence AS e JOIN tool ON tool.position = e.tool
    WHERE e.due_at <= $1 AND (e.due_at, e.tool) > ($2, $3)
    ORDER BY e.due_at, e.tool LIMIT $4"
);

const ANYTHING_DUE: &str = "
    SELECT 1 FROM tool_evidence WHERE due_at <= $1
    UNION ALL
    SELECT 1 FROM tool WHERE position > (SELECT through FROM evidence_progress WHERE one = 1)
    LIMIT 1";

const FIRST_DUE: &str = "SELECT min(due_at) FROM tool_evidence WHERE due_at >= $1";

const PROGRESS: &str = "SELECT through FROM evidence_progress WHERE one = 1";

/// Positions follow each other without gaps.
const TAKE_UP: &str = "
    INSERT INTO tool_evidence (tool, failures, due_at)
    SELECT position, 0, $1 FROM tool
    WHERE position > (SELECT through FROM evidence_progress WHERE one = 1)
        AND position <= (SELECT through FROM evidence_progress WHERE one = 1) + $2
    ON CONFLICT DO NOTHING";

const TAKEN_UP: &str = "
    UPDATE evidence_progress SET through = coalesce(
        (SELECT max(position) FROM tool WHERE position <= evidence_progress.through + $1), 0)
    WHERE one = 1";

pub(crate) async fn keep(
    sql: &mut impl Sql,
    id: &ToolId,
    image: &str,
    evidence: &Evidence,
    next: Timestamp,
    by: &By,
) -> Result<Keeping, Failure> {
    let Some(whole) = tools::whole(sql, id).await? else {
        return Ok(Keeping::PassedOver);
    };
    let StoredTool { position, tool, .. } = &whole.stored;
    let before = match sql.first(OF_TOOL, &[(*position).into()]).await? {
        Some(mut row) => decode(&mut row)?,
        None => Kept::default(),
    };
    let is_older = before.newest.is_some_and(|newest| evidence.at < newest.at);
    if is_older || tool.registration.image() != image {
        return Ok(Keeping::PassedOver);
    }
    let (known, drift) = known_after(before.known, evidence);
    let params = [
        (*position).into(),
        evidence.verdict.as_str().into(),
        evidence.by_login.into(),
        evidence.at.into(),
        (&evidence.asked).into(),
        evidence.status.map(u32::from).into(),
        evidence.digest.as_deref().into(),
        (&evidence.detail).into(),
        known.map(|(verdict, _)| verdict.as_str()).into(),
        known.map(|(_, at)| at).into(),
        failures_after(before.failures, evidence.verdict).into(),
        next.into(),
    ];
    sql.execute(PUT, &params).await?;
    if let Some(drift) = drift {
        drifted(sql, &whole, drift, by).await?;
    }
    Ok(Keeping::Kept(drift))
}

/// Writes down that an image has changed, and tells the maintainers of its tool.
async fn drifted(sql: &mut impl Sql, whole: &Whole, drift: Drift, by: &By) -> Result<(), Failure> {
    let changed = whole.changed(action(drift), Some(whole.digest()));
    audit::append(sql, by, changed).await?;
    let kind = notice(drift, whole.stored.tool.id);
    for maintainer in &whole.maintainers {
        if !maintainer.disabled && by.actor.account() != Some(maintainer.account) {
            tell(sql, &Recipient::Account(maintainer.account), kind, by.now).await?;
        }
    }
    Ok(())
}

/// A tool has another image: what is known is about the one before.
pub(super) async fn forget(
    sql: &mut impl Sql,
    tool: Position,
    now: Timestamp,
) -> Result<(), Failure> {
    sql.later(FORGET, &[now.into(), tool.into()]).await
}

/// A tool came out of the archive.
pub(super) async fn unarchived(
    sql: &mut impl Sql,
    tool: Position,
    now: Timestamp,
) -> Result<(), Failure> {
    sql.later(SET_DUE, &[now.into(), tool.into()]).await
}

/// Whether there is anything to take. Every server asks every few seconds, and as a rule there is not.
pub(crate) async fn is_anything_due(sql: &mut impl Sql, now: Timestamp) -> Result<bool, Failure> {
    Ok(sql.first(ANYTHING_DUE, &[now.into()]).await?.is_some())
}

pub(crate) async fn lease(
    sql: &mut impl Sql,
    now: Timestamp,
    until: Timestamp,
    limit: u32,
) -> Result<LeasedLooks, Failure> {
    let taken_up = [now.into(), TAKEN_UP_AT_ONCE.into()];
    sql.execute(TAKE_UP, &taken_up).await?;
    sql.execute(TAKEN_UP, &[TAKEN_UP_AT_ONCE.into()]).await?;
    let mut settled = Vec::new();
    let mut leased = Vec::new();
    // Everything is read before anything is written, so that nothing is due twice.
    let mut due = Due::new(DUE, now, Value::Integer(i64::MIN));
    while leased.len() < limit as usize
        && let Some(row) = due.next(sql).await?
    {
        let Some((stored, failures)) = due.whole(due_look(row))? else {
            continue;
        };
        let tool = stored.tool;
        if tool.archived_at.is_some() {
            settled.push((stored.position, None));
        } else {
            settled.push((stored.position, Some(until)));
            leased.push(LeasedLook { tool, failures });
        }
    }
    for (position, due_at) in settled {
        sql.execute(SET_DUE, &[due_at.into(), position.into()])
            .await?;
    }
    Ok(LeasedLooks {
        leased,
        damaged: due.damaged(),
    })
}

fn due_look(row: Row) -> Result<(StoredTool, u32), Failure> {
    let mut row = row.of("tool_evidence");
    let tool = row.integer("tool")?;
    row.named(tool);
    let failures = row.number("failures")?;
    Ok((decode_next(&mut row)?, failures))
}

pub(crate) async fn of_tools(
    sql: &mut impl Sql,
    tools: &[ToolId],
) -> Result<Found<Looked>, Failure> {
    let looked = |mut row: Row| {
        let kept = decode(&mut row)?;
        row.turn_to("tool");
        let tool = ToolId::from_uuid(row.uuid("id")?);
        Ok(kept.looked(tool))
    };
    let found = by_ids::find(sql, OF_TOOLS, tools.iter().collect(), &[], looked).await?;
    Ok(Found {
        // A row without an answer is one that is to be looked at.
        found: found.found.into_iter().flatten().collect(),
        damaged: found.damaged,
    })
}

/// Through which tool all are looked at. Without it, none that is registered from now on would be.
pub(super) async fn progress(sql: &mut impl Sql) -> Result<Position, Failure> {
    match sql.first(PROGRESS, &[]).await? {
        Some(row) => row.of("evidence_progress").integer("through"),
        None => Err(Failure::Damaged {
            finding: "it is not known which tools are looked at".to_owned(),
        }),
    }
}

pub(crate) async fn first_due(sql: &mut impl Sql) -> Result<Option<Timestamp>, Failure> {
    match sql.first(FIRST_DUE, &[Timestamp::MIN.into()]).await? {
        Some(row) => row.of("tool_evidence").optional_timestamp("due_at"),
        None => Ok(None),
    }
}

/// Reads a row of [`EVERY`].
pub(super) fn decode_whole(mut row: Row) -> Result<Kept, Failure> {
    decode(&mut row)
}
