//! What the server carries out no longer, and maintainers do; and what it carries out again.

use wharfinger_core::grants::RepositoryId;

use super::access_changes::store;
use super::request_row::{decode, request_columns};
use super::request_whole::of as whole;
use super::{Row, Sql, mends, repository_due};
use crate::{Action, By, ConnectionId, Failure, ToolId};

const OF_CONNECTION: &str = "SELECT id FROM repository WHERE connection = $1 ORDER BY position";

/// Every grant on a repository, over or not.
const ON_REPOSITORY: &str = concat!(
    "SELECT ",
    request_columns!(),
    " FROM repository_grant AS g JOIN access_request AS r ON r.position = g.request
    WHERE g.repository = $1 ORDER BY g.request"
);

/// Those of a tool on a repository that were handed over and are not over, oldest first.
const HANDED_OVER: &str = concat!(
    "SELECT ",
    request_columns!(),
    " FROM repository_grant AS g JOIN access_request AS r ON r.position = g.request
    WHERE r.tool = $1 AND g.repository = $2 AND r.live = 1 AND r.carried_out = 'by_hand'
    ORDER BY g.request"
);

/// Hands over all that is under way in the repositories of a connection, but for what is stored
/// damaged; nothing is wanted there any more. Grants stay written down: their statements are ours for as
/// long as they are in the policy, and AWS could still obey what a late write brings back.
pub(super) async fn hand_over_all(
    sql: &mut impl Sql,
    connection: &ConnectionId,
    by: &By,
) -> Result<(), Failure> {
    for mut row in sql.query(OF_CONNECTION, &[connection.into()]).await? {
        row.turn_to("repository");
        let repository: [u8; 16] = row.bytes("id")?;
        for row in sql.query(ON_REPOSITORY, &[(&repository).into()]).await? {
            match hand_over(sql, row, by).await {
                // An owner who takes an account back must not be kept by it: it stays as it is, and a
                // check of the database finds it.
                Err(Failure::Corrupt { .. }) => {}
                other => other?,
            }
        }
    }
    mends::give_up(sql, connection, by.now).await?;
    repository_due::rest(sql, connection).await
}

/// Takes back what was handed over of a tool in a repository, but for what is stored damaged; the server
/// carries those requests out again.
/// What is in the policy is as it was; whoever was taken out meanwhile is asked about.
pub(super) async fn take_back_all(
    sql: &mut impl Sql,
    tool: &ToolId,
    repository: &RepositoryId,
    by: &By,
) -> Result<(), Failure> {
    for row in sql
        .query(HANDED_OVER, &[tool.into(), repository.into()])
        .await?
    {
        match take_back(sql, row, by).await {
            // One must not keep the others from it: it stays with the maintainers, as it is.
            Err(Failure::Corrupt { .. }) => {}
            other => other?,
        }
    }
    Ok(())
}

async fn take_back(sql: &mut impl Sql, row: Row, by: &By) -> Result<(), Failure> {
    let (position, request) = decode(row)?;
    let Ok(taken_back) = request.request.clone().take_back() else {
        return Ok(());
    };
    let mut whole = whole(sql, position, request).await?;
    store(sql, &mut whole, taken_back, Action::AccessTakenBack, by).await?;
    repository_due::bump(sql, position, by.now).await
}

async fn hand_over(sql: &mut impl Sql, row: Row, by: &By) -> Result<(), Failure> {
    let (position, request) = decode(row)?;
    let Ok(handed_over) = request.request.clone().hand_over() else {
        return Ok(());
    };
    let mut whole = whole(sql, position, request).await?;
    let action = Action::AccessHandedOver;
    store(sql, &mut whole, handed_over, action, by).await?;
    repository_due::hand_over(sql, position).await
}
