//! An access request with what belongs to it, in one statement.

use wharfinger_core::account::{AccountId, AccountName};

use super::request_row::{self, request_columns};
use super::tool_row::{self, tool_columns};
use super::{Row, Sql, account_row};
use crate::{Failure, RequestId, RequestInFull};

/// The request, its tool, whether the reader maintains that, and the names of those whom the request
/// names.
const IN_FULL: &str = concat!(
    "SELECT ",
    request_columns!(),
    ", ",
    tool_columns!(),
    ", EXISTS (
            SELECT 1 FROM maintainer
            WHERE maintainer.tool = tool.position AND maintainer.account = $1),
        requester.name, decider.name, revoker.name
    FROM access_request AS r JOIN tool ON tool.id = r.tool
        LEFT JOIN account AS requester ON requester.id = r.requester
        LEFT JOIN account AS decider ON decider.id = r.decided_by
        LEFT JOIN account AS revoker ON revoker.id = r.revoked_by
    WHERE r.id = $2"
);

pub(crate) async fn read(
    sql: &mut impl Sql,
    id: &RequestId,
    reader: &AccountId,
) -> Result<Option<RequestInFull>, Failure> {
    let row = sql.first(IN_FULL, &[reader.into(), id.into()]).await?;
    row.map(decode).transpose()
}

fn decode(mut row: Row) -> Result<RequestInFull, Failure> {
    let (_, request) = request_row::decode_next(&mut row)?;
    let tool = tool_row::decode_next(&mut row)?.tool;
    row.turn_to("maintainer");
    let is_maintainer = row.flag("account")?;
    let columns = request.request.stored();
    let people = [
        Some(columns.requester),
        columns.decided_by,
        columns.revoked_by,
    ];
    let mut names = Vec::with_capacity(people.len());
    for account in people {
        match account {
            Some(account) => names.push((account, name_of(&mut row, account)?)),
            None => row.skip(1),
        }
    }
    Ok(RequestInFull {
        request,
        tool,
        names,
        is_maintainer,
    })
}

fn name_of(row: &mut Row, account: AccountId) -> Result<AccountName, Failure> {
    row.turn_to("account");
    row.named(account);
    account_row::name(row)
}
