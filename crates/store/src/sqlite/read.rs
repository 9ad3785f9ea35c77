//! The transactions that read. Each is one statement, on the thread that asks.

use rusqlite::{Row, ToSql};

use wharfinger_core::privacy::Visibility;

use super::row::{SELECTED, decode};
use super::statement::{Statements, failure};
use crate::page::Position;
use crate::path_forms::with_namespace;
use crate::search;
use crate::{Counts, Cursor, Failure, Page, TokenHash, Tool, ToolFilter, ToolId, ToolPage};

pub(super) const HAS_TOKEN: &str = "SELECT 1 FROM operator_token";

pub(super) const MATCH_TOKEN: &str = "SELECT 1 FROM operator_token WHERE hash = ?1";

/// Both counts are of index entries: SQLite counts those by page, not by row.
pub(super) const COUNT_TOOLS: &str =
    "SELECT (SELECT count(*) FROM tool), (SELECT count(*) FROM tool WHERE archived_at IS NOT NULL)";

/// What finds the tools a list begins from; the rest of a filter is compared row by row.
const SEARCHED: &str = "tool_search CROSS JOIN tool ON tool.position = tool_search.rowid";

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

pub(super) fn list_tools(
    statements: Statements<'_>,
    filter: &ToolFilter,
    page: Page,
) -> Result<ToolPage, Failure> {
    let terms = search::terms(filter.search.as_deref().unwrap_or(""));
    let expression = search::expression(&terms);
    let behind = page
        .after
        .map_or(Position::MAX, |Cursor(position)| position);
    let limit = page.limit + 1;
    let visibility = filter.visibility.map(Visibility::as_str);
    let mut params: Vec<(&str, &dyn ToSql)> = vec![(":behind", &behind), (":limit", &limit)];
    if let Some(expression) = &expression {
        params.push((":expression", expression));
    }
    if let Some(registry) = &filter.registry {
        params.push((":registry", registry));
    }
    if let Some(visibility) = &visibility {
        params.push((":visibility", visibility));
    }
    let sql = select_page(filter, expression.is_some());
    let rows = statements.all(&sql, params.as_slice(), decode)?;
    Ok(ToolPage::from_rows(rows, page.limit))
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

/// The query for one page, newest first. With a search the index of words leads, because it gives
/// its matches in the order of positions; otherwise the index of the filter's columns does.
pub(super) fn select_page(filter: &ToolFilter, searched: bool) -> String {
    let (from, position) = if searched {
        (SEARCHED, "tool_search.rowid")
    } else {
        ("tool", "position")
    };
    let mut sql = format!("SELECT {SELECTED} FROM {from} WHERE {position} < :behind");
    for (condition, applies) in [
        ("tool_search MATCH :expression", searched),
        ("registry = :registry", filter.registry.is_some()),
        ("visibility = :visibility", filter.visibility.is_some()),
        ("archived_at IS NULL", !filter.include_archived),
    ] {
        if applies {
            sql.push_str(" AND ");
            sql.push_str(condition);
        }
    }
    sql.push_str(" ORDER BY ");
    sql.push_str(position);
    sql.push_str(" DESC LIMIT :limit");
    sql
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every decoder")]
fn exists(_row: &Row<'_>) -> Result<(), Failure> {
    Ok(())
}
