//! Tools that nobody answers for: every maintainer is disabled.

use super::Sql;
use super::tool_row::{listed, select_tool};
use crate::{Failure, Page, ToolPage};

/// From the few accounts that are disabled to what they maintain, rather than through all tools. None
/// was disabled before [`crate::Timestamp::MIN`], which is 0.
const UNMAINTAINED: &str = select_tool!(
    "tool WHERE position IN (
        SELECT maintainer.tool FROM account JOIN maintainer ON maintainer.account = account.id
        WHERE account.disabled_at >= 0)
    AND NOT EXISTS (
        SELECT 1 FROM maintainer JOIN account ON account.id = maintainer.account
        WHERE maintainer.tool = tool.position AND account.disabled_at IS NULL)
    AND position < $1 ORDER BY position DESC LIMIT $2"
);

pub(crate) async fn list(sql: &mut impl Sql, page: Page) -> Result<ToolPage, Failure> {
    let params = [page.behind().into(), (page.limit + 1).into()];
    let rows = sql.query(UNMAINTAINED, &params).await?;
    let tools = rows.into_iter().map(listed).collect::<Result<_, _>>()?;
    ToolPage::from_rows(tools, page.limit)
}
