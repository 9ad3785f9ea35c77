//! Tools: registered, changed, archived, found.

use wharfinger_core::registration::Registration;
use wharfinger_core::tool_path::with_namespace;

use super::idempotency::{remember, replay};
use super::tool_row::{changing, decode, lasting, select_tool};
use super::{Param, Sql};
use crate::page::Position;
use crate::{
    ArchiveError, Counts, Failure, NewTool, RegisterError, Registered, Revision, Timestamp, Tool,
    ToolId, UpdateError,
};

/// What keeps searches true, which each database does in its own way.
pub(crate) trait ToolIndex: Sql {
    /// A tool was registered.
    async fn added(&mut self, tool: &Tool) -> Result<(), Failure>;

    /// The description of a tool was changed.
    async fn described(&mut self, position: Position, tool: &Tool) -> Result<(), Failure>;
}

const BY_ID: &str = select_tool!("tool WHERE id = $1");

const BY_PATH: &str = select_tool!("tool WHERE path = $1");

/// Positions follow each other without gaps, also behind a registration that was undone: [`COUNT`]
/// and the checks rely on it, so no sequence of the database gives them out. No `RETURNING`, for
/// which SQLite would keep a journal of the statement.
const INSERT: &str = "
    INSERT INTO tool (position, id, path, host, namespace, name, tool_name, created_at,
        registry, tag, digest, visibility, contact_email, description, source_url, revision,
        updated_at)
    VALUES ((SELECT coalesce(max(position), 0) + 1 FROM tool), $1, $2, $3, $4, $5, $6, $7,
        $8, $9, $10, $11, $12, $13, $14, $15, $16)
    ON CONFLICT DO NOTHING";

const UPDATE: &str = "
    UPDATE tool SET registry = $1, tag = $2, digest = $3, visibility = $4, contact_email = $5,
        description = $6, source_url = $7, revision = $8, updated_at = $9
    WHERE position = $10";

const SET_ARCHIVED: &str = "
    UPDATE tool SET archived_at = $1, revision = $2, updated_at = $3 WHERE position = $4";

/// The last position is the number of tools, because none is ever taken out (`check` compares);
/// archived ones are counted by the entries of their index.
const COUNT: &str = "
    SELECT (SELECT coalesce(max(position), 0) FROM tool),
        (SELECT count(*) FROM tool WHERE archived_at IS NOT NULL)";

pub(crate) async fn register_tool(
    sql: &mut impl ToolIndex,
    new: &NewTool,
) -> Result<Registered, RegisterError> {
    if let Some(request) = &new.idempotency
        && let Some(tool) = replay(sql, request, new.now).await?
    {
        return Ok(Registered {
            tool,
            replayed: true,
        });
    }
    let tool = Tool {
        id: new.id,
        registration: new.registration.clone(),
        revision: Revision::FIRST,
        created_at: new.now,
        updated_at: new.now,
        archived_at: None,
    };
    insert(sql, &tool).await?;
    sql.added(&tool).await?;
    if let Some(request) = &new.idempotency {
        remember(sql, request, tool.id, new.now).await?;
    }
    Ok(Registered {
        tool,
        replayed: false,
    })
}

pub(crate) async fn update_tool(
    sql: &mut impl ToolIndex,
    id: ToolId,
    expected: Revision,
    registration: &Registration,
    now: Timestamp,
) -> Result<Tool, UpdateError> {
    let (position, mut tool) = by_id(sql, id).await?.ok_or(UpdateError::NotFound)?;
    if tool.revision != expected {
        return Err(UpdateError::Stale {
            current: tool.revision,
        });
    }
    if tool.archived_at.is_some() {
        return Err(UpdateError::Archived);
    }
    let path = tool.registration.tool_path();
    if path != registration.tool_path() {
        return Err(UpdateError::PathChanged {
            path: path.to_string(),
        });
    }
    let described = tool.registration.description() != registration.description();
    tool.registration = registration.clone();
    tool.revision = tool.revision.next();
    tool.updated_at = now;
    let params = [&changing(&tool)[..], &[position.into()]].concat();
    sql.execute(UPDATE, &params).await?;
    if described {
        sql.described(position, &tool).await?;
    }
    Ok(tool)
}

pub(crate) async fn set_archived(
    sql: &mut impl Sql,
    id: ToolId,
    expected: Option<Revision>,
    archived: bool,
    now: Timestamp,
) -> Result<Tool, ArchiveError> {
    let (position, mut tool) = by_id(sql, id).await?.ok_or(ArchiveError::NotFound)?;
    if expected.is_some_and(|expected| expected != tool.revision) {
        return Err(ArchiveError::Stale {
            current: tool.revision,
        });
    }
    if tool.archived_at.is_some() == archived {
        return Ok(tool);
    }
    tool.archived_at = archived.then_some(now);
    tool.revision = tool.revision.next();
    tool.updated_at = now;
    let params = [
        tool.archived_at.into(),
        tool.revision.into(),
        now.into(),
        position.into(),
    ];
    sql.execute(SET_ARCHIVED, &params).await?;
    Ok(tool)
}

pub(crate) async fn by_id(
    sql: &mut impl Sql,
    id: ToolId,
) -> Result<Option<(Position, Tool)>, Failure> {
    one(sql, BY_ID, id.as_bytes().into()).await
}

/// The tool with that path, or with the namespace that `docker` leaves out.
pub(crate) async fn find_tool(sql: &mut impl Sql, path: &str) -> Result<Option<Tool>, Failure> {
    let mut found = by_path(sql, path).await?;
    if found.is_none()
        && let Some(path) = with_namespace(path)
    {
        found = by_path(sql, &path).await?;
    }
    Ok(found.map(|(_, tool)| tool))
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

async fn insert(sql: &mut impl Sql, tool: &Tool) -> Result<(), RegisterError> {
    let params = [&lasting(tool)[..], &changing(tool)].concat();
    if sql.execute(INSERT, &params).await? == 1 {
        return Ok(());
    }
    let path = tool.registration.tool_path().as_str();
    Err(match by_path(sql, path).await? {
        Some((_, existing)) => RegisterError::Conflict {
            existing: existing.id,
            path: path.to_owned(),
        },
        None => RegisterError::IdTaken(tool.id),
    })
}

async fn by_path(sql: &mut impl Sql, path: &str) -> Result<Option<(Position, Tool)>, Failure> {
    one(sql, BY_PATH, path.into()).await
}

async fn one(
    sql: &mut impl Sql,
    query: &'static str,
    key: Param<'_>,
) -> Result<Option<(Position, Tool)>, Failure> {
    sql.first(query, &[key]).await?.map(decode).transpose()
}
