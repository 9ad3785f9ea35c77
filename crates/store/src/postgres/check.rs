//! Whether what is stored holds together.

use std::time::Duration;

use super::session::Session;
use crate::sql::tool_row::{decode, select_tool};
use crate::sql::{Row, Sql, check};
use crate::{Failure, search};

/// How long a check may take: at no more than 5,000 tools a second it still reads 18 million.
pub(super) const CHECK_TIMEOUT: Duration = Duration::from_hours(1);

/// Tools that are read at a time: some megabytes at most.
const TOOLS_AT_ONCE: u32 = 1_000;

const TOOLS: &str = select_tool!("tool WHERE position > $1 ORDER BY position LIMIT $2");

const TEXTS: &str = "
    SELECT position, text FROM tool_search WHERE position > $1 ORDER BY position LIMIT $2";

/// Each asks an index for everything that is in it.
const INDEXED: [(&str, &str); 5] = [
    (
        "tool_id_key",
        "SELECT count(*) FROM tool WHERE id >= ''::bytea",
    ),
    (
        "tool_path_key",
        "SELECT count(*) FROM tool WHERE path >= ''",
    ),
    (
        "tool_registry",
        "SELECT count(*) FROM tool WHERE registry >= ''",
    ),
    (
        "tool_visibility",
        "SELECT count(*) FROM tool WHERE visibility >= ''",
    ),
    (
        "tool_registry_visibility",
        "SELECT count(*) FROM tool WHERE registry >= '' AND visibility >= ''",
    ),
];

const ARCHIVED: &str = "SELECT count(*) FROM tool WHERE archived_at IS NOT NULL";

/// Reads everything in one snapshot, then compares what the indexes say.
pub(super) async fn check(session: &mut Session<'_>) -> Result<(), Failure> {
    session
        .frame("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL enable_seqscan = off")
        .await?;
    let (mut tools, mut archived) = (0, 0);
    loop {
        let params = [tools.into(), TOOLS_AT_ONCE.into()];
        let rows = session.query(TOOLS, &params).await?;
        let mut texts = session.query(TEXTS, &params).await?.into_iter();
        if rows.is_empty() {
            if texts.next().is_some() {
                return Err(misindexed(tools + 1));
            }
            break;
        }
        for row in rows {
            tools += 1;
            let (position, tool) = decode(row)?;
            if position != tools {
                return Err(damaged(format!("the tool at position {tools} is missing")));
            }
            archived += i64::from(tool.archived_at.is_some());
            let path = tool.registration.tool_path().as_str();
            let expected = search::indexed(path, tool.registration.description());
            if texts.next().map(text).transpose()? != Some((position, expected)) {
                return Err(misindexed(position));
            }
        }
    }
    for (index, count) in INDEXED {
        compare(session, index, count, tools).await?;
    }
    compare(session, "tool_archived", ARCHIVED, archived).await?;
    check::check(session).await?;
    session.frame("COMMIT").await
}

async fn compare(
    session: &mut Session<'_>,
    index: &str,
    count: &'static str,
    expected: i64,
) -> Result<(), Failure> {
    let found = match session.first(count, &[]).await? {
        Some(mut row) => row.integer("count")?,
        None => 0,
    };
    if found == expected {
        return Ok(());
    }
    Err(damaged(format!(
        "the index `{index}` has {found} entries for {expected} tools"
    )))
}

fn text(row: Row) -> Result<(i64, String), Failure> {
    let mut row = row.of("tool_search");
    let position = row.integer("position")?;
    row.named(position);
    Ok((position, row.text("text")?))
}

fn misindexed(position: i64) -> Failure {
    damaged(format!(
        "the search index and the tools disagree at position {position}"
    ))
}

const fn damaged(finding: String) -> Failure {
    Failure::Damaged { finding }
}
