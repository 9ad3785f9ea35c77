//! Which requests an account's tools have, and what each waits for: written down, so that a page of
//! them is read in order, however many tools and requests there are.

use wharfinger_core::account::AccountId;

use super::Sql;
use super::request_row::waiting_word;
use crate::{Failure, RequestId, ToolId, Waiting};

const NEW: &str = "
    INSERT INTO maintained_request (account, request, waiting)
    SELECT maintainer.account, access_request.position, access_request.waiting
    FROM access_request JOIN tool ON tool.id = access_request.tool
        JOIN maintainer ON maintainer.tool = tool.position
    WHERE access_request.id = $1";

const ADD: &str = "
    INSERT INTO maintained_request (account, request, waiting)
    SELECT $1, position, waiting FROM access_request WHERE tool = $2";

const REMOVE: &str = "
    DELETE FROM maintained_request
    WHERE account = $1 AND request IN (SELECT position FROM access_request WHERE tool = $2)";

const SET_WAITING: &str = "
    UPDATE maintained_request SET waiting = $1
    WHERE request = (SELECT position FROM access_request WHERE id = $2) AND account IN (
        SELECT maintainer.account FROM maintainer
        WHERE maintainer.tool = (SELECT position FROM tool WHERE id = $3))";

/// A request came.
pub(super) async fn request(sql: &mut impl Sql, request: &RequestId) -> Result<(), Failure> {
    sql.execute(NEW, &[request.into()]).await?;
    Ok(())
}

/// A request for a tool waits for something else.
pub(super) async fn waits(
    sql: &mut impl Sql,
    request: &RequestId,
    tool: &ToolId,
    waiting: Option<Waiting>,
) -> Result<(), Failure> {
    let params = [
        waiting.map(waiting_word).into(),
        request.into(),
        tool.into(),
    ];
    sql.later(SET_WAITING, &params).await
}

/// An account maintains a tool from now on.
pub(super) async fn add(
    sql: &mut impl Sql,
    tool: &ToolId,
    account: &AccountId,
) -> Result<(), Failure> {
    sql.execute(ADD, &[account.into(), tool.into()]).await?;
    Ok(())
}

/// An account does not maintain a tool any more.
pub(super) async fn remove(
    sql: &mut impl Sql,
    tool: &ToolId,
    account: &AccountId,
) -> Result<(), Failure> {
    sql.execute(REMOVE, &[account.into(), tool.into()]).await?;
    Ok(())
}
