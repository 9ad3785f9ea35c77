//! The audit log: every transaction that changes something appends to it.

use super::listed::listed;
use super::{AuditEnd, Row, Sql};
use crate::audit::digest;
use crate::page::{Listed, cut, sift};
use crate::{
    Action, Actor, AuditEntry, AuditFilter, AuditHash, AuditLine, AuditPage, By, Failure, Found,
    Page, RENEWALS_TOLD_MAX, RequestId, Subject, Timestamp, ToolId,
};

/// What a change did.
#[derive(Clone, Copy, Debug)]
pub(super) struct Changed {
    pub(super) action: Action,
    pub(super) subject: Subject,
    /// The tool that it is about.
    pub(super) tool: Option<ToolId>,
    /// When that ends which was given, where nothing else says so.
    pub(super) until: Option<Timestamp>,
    /// The subject's digest, unless it is new.
    pub(super) before: Option<AuditHash>,
    pub(super) after: AuditHash,
}

const HEAD: &str = "SELECT number, hash FROM audit_head WHERE one = 1";

const SET_HEAD: &str = "UPDATE audit_head SET number = $1, hash = $2 WHERE one = 1";

/// Writes what is there.
const WRITE_HEAD: &str = "UPDATE audit_head SET number = number WHERE one = 1";

