//! Lists of tools, and searches among them.

use wharfinger_core::privacy::Visibility;

use super::session::Session;
use crate::sql::Param;
use crate::sql::tool_row::{listed, select_tool};
use crate::{Failure, Page, ToolFilter, ToolPage, search};

pub(super) async fn list_tools(
    session: &mut Session<'_>,
    filter: &ToolFilter,
    page: Page,
) -> Result<ToolPage, Failure> {
    // No column holds a NUL, and PostgreSQL cannot be asked about one.
    if filter
        .registry
        .as_deref()
        .is_some_and(|registry| registry.contains('\0'))
    {
        return ToolPage::from_rows(Vec::new(), page.limit);
    }
    let terms = search::terms(filter.search.as_deref().unwrap_or(""));
    let patterns: Vec<String> = terms.iter().map(|term| pattern(term)).collect();
    let query = select_page(filter, &patterns, page);
    // How many tools a pattern fits decides which index serves it.
    let rows = session
        .query_planned(query.sql, &query.params, !patterns.is_empty())
        .await?;
    let tools = rows.into_iter().map(listed).collect::<Result<_, _>>()?;
    ToolPage::from_rows(tools, page.limit)
}

/// The pattern that finds a term in an indexed text.
fn pattern(term: &str) -> String {
    let mut pattern = String::from("%");
    for character in search::piece(term).chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

/// A query with its parameters.
pub(super) struct Query<'a> {
    pub(super) sql: String,
    pub(super) params: Vec<Param<'a>>,
}

impl<'a> Query<'a> {
    /// Appends a piece of SQL that ends in a parameter.
    fn push(&mut self, sql: &str, param: impl Into<Param<'a>>) {
        self.params.push(param.into());
        self.sql.push_str(sql);
        self.sql.push('$');
        self.sql.push_str(&self.params.len().to_string());
    }
}

/// The query for one page, newest first.
pub(super) fn select_page<'a>(
    filter: &'a ToolFilter,
    patterns: &'a [String],
    page: Page,
) -> Query<'a> {
    let (from, position) = match (patterns, filter.maintainer) {
        ([], None) => (select_tool!("tool"), "tool.position"),
        // Tool by tool (`OFFSET 0` is what PostgreSQL does not look through): a merge of both in order
        // would read every tool down to the newest that the account has.
        ([], Some(_)) => (
            select_tool!(
                "maintainer CROSS JOIN LATERAL (
                    SELECT * FROM tool WHERE tool.position = maintainer.tool OFFSET 0) AS tool"
            ),
            "maintainer.tool",
        ),
        _ => (
            select_tool!("tool JOIN tool_search USING (position)"),
            "tool.position",
        ),
    };
    let mut query = Query {
        sql: format!("{from} WHERE {position} < "),
        params: Vec::new(),
    };
    query.push("", page.behind());
    if !patterns.is_empty() {
        // PostgreSQL concludes it of no other table (only equality, its planner's README), and would
        // read the newer half of the texts to find the older one.
        query.sql.push_str(" AND tool_search.position < $1");
    }
    if let Some(maintainer) = &filter.maintainer {
        if patterns.is_empty() {
            query.push(" AND maintainer.account = ", maintainer);
        } else {
            query
                .sql
                .push_str(" AND tool.position IN (SELECT tool FROM maintainer");
            query.push(" WHERE account = ", maintainer);
            query.sql.push(')');
        }
    }
    if let Some(registry) = &filter.registry {
        query.push(" AND registry = ", registry);
    }
    if let Some(visibility) = filter.visibility {
        query.push(" AND visibility = ", Visibility::as_str(visibility));
    }
    if !filter.include_archived {
        query.sql.push_str(" AND archived_at IS NULL");
    }
    for pattern in patterns {
        query.push(" AND text LIKE ", pattern);
    }
    query.sql.push_str(" ORDER BY ");
    query.sql.push_str(position);
    query.push(" DESC LIMIT ", page.limit + 1);
    query
}
