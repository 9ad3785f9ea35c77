//! Whether what is stored holds together.

use std::ops::ControlFlow;

use super::indexing::search_row;
use super::sql::decode;
use super::statement::{Statements, failure};
use crate::Failure;
use crate::sql::tool_row::select_tool;
use crate::sql::{check, ready};

/// Compares the index of words with itself: a command in the shape of an insert
/// (sqlite.org/fts5.html, section 6.5), so it goes the way of a write.
pub(super) const CHECK_SEARCH: &str =
    "INSERT INTO tool_search (tool_search, rank) VALUES ('integrity-check', 0)";

/// Has FTS5 look at the search index anew. `PRAGMA integrity_check` does not (`fts5IntegrityMethod` of
/// SQLite 3.54 begins no transaction): it goes by what the connection saw last, and misses as damaged
/// what was merged since.
const SEE_SEARCH: &str = "SELECT rowid FROM tool_search LIMIT 1";

/// Tools that the search index should have and does not, and the other way round.
pub(super) const MISINDEXED: &str = concat!(
    "WITH indexed (position) AS (SELECT ",
    search_row!("id"),
    " FROM tool_search_docsize)
    SELECT position FROM tool WHERE position NOT IN (SELECT position FROM indexed)
        AND position <= (SELECT through FROM search_progress)
    UNION ALL
    SELECT position FROM indexed WHERE position NOT IN (SELECT position FROM tool)
        OR position > (SELECT through FROM search_progress)
    LIMIT 1"
);

/// Every tool, in order.
const EVERY_TOOL: &str = select_tool!("tool WHERE position > 0 ORDER BY position");

/// What can be checked by reading.
pub(super) fn check(mut statements: Statements<'_>) -> Result<(), Failure> {
    statements.first(SEE_SEARCH, (), |_| Ok(()))?;
    let finding = statements.first("PRAGMA integrity_check(1)", (), |row| {
        row.get::<_, String>(0).map_err(failure)
    })?;
    if let Some(finding) = finding.filter(|finding| finding != "ok") {
        return Err(Failure::Damaged { finding });
    }
    let orphan = statements.first("PRAGMA foreign_key_check", (), |row| {
        row.get::<_, String>(0).map_err(failure)
    })?;
    if let Some(table) = orphan {
        return Err(damaged(format!("a row of `{table}` refers to nothing")));
    }
    let mut expected = 0;
    statements.each(EVERY_TOOL, (), |row| {
        expected += 1;
        match decode(row)? {
            (position, _) if position == expected => Ok(ControlFlow::Continue(())),
            _ => Err(damaged(format!(
                "the tool at position {expected} is missing"
            ))),
        }
    })?;
    let misindexed =
        statements.first(MISINDEXED, (), |row| row.get::<_, i64>(0).map_err(failure))?;
    if let Some(position) = misindexed {
        return Err(damaged(format!(
            "the search index and the tools disagree at position {position}"
        )));
    }
    ready(check::check(&mut statements))
}

fn damaged(finding: String) -> Failure {
    Failure::Damaged { finding }
}
