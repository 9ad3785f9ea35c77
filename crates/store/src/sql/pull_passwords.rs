//! Pull passwords: who may be handed one, and that it was.

use wharfinger_core::account::AccountId;

use super::repository_grants::{self, Granted, select_grant};
use super::{Row, Sql, access, accounts, audit, connections, repository_place};
use crate::pull_password::{grouped, is_active};
use crate::{
    Action, By, Connection, ConnectionId, Failure, HandOutError, PULLABLE_MAX, PullGrant, Pullable,
    Registry, RequestId, Timestamp,
};

/// Grants of somebody in a registry, the newest first.
const OF_REQUESTER: &str = select_grant!(
    "r.requester = $1 AND r.status = 'active' AND g.repository IN (SELECT id FROM repository \
     WHERE partition = $2 AND aws_account = $3 AND region = $4) ORDER BY r.position DESC LIMIT $5"
);

pub(crate) async fn pullable(
    sql: &mut impl Sql,
    account: &AccountId,
    registry: &Registry,
    now: Timestamp,
) -> Result<Vec<Pullable>, Failure> {
    let params = [
        account.into(),
        (&registry.partition).into(),
        (&registry.aws_account).into(),
        (&registry.region).into(),
        PULLABLE_MAX.into(),
    ];
    let rows = sql.query(OF_REQUESTER, &params).await?;
    let mut found = Vec::new();
    for row in rows {
        match held_by_row(sql, row, account, now).await {
            Ok(Some(held)) => found.push(held),
            // What is stored damaged opens nothing, and keeps nobody from the rest; a check of the database
            // finds it.
            Ok(None) | Err(Failure::Corrupt { .. }) => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(grouped(found))
}

pub(crate) async fn hand_out(
    sql: &mut impl Sql,
    connection: &ConnectionId,
    requests: &[RequestId],
    expires_at: Timestamp,
    by: &By,
) -> Result<(), HandOutError> {
    let account = accounts::person(sql, by).await?;
    if !account.is_active() {
        return Err(HandOutError::NotHeld);
    }
    let mut handed = Vec::with_capacity(requests.len());
    for id in requests {
        let granted = repository_grants::granted(sql, id).await?;
        let granted = granted.ok_or(HandOutError::NotHeld)?;
        let held = held(sql, &granted, &account.id, by.now).await?;
        if held.is_none_or(|(found, _)| found.id != *connection || !found.hands_out()) {
            return Err(HandOutError::NotHeld);
        }
        handed.push(granted);
    }
    for granted in handed {
        let digest = granted.digest();
        let action = Action::PullPasswordHandedOut;
        let mut changed = access::changed(action, (Some(digest), digest), &granted.request);
        changed.until = Some(expires_at);
        audit::append(sql, by, changed).await?;
    }
    Ok(())
}

/// The same of a row that is not yet read.
async fn held_by_row(
    sql: &mut impl Sql,
    row: Row,
    account: &AccountId,
    now: Timestamp,
) -> Result<Option<(Connection, PullGrant)>, Failure> {
    let granted = repository_grants::decode(row)?;
    held(sql, &granted, account, now).await
}

/// With which connection an account has access to which repository, where it has.
async fn held(
    sql: &mut impl Sql,
    granted: &Granted,
    account: &AccountId,
    now: Timestamp,
) -> Result<Option<(Connection, PullGrant)>, Failure> {
    if !is_active(&granted.request, &granted.watched, *account, now) {
        return Ok(None);
    }
    let Some(placed) = repository_place::by_id(sql, &granted.watched.repository).await? else {
        return Ok(None);
    };
    let Some(connection) = connections::by_id(sql, &placed.connection).await? else {
        return Ok(None);
    };
    let owner = accounts::by_id(sql, &connection.owner).await?;
    if !owner.is_some_and(|owner| owner.is_active()) {
        return Ok(None);
    }
    let grant = PullGrant {
        request: granted.request.id,
        place: placed.place,
    };
    Ok(Some((connection, grant)))
}
