//! Tools: found.

use wharfinger_core::account::AccountId;
use wharfinger_core::tool_path::with_namespace;

use super::audit::Changed;
use super::by_ids::{self, in_ids};
use super::tool_row::{StoredTool, decode_next, decode_stored, select_tool, tool_columns};
use super::{Param, Sql};
use super::{descriptors, maintainers};
use crate::audit::digest;
use crate::{
    Action, AuditHash, Counts, Descriptor, Failure, Found, Maintainer, SeenTool, Subject, Tool,
    ToolId,
};

/// A tool with whoever answers for it and the files that describe it: what an entry of the audit log
/// hashes.
#[derive(Debug)]
pub(super) struct Whole {
    pub(super) stored: StoredTool,
    pub(super) maintainers: Vec<Maintainer>,
    pub(super) descriptors: Vec<Descriptor>,
}

impl Whole {
    pub(super) fn digest(&self) -> AuditHash {
        let StoredTool {
            tool,
            contact_verified_at,
            ..
        } = &self.stored;
        digest::tool(
            tool,
            &self.maintainers,
            *contact_verified_at,
            &self.descriptors,
        )
    }

    /// That it has become what it is.
    pub(super) fn changed(&self, action: Action, before: Option<AuditHash>) -> Changed {
        let id = self.stored.tool.id;
        Changed {
            action,
            subject: Subject::Tool(id),
            tool: Some(id),
            until: None,
            before,
            after: self.digest(),
        }
    }
}

const BY_ID: &str = select_tool!("tool WHERE id = $1");

const BY_IDS: &str = concat!(select_tool!("tool WHERE "), in_ids!("tool.id"));

const BY_PATH: &str = select_tool!("tool WHERE path = $1");

const BY_PATH_AS: &str = concat!(
    "SELECT ",
    tool_columns!(),
    ", EXISTS (
        SELECT 1 FROM maintainer
        WHERE maintainer.tool = tool.position AND maintainer.account = $1)
    FROM tool WHERE path = $2"
);

/// The last position is the number of tools, because none is ever taken out (`check` compares);
/// archived ones are counted by the entries of their index.
const COUNT: &str = "
    SELECT (SELECT coalesce(max(position), 0) FROM tool),
        (SELECT count(*) FROM tool WHERE archived_at IS NOT NULL)";

/// The tool with that id, who maintains it, and what describes it.
pub(super) async fn whole(sql: &mut impl Sql, id: &ToolId) -> Result<Option<Whole>, Failure> {
    let Some(stored) = stored(sql, id).await? else {
        return Ok(None);
    };
    let maintainers = maintainers::of(sql, id).await?;
    let descriptors = descriptors::of(sql, id).await?;
    Ok(Some(Whole {
        stored,
        maintainers,
        descriptors,
    }))
}

pub(super) async fn stored(sql: &mut impl Sql, id: &ToolId) -> Result<Option<StoredTool>, Failure> {
    one(sql, BY_ID, id.into()).await
}

pub(crate) async fn by_id(sql: &mut impl Sql, id: &ToolId) -> Result<Option<Tool>, Failure> {
    Ok(stored(sql, id).await?.map(|stored| stored.tool))
}

/// Those of these tools that there are.
pub(crate) async fn by_ids(sql: &mut impl Sql, ids: &[ToolId]) -> Result<Found<Tool>, Failure> {
    let tool = |row| Ok(decode_stored(row)?.tool);
    by_ids::find(sql, BY_IDS, ids.iter().collect(), &[], tool).await
}

/// The tool with that path, or with the namespace that `docker` leaves out.
pub(crate) async fn find_tool(sql: &mut impl Sql, path: &str) -> Result<Option<Tool>, Failure> {
    // No path holds a NUL, and PostgreSQL cannot be asked about one.
    if path.contains('\0') {
        return Ok(None);
    }
    let found = by_path(sql, path).await?;
    match with_namespace(path) {
        Some(path) if found.is_none() => by_path(sql, &path).await,
        _ => Ok(found),
    }
}

/// The same, and whether somebody maintains it.
pub(crate) async fn find_tool_as(
    sql: &mut impl Sql,
    path: &str,
    reader: &AccountId,
) -> Result<Option<SeenTool>, Failure> {
    if path.contains('\0') {
        return Ok(None);
    }
    let found = by_path_as(sql, path, reader).await?;
    match with_namespace(path) {
        Some(path) if found.is_none() => by_path_as(sql, &path, reader).await,
        _ => Ok(found),
    }
}

async fn by_path_as(
    sql: &mut impl Sql,
    path: &str,
    reader: &AccountId,
) -> Result<Option<SeenTool>, Failure> {
    let row = sql.first(BY_PATH_AS, &[reader.into(), path.into()]).await?;
    let seen = row.map(|mut row| {
        let tool = decode_next(&mut row)?.tool;
        row.turn_to("maintainer");
        let is_maintainer = row.flag("account")?;
        Ok(SeenTool {
            tool,
            is_maintainer,
        })
    });
    seen.transpose()
}

pub(crate) async fn counts(sql: &mut impl Sql) -> Result<Counts, Failure> {
    let Some(mut row) = sql.first(COUNT, &[]).await? else {
        return Ok(Counts::default());
    };
    Ok(Counts {
        tools: row.number("tools")?,
        archived: row.number("archived")?,
    })
}

pub(super) async fn by_path(sql: &mut impl Sql, path: &str) -> Result<Option<Tool>, Failure> {
    let found = one(sql, BY_PATH, path.into()).await?;
    Ok(found.map(|stored| stored.tool))
}

async fn one(
    sql: &mut impl Sql,
    query: &'static str,
    key: Param<'_>,
) -> Result<Option<StoredTool>, Failure> {
    let row = sql.first(query, &[key]).await?;
    row.map(decode_stored).transpose()
}
