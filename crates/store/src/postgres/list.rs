//! Lists of tools, and searches among them.

use wharfinger_core::privacy::Visibility;

use super::session::Session;
use crate::sql::Param;
use crate::sql::tool_row::{listed, select_tool};
use crate::{Failure, PAGE_TOOLS_MAX, Page, ToolFilter, ToolPage, search};

/// Tools of the usual page, and of the largest: a page of another size is read as the next of these. With
/// the number in its text a statement has a plan for every value (see [`select_listed`]), and with two of
/// them few texts.
const PAGE_TOOLS: [u32; 2] = [25, PAGE_TOOLS_MAX];

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
    let mut rows = session
        .query_planned(query.sql, &query.params, !patterns.is_empty())
        .await?;
    rows.truncate(page.limit as usize + 1);
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
    if patterns.is_empty() {
        select_listed(filter, page)
    } else {
        select_found(filter, patterns, page)
    }
}

/// A page without a search.
///
/// Planning takes longer than reading a page. PostgreSQL keeps one plan for every value where it expects
/// that to cost no more than the plans for the values it has seen (its manual, `PREPARE`), so the statement
/// tells how much it reads, as far as it can: by the number behind `LIMIT`, and by no condition where a page
/// is the first. Behind a cursor it guesses a third of all tools, and may plan every time.
///
/// Such a plan must be right for a registry that nobody uses, too: `= ANY` and the order by what is equal
/// keep it from going through all tools by their position, which it takes for shorter where few registries
/// have all tools.
fn select_listed(filter: &ToolFilter, page: Page) -> Query<'_> {
    let (from, position) = match filter.maintainer {
        None => (select_tool!("tool WHERE TRUE"), "tool.position"),
        // Tool by tool (`OFFSET 0` is what PostgreSQL does not look through): a merge of both in order
        // would read every tool down to the newest that the account has.
        Some(_) => (
            select_tool!(
                "maintainer CROSS JOIN LATERAL (
                    SELECT * FROM tool WHERE tool.position = maintainer.tool OFFSET 0) AS tool
                WHERE TRUE"
            ),
            "maintainer.tool",
        ),
    };
    let mut query = Query {
        sql: from.to_owned(),
        params: Vec::new(),
    };
    let mut order = format!("{position} DESC");
    if let Some(maintainer) = &filter.maintainer {
        query.push(" AND maintainer.account = ANY (ARRAY[", maintainer);
        query.sql.push_str("::bytea])");
        order.insert_str(0, "maintainer.account DESC, ");
    }
    match &filter.registry {
        None => {}
        Some(registry) if filter.maintainer.is_some() => query.push(" AND registry = ", registry),
        Some(registry) => {
            query.push(" AND registry = ANY (ARRAY[", registry);
            query.sql.push_str("::text])");
            order.insert_str(0, "registry DESC, ");
        }
    }
    if let Some(visibility) = filter.visibility {
        query.sql.push_str(" AND visibility = '");
        query.sql.push_str(visibility.as_str());
        query.sql.push('\'');
    }
    if !filter.include_archived {
        query.sql.push_str(" AND archived_at IS NULL");
    }
    if page.after.is_some() {
        query.push(&format!(" AND {position} < "), page.behind());
    }
    let fitting = PAGE_TOOLS.iter().find(|&&tools| page.limit <= tools);
    let rows = fitting.unwrap_or(&PAGE_TOOLS_MAX) + 1;
    for part in [" ORDER BY ", &order, " LIMIT ", &rows.to_string()] {
        query.sql.push_str(part);
    }
    query
}

/// A page of a search.
fn select_found<'a>(filter: &'a ToolFilter, patterns: &'a [String], page: Page) -> Query<'a> {
    let mut query = Query {
        sql: select_tool!("tool JOIN tool_search USING (position) WHERE tool.position < ")
            .to_owned(),
        params: Vec::new(),
    };
    query.push("", page.behind());
    // PostgreSQL concludes it of no other table (only equality, its planner's README), and would
    // read the newer half of the texts to find the older one.
    query.sql.push_str(" AND tool_search.position < $1");
    if let Some(maintainer) = &filter.maintainer {
        query
            .sql
            .push_str(" AND tool.position IN (SELECT tool FROM maintainer");
        query.push(" WHERE account = ", maintainer);
        query.sql.push(')');
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
    query.push(" ORDER BY tool.position DESC LIMIT ", page.limit + 1);
    query
}
