//! Tools that lie in an AWS account which one of their maintainers is known to hold, and those that
//! somebody holds to be theirs.

use wharfinger_core::registry::EcrHost;

use super::by_ids::{self, in_ids};
use super::{Row, Sql};
use crate::{ConnectionId, Failure, ToolId};

/// The proven AWS accounts of the maintainers who stand by a tool, beside the host of its image: who
/// registered it, or carries out its requests with that connection. Who was added by others has said
/// nothing yet. Which account a host names, its grammar says (`core::registry`), and no statement.
const PROVEN: &str = concat!(
    "SELECT tool.id, tool.host, connection.partition, connection.aws_account
    FROM tool JOIN maintainer ON maintainer.tool = tool.position
        JOIN account ON account.id = maintainer.account
        JOIN connection ON connection.owner = maintainer.account
    WHERE ",
    in_ids!("tool.id"),
    " AND account.disabled_at IS NULL AND connection.disconnected_at IS NULL
        AND connection.proven_at IS NOT NULL
        AND (maintainer.added_by = maintainer.account OR EXISTS (
            SELECT 1 FROM automation WHERE automation.tool = tool.id
                AND automation.connection = connection.id AND automation.stopped_at IS NULL))"
);

/// Tools that the owner of a connection maintains by their own word. Automation that was stopped counts:
/// grants that were approved before may be under way.
const STOOD_BY: &str = concat!(
    "SELECT tool.id FROM tool JOIN maintainer ON maintainer.tool = tool.position
        JOIN account ON account.id = maintainer.account
        JOIN connection ON connection.owner = maintainer.account
    WHERE ",
    in_ids!("tool.id"),
    " AND connection.id = $17 AND account.disabled_at IS NULL
        AND (maintainer.added_by = maintainer.account OR EXISTS (
            SELECT 1 FROM automation WHERE automation.tool = tool.id
                AND automation.connection = connection.id))"
);

/// Which of these tools lie in a proven account of a maintainer who stands by them.
pub(crate) async fn of(sql: &mut impl Sql, tools: &[ToolId]) -> Result<Vec<ToolId>, Failure> {
    let found = by_ids::find(sql, PROVEN, tools.iter().collect(), &[], decode).await?;
    let mut verified: Vec<_> = found.whole()?.into_iter().flatten().collect();
    // A tool that two maintainers answer for is found twice.
    verified.sort_unstable();
    verified.dedup();
    Ok(verified)
}

/// Which of these tools a connection is for.
pub(crate) async fn stood_by(
    sql: &mut impl Sql,
    connection: &ConnectionId,
    tools: &[ToolId],
) -> Result<Vec<ToolId>, Failure> {
    let others = [connection.into()];
    let decode = |row: Row| row.of("tool").uuid("id").map(ToolId::from_uuid);
    let found = by_ids::find(sql, STOOD_BY, tools.iter().collect(), &others, decode).await?;
    let mut stood_by = found.whole()?;
    stood_by.sort_unstable();
    stood_by.dedup();
    Ok(stood_by)
}

/// The tool of a row, where its image lies in the account of the row.
fn decode(row: Row) -> Result<Option<ToolId>, Failure> {
    let mut row = row.of("tool");
    let tool = row.uuid("id")?;
    row.named(tool);
    let host = row.text("host")?;
    let (partition, account) = (row.text("partition")?, row.text("aws_account")?);
    let lies_there = EcrHost::parse(&host)
        .is_some_and(|host| host.partition().id == partition && host.account() == account);
    Ok(lies_there.then(|| ToolId::from_uuid(tool)))
}
