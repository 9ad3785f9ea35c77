//! Keeping the search index: it follows the tools at a distance, when the writer has time.
//!
//! Indexing a tool costs the writer 60 to 100 microseconds, a registration without it 15 to 20
//! (measured with `examples/throughput.rs`). So a registration leaves the index alone, and the
//! writer catches up in large steps when nothing waits. A search reads the tools that the index
//! does not have yet one by one (`list.rs`), so it misses nothing.

use std::time::Duration;

use rusqlite::named_params;

use super::statement::{Statements, failure};
use crate::page::Position;
use crate::search::pieces;
use crate::sql::tool_changes::ToolIndex;
use crate::{Failure, Tool};

/// Tools left to be read one by one while the writer is idle. Each costs every search more than a
/// microsecond, and the index answers in six where it finds nothing: with 64 of them, as many as 200,000
/// tools leave when they are indexed by the 128, such a search took 79 (measured with
/// `cargo xtask bench lists`).
pub(super) const UNINDEXED_WHEN_IDLE: i64 = 8;

/// Tools without index past which the writer indexes between batches even while writes wait:
/// seconds of registrations at full speed. It only bounds how far searches fall behind when
/// nobody ever stops writing.
pub(super) const UNINDEXED_MAX: i64 = 250_000;

/// Most tools indexed in one transaction: a write that comes meanwhile waits for about 10 ms.
const INDEXED_AT_ONCE_MAX: u32 = 128;

/// How long no write has come before the writer counts as idle. Longer than the pauses between the
/// batches of busy clients (one sync, 0.1 to 4 ms), shorter than anybody notices.
pub(super) const IDLE_AFTER: Duration = Duration::from_millis(20);

pub(super) const PROGRESS: &str = "SELECT through FROM search_progress WHERE one = 1";

pub(super) const SET_PROGRESS: &str = "UPDATE search_progress SET through = :through WHERE one = 1";

/// How many tools are behind the progress: positions have no gaps.
pub(super) const UNINDEXED: &str = "
    SELECT max(position) - (SELECT through FROM search_progress WHERE one = 1) FROM tool";

/// What is searched of the oldest tools that are not indexed.
const SELECT_UNINDEXED: &str = "
    SELECT position, path, description FROM tool
    WHERE position > :through ORDER BY position LIMIT :limit";

/// The row of the search index that has the tool at a position, and the other way round: the newest tool
/// has the first row. FTS5 goes backwards through what it finds by going forwards from the start of each
/// page of it, so that a page in the middle of a list would take longer the more tools there are. Counted
/// from the last number of 32 bits, because FTS5 writes small numbers in fewer bytes.
macro_rules! search_row {
    ($position:literal) => {
        concat!("4294967295 - ", $position)
    };
}

pub(super) use search_row;

/// Takes the place of what was indexed at the position before, if anything was.
pub(super) const INDEX: &str = concat!(
    "INSERT OR REPLACE INTO tool_search (rowid, pieces) VALUES (",
    search_row!(":position"),
    ", :pieces)"
);

/// The last position that is indexed.
pub(super) fn progress(statements: Statements<'_>) -> Result<Position, Failure> {
    let through = statements.first(PROGRESS, (), |row| row.get(0).map_err(failure))?;
    Ok(through.unwrap_or(0))
}

/// How many tools are not indexed.
pub(super) fn unindexed(statements: Statements<'_>) -> Result<i64, Failure> {
    let unindexed = statements.first(UNINDEXED, (), |row| {
        row.get::<_, Option<i64>>(0).map_err(failure)
    })?;
    Ok(unindexed.flatten().unwrap_or(0))
}

/// Indexes the oldest tools that are not, up to a bound.
pub(super) fn index_more(statements: Statements<'_>) -> Result<(), Failure> {
    let texts = statements.all(
        SELECT_UNINDEXED,
        named_params! { ":through": progress(statements)?, ":limit": INDEXED_AT_ONCE_MAX },
        |row| {
            let position: Position = row.get("position").map_err(failure)?;
            let path: String = row.get("path").map_err(failure)?;
            let description: Option<String> = row.get("description").map_err(failure)?;
            Ok((position, pieces::pieces(&path, description.as_deref())))
        },
    )?;
    // The newest first, because FTS5 begins a segment where a row is not behind the one before.
    for (position, pieces) in texts.iter().rev() {
        index(statements, *position, pieces)?;
    }
    if let Some((through, _)) = texts.last() {
        statements.execute(SET_PROGRESS, named_params! { ":through": through })?;
    }
    Ok(())
}

impl ToolIndex for Statements<'_> {
    /// Its turn comes.
    async fn added(&mut self, _: &Tool) -> Result<(), Failure> {
        Ok(())
    }

    /// Indexes the tool anew, unless its turn is still to come.
    async fn described(&mut self, position: Position, tool: &Tool) -> Result<(), Failure> {
        if position <= progress(*self)? {
            let registration = &tool.registration;
            let path = registration.tool_path().as_str();
            let pieces = pieces::pieces(path, registration.description());
            index(*self, position, &pieces)?;
        }
        Ok(())
    }
}

fn index(statements: Statements<'_>, position: Position, pieces: &str) -> Result<(), Failure> {
    statements.execute(
        INDEX,
        named_params! { ":position": position, ":pieces": pieces },
    )?;
    Ok(())
}
