//! Taking what was registered before there was an audit log into it.

use super::tool_row::{decode_stored, select_tool};
use super::tools::Whole;
use super::{Sql, audit, maintainers};
use crate::{Action, Actor, By, Failure};

/// The migration that makes the log, in whose transaction [`adopt`] runs.
pub(crate) const MIGRATION: &str = "0002_people";

/// Tools that are read in one step.
const READ_AT_ONCE: u32 = 500;

const TOOLS: &str = select_tool!("tool WHERE position > $1 ORDER BY position LIMIT $2");

/// Writes down that each tool was registered, as it is now.
pub(crate) async fn adopt(sql: &mut impl Sql) -> Result<(), Failure> {
    let mut behind = 0;
    loop {
        let rows = sql
            .query(TOOLS, &[behind.into(), READ_AT_ONCE.into()])
            .await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in rows {
            let stored = decode_stored(row)?;
            behind = stored.position;
            let by = By {
                actor: Actor::System,
                request_id: MIGRATION.to_owned(),
                now: stored.tool.created_at,
            };
            let maintainers = maintainers::of(sql, &stored.tool.id).await?;
            let whole = Whole {
                stored,
                maintainers,
            };
            let changed = whole.changed(Action::ToolRegistered, None);
            audit::append(sql, &by, changed).await?;
        }
    }
}
