//! Lists of tools, and searches among them.

use std::ops::ControlFlow;

use rusqlite::{Row, ToSql};
use wharfinger_core::account::AccountId;
use wharfinger_core::privacy::Visibility;

use super::indexing::{progress, search_row};
use super::sql::{listed, searched_texts};
use super::statement::{Statements, failure};
use crate::page::{Listed, Position};
use crate::search::{self, pieces};
use crate::sql::tool_row::select_tool;
use crate::{Cursor, Failure, Page, Tool, ToolFilter, ToolPage};

/// Most tools that one page of a search reads to compare them with what is asked for: a few milliseconds
/// of the thread that asks. The page then ends early and the next one goes on.
pub(super) const SEARCH_READ_MAX: u32 = 4_096;

/// Where the rows of a list come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The tools, by the index of the filter's columns.
    Tools,
    /// The tools that the search index does not have.
    Unindexed,
    /// The search index, which gives what may match, in the order of a list.
    Index,
}

pub(super) fn list_tools(
    statements: Statements<'_>,
    filter: &ToolFilter,
    page: Page,
    search_read_max: u32,
) -> Result<ToolPage, Failure> {
    let terms = search::terms(filter.search.as_deref().unwrap_or(""));
    let list = List {
        statements,
        filter,
        search_read_max,
        behind: page.behind(),
    };
    match pieces::expression(&terms) {
        None => {
            let mut rows = Vec::new();
            list.rows(Source::Tools, page.limit + 1, &[], |row| {
                rows.push(listed(row)?);
                Ok(ControlFlow::Continue(()))
            })?;
            ToolPage::from_rows(rows, page.limit)
        }
        Some(expression) => {
            // One snapshot, so that no tool moves from one source to the other in between.
            statements.at_once(|_| list.search(&terms, &expression, page.limit))
        }
    }
}

struct List<'a> {
    statements: Statements<'a>,
    filter: &'a ToolFilter,
    search_read_max: u32,
    behind: Position,
}

impl List<'_> {
    /// The newest tools are those that the index may not have, so they come first.
    fn search(&self, terms: &[String], expression: &str, limit: u32) -> Result<ToolPage, Failure> {
        let through = progress(self.statements)?;
        let wanted = limit as usize + 1;
        let mut found: Vec<Listed<Tool>> = Vec::new();
        let (mut read, mut reached) = (0, self.behind);
        let sources: [(Source, &str, &dyn ToSql); 2] = [
            (Source::Unindexed, ":through", &through),
            (Source::Index, ":expression", &expression),
        ];
        for (source, name, value) in sources {
            let left = self.search_read_max - read;
            self.rows(source, left, &[(name, value)], |row| {
                read += 1;
                reached = row.get(0).map_err(failure)?;
                match searched_texts(row) {
                    Ok((path, description)) if !search::matches(terms, path, description) => {}
                    Ok(_) => found.push(listed(row)?),
                    Err(damage) => found.push((reached, Err(damage))),
                }
                Ok(if found.len() < wanted {
                    ControlFlow::Continue(())
                } else {
                    ControlFlow::Break(())
                })
            })?;
            if found.len() == wanted {
                break;
            }
            if read == self.search_read_max {
                let found = found.into_iter().map(|(_, tool)| tool).collect();
                return ToolPage::of(found, Some(Cursor(reached)));
            }
        }
        ToolPage::from_rows(found, limit)
    }

    /// Visits up to `limit` rows of a source that pass the filter, newest first.
    fn rows(
        &self,
        source: Source,
        limit: u32,
        extra: &[(&str, &dyn ToSql)],
        visit: impl FnMut(&Row<'_>) -> Result<ControlFlow<()>, Failure>,
    ) -> Result<(), Failure> {
        let visibility = self.filter.visibility.map(Visibility::as_str);
        let maintainer = self.filter.maintainer.as_ref().map(AccountId::as_bytes);
        let mut params: Vec<(&str, &dyn ToSql)> =
            vec![(":behind", &self.behind), (":limit", &limit)];
        params.extend(extra);
        if let Some(registry) = &self.filter.registry {
            params.push((":registry", registry));
        }
        if let Some(visibility) = &visibility {
            params.push((":visibility", visibility));
        }
        if let Some(maintainer) = &maintainer {
            params.push((":maintainer", maintainer));
        }
        self.statements
            .each(&select_page(self.filter, source), params.as_slice(), visit)
    }
}

/// The query for one page of a source, newest first.
pub(super) fn select_page(filter: &ToolFilter, source: Source) -> String {
    let (from, behind, order) = match source {
        Source::Tools if filter.maintainer.is_some() => (
            "maintainer CROSS JOIN tool ON tool.position = maintainer.tool",
            "maintainer.tool < :behind",
            "maintainer.tool DESC",
        ),
        Source::Tools | Source::Unindexed => {
            ("tool", "tool.position < :behind", "tool.position DESC")
        }
        // `CROSS JOIN` keeps the order of the tables: the index leads, the rest of the filter is
        // compared tool by tool (sqlite.org/optoverview.html, section 8.2). So do the maintainer's tools.
        Source::Index => (
            concat!(
                "tool_search CROSS JOIN tool ON tool.position = ",
                search_row!("tool_search.rowid")
            ),
            concat!("tool_search.rowid > ", search_row!(":behind")),
            "tool_search.rowid",
        ),
    };
    let mut sql = format!(concat!(select_tool!(), "{} WHERE {}"), from, behind);
    for (condition, applies) in [
        ("tool.position > :through", source == Source::Unindexed),
        ("tool_search MATCH :expression", source == Source::Index),
        ("registry = :registry", filter.registry.is_some()),
        ("visibility = :visibility", filter.visibility.is_some()),
        ("archived_at IS NULL", !filter.include_archived),
        (
            "maintainer.account = :maintainer",
            filter.maintainer.is_some() && source == Source::Tools,
        ),
        (
            "EXISTS (SELECT 1 FROM maintainer WHERE account = :maintainer AND tool = tool.position)",
            filter.maintainer.is_some() && source != Source::Tools,
        ),
    ] {
        if applies {
            sql.push_str(" AND ");
            sql.push_str(condition);
        }
    }
    sql.push_str(" ORDER BY ");
    sql.push_str(order);
    sql.push_str(" LIMIT :limit");
    sql
}
