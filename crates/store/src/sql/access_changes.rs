//! Access requests: what becomes of them.

use wharfinger_core::access::{AccessRequest, CarriedOut, Decider};

use super::access::settle;
use super::due::Due;
use super::idempotency::{Operation, remember, replay};
use super::maintainers::maintains;
use super::request_row::{changing, decode, request_columns, waiting_for};
use super::request_whole::{self, Whole};
use super::{Sql, Value, accounts, automation, maintained, repository_due};
use crate::access::{brought_by_time, changes_policy};
use crate::page::Position;
use crate::{
    Action, Advanced, By, Change, ChangeRequestError, Failure, Idempotency, RequestId, Revision,
    StoredRequest,
};

/// What time has something to bring to, read by [`Due`].
const DUE: &str = concat!(
    "SELECT r.due_at, r.id, ",
    request_columns!(),
    " FROM access_request AS r
    WHERE r.due_at IS NOT NULL AND r.due_at <= $1 AND (r.due_at, r.id) > ($2, $3)
    ORDER BY r.due_at, r.id LIMIT $4"
);

const UPDATE: &str = "
    UPDATE access_request SET status = $1, answer_by = $2, decided_by = $3, decided_at = $4,
        note = $5, carried_out = $6, expires_at = $7, active_since = $8, renewal_asked_at = $9,
        renewal_reason = $10, remind_at = $11, revoked_by = $12, revoked_at = $13,
        revoked_reason = $14, closed_at = $15, revision = $16, updated_at = $17, live = $18,
        due_at = $19, waiting = $20
    WHERE position = $21";

pub(crate) async fn change(
    sql: &mut impl Sql,
    id: &RequestId,
    expected: Option<Revision>,
    change: &Change,
    key: Option<&Idempotency>,
    by: &By,
) -> Result<StoredRequest, ChangeRequestError> {
    let actor = by.actor.account();
    let found = match &actor {
        Some(actor) => request_whole::for_actor(sql, id, actor).await?,
        None => None,
    };
    let account = match (&found, actor) {
        (Some(begun), Some(actor)) if begun.has_actor => actor,
        // Nothing was found, or nobody: the reasons are given in their order.
        _ => accounts::person(sql, by).await?.id,
    };
    let replayed = replay(sql, key, &account, by.now, |did| {
        (did == Operation::ChangeRequest(*id)).then_some(())
    });
    let replayed = replayed.await?.map_err(|_| ChangeRequestError::KeyReused)?;
    let begun = found.ok_or(ChangeRequestError::NotFound)?;
    let (mut whole, is_automated) = (begun.whole, begun.is_automated);
    if replayed.is_some() {
        return Ok(whole.request);
    }
    let current = whole.request.revision;
    if expected.is_some_and(|expected| expected != current) {
        return Err(ChangeRequestError::Stale { current });
    }
    let decider = Decider {
        account,
        is_maintainer: maintains(&whole.maintainers, &account),
    };
    let repository = match change {
        Change::Approve { .. } if is_automated => {
            automation::carrier(sql, &whole.request.tool, &whole.maintainers).await?
        }
        _ => None,
    };
    let carried_out = match repository {
        Some(_) => CarriedOut::Automatically,
        None => CarriedOut::ByHand,
    };
    let request = whole.request.request.clone();
    let changed = change.clone().apply(request, decider, carried_out, by.now);
    let changed = changed.map_err(ChangeRequestError::Rejected)?;
    if let Some(repository) = repository {
        repository_due::add_grant(sql, whole.position, &repository).await?;
        whole.repository = Some(repository);
    }
    store_wanted(sql, &mut whole, changed, change.action(), by).await?;
    if let Some(key) = key {
        let did = Operation::ChangeRequest(*id);
        remember(sql, key, &account, by.now, did).await?;
    }
    Ok(whole.request)
}

pub(crate) async fn advance(sql: &mut impl Sql, limit: u32, by: &By) -> Result<Advanced, Failure> {
    let mut due = Due::new(DUE, by.now, Value::Blob(Vec::new()));
    let mut count = 0;
    while count < limit
        && let Some(row) = due.next(sql).await?
    {
        let Some((position, request)) = due.whole(decode(row))? else {
            continue;
        };
        let Some(mut whole) = due.whole(request_whole::of(sql, position, request).await)? else {
            continue;
        };
        let brought = brought_by_time(&whole.request.request, by.now);
        let (action, changed) = brought.expect("what is due has something due");
        store_wanted(sql, &mut whole, changed, action, by).await?;
        count += 1;
    }
    let damaged = due.damaged();
    Ok(Advanced { count, damaged })
}

/// Stores what a request has become, and asks for what follows from it.
async fn store_wanted(
    sql: &mut impl Sql,
    whole: &mut Whole,
    changed: AccessRequest,
    action: Action,
    by: &By,
) -> Result<(), Failure> {
    let is_other = changes_policy(&whole.request.request, &changed);
    store(sql, whole, changed, action, by).await?;
    if is_other {
        repository_due::bump(sql, whole.position, by.now).await?;
    }
    Ok(())
}

/// Stores what a request has become.
pub(super) async fn store(
    sql: &mut impl Sql,
    whole: &mut Whole,
    changed: AccessRequest,
    action: Action,
    by: &By,
) -> Result<(), Failure> {
    let request = &mut whole.request;
    let waited_for = waiting_for(&request.request);
    request.request = changed;
    request.revision = request.revision.next();
    request.updated_at = by.now;
    let columns = request.request.stored();
    let params = [&changing(request, &columns)[..], &[whole.position.into()]].concat();
    sql.later(UPDATE, &params).await?;
    let waiting = waiting_for(&request.request);
    if waiting != waited_for {
        maintained::waits(sql, &request.id, &request.tool, waiting).await?;
    }
    let (before, after) = whole.digests();
    let digests = (Some(before), after);
    settle(sql, action, digests, &whole.request, &whole.maintainers, by).await
}

/// Stores what was seen of a request's grant in its repository.
pub(super) async fn confirm(
    sql: &mut impl Sql,
    position: Position,
    request: &mut StoredRequest,
    changed: AccessRequest,
    action: Action,
    by: &By,
) -> Result<(), Failure> {
    let mut whole = request_whole::of(sql, position, request.clone()).await?;
    store(sql, &mut whole, changed, action, by).await?;
    *request = whole.request;
    Ok(())
}
