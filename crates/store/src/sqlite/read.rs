//! The transactions that read. Each is one statement, on the thread that asks.

use rusqlite::Row;

use super::row::{SELECTED, decode};
use super::statement::{Statements, failure};
use crate::page::Position;
use crate::{Counts, Failure, TokenHash, Tool, ToolId};
use wharfinger_core::tool_path::with_namespace;

pub(super) const HAS_TOKEN: &str = "SELECT 1 FROM operator_token WHERE one = 1";

pub(super) const MATCH_TOKEN: &str = "SELECT 1 FROM operator_token WHERE one = 1 AND hash = ?1";

/// The last position is the number of tools, because none is ever taken out (`check` compares);
/// archived ones are counted by the entries of their index.
pub(super) const COUNT_TOOLS: &str = "
    SELECT (SELECT coalesce(max(position), 0) FROM tool),
        (SELECT count(*) FROM tool WHERE archived_at IS NOT NULL)";

pub(super) fn tool_by_id(
    statements: Statements<'_>,
    id: ToolId,
) -> Result<Option<(Position, Tool)>, Failure> {
    statements.first(&select_by("id"), [id.as_uuid().as_bytes()], decode)
}

pub(super) fn tool_by_path(
    statements: Statements<'_>,
    path: &str,
) -> Result<Option<(Position, Tool)>, Failure> {
    statements.first(&select_by("path"), [path], decode)
}

pub(super) fn find_tool(statements: Statements<'_>, path: &str) -> Result<Option<Tool>, Failure> {
    let mut found = tool_by_path(statements, path)?;
    if found.is_none()
        && let Some(path) = with_namespace(path)
    {
        found = tool_by_path(statements, &path)?;
    }
    Ok(found.map(|(_, tool)| tool))
}

pub(super) fn has_operator_token(statements: Statements<'_>) -> Result<bool, Failure> {
    Ok(statements.first(HAS_TOKEN, (), exists)?.is_some())
}

pub(super) fn operator_token_matches(
    statements: Statements<'_>,
    hash: TokenHash,
) -> Result<bool, Failure> {
    Ok(statements.first(MATCH_TOKEN, [hash.0], exists)?.is_some())
}

pub(super) fn counts(statements: Statements<'_>) -> Result<Counts, Failure> {
    let counts = statements.first(COUNT_TOOLS, (), |row| {
        Ok(Counts {
            tools: row.get(0).map_err(failure)?,
            archived: row.get(1).map_err(failure)?,
        })
    })?;
    Ok(counts.unwrap_or_default())
}

/// The query for one tool by a column that is unique.
pub(super) fn select_by(column: &str) -> String {
    format!("SELECT {SELECTED} FROM tool WHERE {column} = ?1")
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every decoder")]
fn exists(_row: &Row<'_>) -> Result<(), Failure> {
    Ok(())
}
