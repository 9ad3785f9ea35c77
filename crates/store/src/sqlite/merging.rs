//! Merging the search index, when the writer has time.
//!
//! FTS5 keeps an index in *segments*: one for every transaction that wrote to it, and by itself it only
//! merges some of about the same size. A search looks into each of them. Of a million tools in the fourteen
//! segments that indexing leaves behind, a first page took 5 to 8 times as long as in one segment.
//!
//! In one segment FTS5 goes to where a page of a search starts by an index of pages, forwards, which is why
//! the newest tool has the first row (`indexing.rs`): backwards it would read that index from its start for
//! each page (`fts5DlidxLvlPrev`).

use rusqlite::named_params;

use super::statement::{Statements, failure};
use crate::Failure;

/// How much may lie beside the largest segment, as a part of it, before all are merged: one in four.
/// Merging writes everything anew, so an index that grows is written five times in all.
const BESIDE: i64 = 4;

/// Pages that one step merges at least. FTS5 ends a step with a word, so what a step takes at most is what
/// the list of the most common one does: 32 pages are far less, and a write that comes meanwhile waits no
/// longer for them. Of a million tools 315 steps took 100 s, the longest 1.2 s, on a machine with nine busy
/// programs to a core.
const STEP_PAGES: i64 = 32;

/// The next segment, and how many pages it has: the table names the first word of each, and the number of
/// the page twice over (sqlite.org/fts5.html, "FTS5 Data Structures").
const NEXT_SEGMENT: &str = "
    SELECT segid, (
        SELECT last.pgno / 2 FROM tool_search_idx AS last
        WHERE last.segid = tool_search_idx.segid ORDER BY last.term DESC LIMIT 1)
    FROM tool_search_idx WHERE segid > :behind ORDER BY segid LIMIT 1";

/// A command in the shape of an insert (sqlite.org/fts5.html, section 6.9). A negative number begins to
/// merge all segments, a positive one goes on.
pub(super) const MERGE: &str =
    "INSERT INTO tool_search (tool_search, rank) VALUES ('merge', :pages)";

/// FTS5 had something to merge where a step has changed at least so many rows (the same section).
const CHANGES_OF_A_MERGE: u64 = 2;

/// How far merging has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Merging {
    /// Nobody has looked since tools were indexed.
    Unknown,
    /// There is nothing that is worth it.
    Rests,
    /// Too much lies beside the largest segment.
    Due,
    /// Some of it is merged.
    Begun,
}

impl Merging {
    /// Before anybody has looked, where somebody is to.
    pub(super) const fn at_first(merges_when_idle: bool) -> Self {
        if merges_when_idle {
            Self::Unknown
        } else {
            Self::Rests
        }
    }

    /// Looks how much lies beside the largest segment.
    pub(super) fn look(statements: Statements<'_>) -> Result<Self, Failure> {
        let pages = segments(statements)?;
        let largest = pages.iter().copied().max().unwrap_or(0);
        let beside = pages.iter().sum::<i64>() - largest;
        Ok(if beside * BESIDE > largest {
            Self::Due
        } else {
            Self::Rests
        })
    }

    /// Merges a little more, and says how far it has come by that.
    pub(super) fn step(self, statements: Statements<'_>) -> Result<Self, Failure> {
        let pages = match self {
            Self::Unknown => return Self::look(statements),
            Self::Rests => return Ok(self),
            Self::Due => -STEP_PAGES,
            Self::Begun => STEP_PAGES,
        };
        let before = statements.connection.total_changes();
        statements.execute(MERGE, named_params! { ":pages": pages })?;
        let changed = statements.connection.total_changes() - before;
        Ok(if changed >= CHANGES_OF_A_MERGE {
            Self::Begun
        } else {
            Self::Rests
        })
    }
}

/// How many pages each segment of the index has.
pub(super) fn segments(statements: Statements<'_>) -> Result<Vec<i64>, Failure> {
    let (mut pages, mut behind) = (Vec::new(), 0_i64);
    loop {
        let next = statements.first(NEXT_SEGMENT, named_params! { ":behind": behind }, |row| {
            let segment: i64 = row.get(0).map_err(failure)?;
            Ok((segment, row.get(1).map_err(failure)?))
        })?;
        let Some((segment, its_pages)) = next else {
            return Ok(pages);
        };
        behind = segment;
        pages.push(its_pages);
    }
}
