//! Whether what is stored holds together.

use super::row::{SELECTED, decode};
use super::statement::{Statements, failure};
use crate::Failure;

/// Compares the index of words with itself: a command in the shape of an insert
/// (sqlite.org/fts5.html, section 6.5), so it goes the way of a write.
pub(super) const CHECK_SEARCH: &str =
    "INSERT INTO tool_search (tool_search, rank) VALUES ('integrity-check', 0)";

/// Tools that the index of words does not have, and the other way round.
const UNINDEXED: &str = "
    SELECT position FROM tool WHERE position NOT IN (SELECT id FROM tool_search_docsize)
    UNION ALL
    SELECT id FROM tool_search_docsize WHERE id NOT IN (SELECT position FROM tool)
    LIMIT 1";

/// What can be checked by reading.
pub(super) fn check(statements: Statements<'_>) -> Result<(), Failure> {
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
    let every = format!("SELECT {SELECTED} FROM tool");
    statements.all(&every, (), |row| decode(row).map(drop))?;
    let unindexed = statements.first(UNINDEXED, (), |row| row.get::<_, i64>(0).map_err(failure))?;
    match unindexed {
        Some(position) => Err(damaged(format!(
            "the search index and the tools disagree at position {position}"
        ))),
        None => Ok(()),
    }
}

fn damaged(finding: String) -> Failure {
    Failure::Damaged { finding }
}