const APPEND: &str = "
    INSERT INTO audit (number, at, actor, request_id, action, subject_kind, subject, tool, until,
        digest_before, digest_after, hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

/// A query of whole entries, which ends as given.
macro_rules! select_entries {
    ($end:literal) => {
        concat!(
            "SELECT number, at, actor, request_id, action, subject_kind, subject, tool, until, \
            digest_before, digest_after, hash FROM audit WHERE ",
            $end
        )
    };
}

const LIST: &str = select_entries!("number < $1 ORDER BY number DESC LIMIT $2");

const LIST_OF_TOOL: &str =
    select_entries!("tool = $1 AND number < $2 ORDER BY number DESC LIMIT $3");

const LIST_OF_ACTOR: &str =
    select_entries!("actor = $1 AND number < $2 ORDER BY number DESC LIMIT $3");

const LIST_OF_BOTH: &str =
    select_entries!("tool = $1 AND actor = $2 AND number < $3 ORDER BY number DESC LIMIT $4");

/// What became of questions for more time; the actions are those of the index `audit_renewal`.
const RENEWALS: &str = select_entries!(
    "subject = $1 AND action IN ('access.renewed', 'access.renewal_declined')
    ORDER BY number DESC LIMIT $2"
);

/// Those behind a number, the oldest first.
pub(super) const EVERY: &str = select_entries!("number > $1 ORDER BY number LIMIT $2");

/// Writes a change down as `by`'s.
pub(super) async fn append(sql: &mut impl Sql, by: &By, changed: Changed) -> Result<(), Failure> {
    append_as(sql, by.actor, by, changed).await
}

/// The same as somebody else's, who acts in that request.
pub(super) async fn append_as(
    sql: &mut impl Sql,
    actor: Actor,
    by: &By,
    changed: Changed,
) -> Result<(), Failure> {
    let (last, previous) = match sql.audit_end() {
        Some(end) => end,
        None => head(sql).await?,
    };
    let mut entry = AuditEntry {
        number: last + 1,
        at: by.now,
        actor,
        request_id: by.request_id.clone(),
        action: changed.action,
        subject: changed.subject,
        tool: changed.tool,
        until: changed.until,
        before: changed.before,
        after: changed.after,
        hash: AuditHash::START,
    };
    entry.hash = digest::entry(previous, &entry);
    let number = entry.number.cast_signed();
    let account = entry.actor.account();
    let (kind, subject) = entry.subject.parts();
    let params = [
        number.into(),
        entry.at.into(),
        account.as_ref().into(),
        (&entry.request_id).into(),
        entry.action.as_str().into(),
        kind.into(),
        subject.into(),
        entry.tool.as_ref().into(),
        entry.until.into(),
        entry.before.as_ref().into(),
        (&entry.after).into(),
        (&entry.hash).into(),
    ];
    sql.later(APPEND, &params).await?;
    sql.later(SET_HEAD, &[number.into(), (&entry.hash).into()])
        .await?;
    sql.keep_audit_end((entry.number, entry.hash));
    Ok(())
}

/// Writes as every change does, and changes nothing: a full disk, or a file that may only be read, lets a
/// transaction begin and end that writes nothing.
pub(crate) async fn try_to_write(sql: &mut impl Sql) -> Result<(), Failure> {
    sql.execute(WRITE_HEAD, &[]).await?;
    Ok(())
}

/// The number and the hash of the last entry, as they were written down when it was.
pub(super) async fn head(sql: &mut impl Sql) -> Result<AuditEnd, Failure> {
    let row = sql.first(HEAD, &[]).await?;
    let mut row = row.ok_or_else(|| Failure::Damaged {
        finding: "the end of the audit log is not written down".to_owned(),
    })?;
    row.turn_to("audit_head");
    Ok((row.number("number")?, AuditHash(row.bytes("hash")?)))
}

pub(crate) async fn entries(
    sql: &mut impl Sql,
    filter: AuditFilter,
    page: Page,
) -> Result<AuditPage, Failure> {
    let (behind, limit) = (page.behind().into(), (page.limit + 1).into());
    let rows = match (&filter.tool, &filter.actor) {
        (None, None) => sql.query(LIST, &[behind, limit]).await?,
        (Some(tool), None) => {
            sql.query(LIST_OF_TOOL, &[tool.into(), behind, limit])
                .await?
        }
        (None, Some(actor)) => {
            sql.query(LIST_OF_ACTOR, &[actor.into(), behind, limit])
                .await?
        }
        (Some(tool), Some(actor)) => {
            let params = [tool.into(), actor.into(), behind, limit];
            sql.query(LIST_OF_BOTH, &params).await?
        }
    };
    let rows: Result<_, _> = rows.into_iter().map(numbered).collect();
    let (rows, next) = cut(rows?, page.limit);
    let (entries, damaged) = sift(rows)?;
    Ok(AuditPage {
        entries,
        damaged,
        next,
    })
}

pub(crate) async fn after(
    sql: &mut impl Sql,
    number: u64,
    limit: u32,
) -> Result<Vec<AuditLine>, Failure> {
    // No entry has a number beyond what a column holds.
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    let rows = sql.query(EVERY, &[number.into(), limit.into()]).await?;
    let lines = rows.into_iter().map(|row| {
        let (number, entry) = numbered(row)?;
        let entry = match entry {
            Ok(_) | Err(Failure::Corrupt { .. }) => entry,
            Err(failure) => return Err(failure),
        };
        Ok(AuditLine {
            number: number.cast_unsigned(),
            entry,
        })
    });
    lines.collect()
}

/// An entry of a list, in which a damaged one keeps its number.
fn numbered(row: Row) -> Result<Listed<AuditEntry>, Failure> {
    listed(row, |row| {
        let entry = decode(row)?;
        Ok((entry.number.cast_signed(), entry))
    })
}

pub(crate) async fn renewals(
    sql: &mut impl Sql,
    request: &RequestId,
) -> Result<Found<AuditEntry>, Failure> {
    let params = [request.into(), RENEWALS_TOLD_MAX.into()];
    let rows = sql.query(RENEWALS, &params).await?;
    // The newest are asked for, and told in their order.
    let (found, damaged) = sift(rows.into_iter().rev().map(decode))?;
    Ok(Found { found, damaged })
}

pub(super) fn decode(mut row: Row) -> Result<AuditEntry, Failure> {
    row.turn_to("audit");
    let number: u64 = row.number("number")?;
    row.named(number.cast_signed());
    let at = row.timestamp("at")?;
    let actor = row.optional_account("actor")?;
    let request_id = row.text("request_id")?;
    let action = row.word("action", Action::from_name)?;
    let kind = row.text("subject_kind")?;
    let subject = row.bytes("subject")?;
    Ok(AuditEntry {
        number,
        at,
        actor: actor.map_or(Actor::System, Actor::Account),
        request_id,
        action,
        subject: Subject::from_parts(&kind, subject)
            .ok_or_else(|| row.corrupt("subject_kind", &kind))?,
        tool: row.optional_uuid("tool")?.map(ToolId::from_uuid),
        until: row.optional_timestamp("until")?,
        before: row.optional_bytes("digest_before")?.map(AuditHash),
        after: AuditHash(row.bytes("digest_after")?),
        hash: AuditHash(row.bytes("hash")?),
    })
}
