//! Taking what was registered before there was an audit log into it.

use super::pages::Pages;
use super::tool_row::decode_stored;
use super::tools::Whole;
use super::{Sql, audit, maintainers, subjects};
use crate::{Action, Actor, By, Failure};

/// The migration that makes the log, in whose transaction [`adopt`] runs.
pub(crate) const MIGRATION: &str = "0002_people";

/// Writes down that each tool was registered, as it is now.
pub(crate) async fn adopt(sql: &mut impl Sql) -> Result<(), Failure> {
    let mut tools = Pages::by_number(subjects::TOOLS);
    while let Some(row) = tools.next(sql).await? {
        let stored = decode_stored(row)?;
        let by = By {
            actor: Actor::System,
            request_id: MIGRATION.to_owned(),
            now: stored.tool.created_at,
        };
        let maintainers = maintainers::of(sql, &stored.tool.id).await?;
        let whole = Whole {
            stored,
            maintainers,
            // There is no place for any before a later migration makes one.
            descriptors: Vec::new(),
        };
        let changed = whole.changed(Action::ToolRegistered, None);
        audit::append(sql, &by, changed).await?;
    }
    Ok(())
}
