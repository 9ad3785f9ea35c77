//! Access requests: made and found.

use wharfinger_core::access::AccessRequest;
use wharfinger_core::account::AccountId;
use wharfinger_core::principal::ignores_case;
use wharfinger_core::privacy::Visibility;

use super::audit::{self, Changed};
use super::by_ids::{self, in_ids};
use super::idempotency::{Operation, remember, replay};
use super::request_row::{changing, decode, lasting, select_request};
use super::{Param, Sql, accounts, maintained, maintainers, notices, tools};
use crate::audit::digest;
use crate::notice::told;
use crate::page::Position;
use crate::{
    Action, AuditHash, By, Demanded, Failure, Found, Maintainer, NewRequest, Recipient,
    RequestAccessError, RequestId, Revision, StoredRequest, Subject,
};

const BY_ID: &str = select_request!("access_request AS r WHERE r.id = $1");

const BY_IDS: &str = select_request!("access_request AS r WHERE ", in_ids!("r.id"));

const LIVE: &str =
    select_request!("access_request AS r WHERE r.tool = $1 AND r.principal = $2 AND r.live = 1");

/// The same where the registry ignores case. Names are stored in small letters since the server knows that
/// it does; those from before are found as they are.
const LIVE_IN_ANY_CASE: &str = select_request!(
    "access_request AS r WHERE r.tool = $1 AND lower(r.principal) = lower($2) AND r.live = 1
    ORDER BY r.position LIMIT 1"
);

const INSERT: &str = "
    INSERT INTO access_request (position, id, tool, principal, reason, requester, created_at,
        status, answer_by, decided_by, decided_at, note, carried_out, expires_at, active_since,
        renewal_asked_at, renewal_reason, remind_at, revoked_by, revoked_at, revoked_reason,
        closed_at, revision, updated_at, live, due_at, waiting)
    VALUES ((SELECT coalesce(max(position), 0) + 1 FROM access_request), $1, $2, $3, $4, $5, $6,
        $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
        $25, $26)";

pub(crate) async fn request(
    sql: &mut impl Sql,
    new: &NewRequest,
    by: &By,
) -> Result<Demanded, RequestAccessError> {
    let requester = accounts::person(sql, by).await?.id;
    let key = new.idempotency.as_ref();
    let replayed = replay(sql, key, &requester, by.now, |did| match did {
        Operation::RequestAccess(id) => Some(id),
        _ => None,
    });
    if let Some(id) = replayed.await?.map_err(|_| RequestAccessError::KeyReused)?
        && let Some(request) = by_id(sql, &id).await?
    {
        return Ok(Demanded {
            request,
            replayed: true,
        });
    }
    may_be_requested(sql, new, requester).await?;
    let request = StoredRequest {
        id: new.id,
        tool: new.tool,
        principal: new.principal.clone(),
        reason: new.reason.clone(),
        request: AccessRequest::open(requester, by.now),
        revision: Revision::FIRST,
        created_at: by.now,
        updated_at: by.now,
    };
    let columns = request.request.stored();
    let params = [
        &lasting(&request, &columns)[..],
        &changing(&request, &columns),
    ]
    .concat();
    sql.execute(INSERT, &params).await?;
    maintained::request(sql, &new.id).await?;
    let maintainers = maintainers::of(sql, &request.tool).await?;
    let action = Action::AccessRequested;
    let digests = (None, digest::request(&request, None));
    settle(sql, action, digests, &request, &maintainers, by).await?;
    if let Some(key) = key {
        let did = Operation::RequestAccess(new.id);
        remember(sql, key, &requester, by.now, did).await?;
    }
    Ok(Demanded {
        request,
        replayed: false,
    })
}

/// The reasons to refuse a request, in the order in which they are given.
async fn may_be_requested(
    sql: &mut impl Sql,
    new: &NewRequest,
    requester: AccountId,
) -> Result<(), RequestAccessError> {
    let tool = tools::by_id(sql, &new.tool).await?;
    let tool = tool.ok_or(RequestAccessError::NoSuchTool)?;
    if tool.archived_at.is_some() {
        return Err(RequestAccessError::Archived);
    }
    if tool.registration.visibility() == Visibility::Public {
        return Err(RequestAccessError::Public);
    }
    let params = [(&new.tool).into(), (&new.principal).into()];
    let live = if ignores_case(tool.registration.registry()) {
        LIVE_IN_ANY_CASE
    } else {
        LIVE
    };
    if let Some((_, live)) = one(sql, live, &params).await? {
        return Err(RequestAccessError::Live {
            existing: live.id,
            own: live.request.requester() == requester,
        });
    }
    match by_id(sql, &new.id).await? {
        Some(_) => Err(RequestAccessError::IdTaken),
        None => Ok(()),
    }
}

/// Writes down what was done to a request, with its hashes before, unless it is new, and after; and tells who
/// needs to know.
pub(super) async fn settle(
    sql: &mut impl Sql,
    action: Action,
    (before, after): (Option<AuditHash>, AuditHash),
    request: &StoredRequest,
    maintainers: &[Maintainer],
    by: &By,
) -> Result<(), Failure> {
    audit::append(sql, by, changed(action, (before, after), request)).await?;
    for (account, kind) in told(action, request, maintainers, by.actor) {
        notices::tell(sql, &Recipient::Account(account), kind, by.now).await?;
    }
    Ok(())
}

/// What was done to a request, with its hashes as for [`settle`].
pub(super) fn changed(
    action: Action,
    (before, after): (Option<AuditHash>, AuditHash),
    request: &StoredRequest,
) -> Changed {
    Changed {
        action,
        subject: Subject::Request(request.id),
        tool: Some(request.tool),
        until: None,
        before,
        after,
    }
}

pub(crate) async fn by_id(
    sql: &mut impl Sql,
    id: &RequestId,
) -> Result<Option<StoredRequest>, Failure> {
    Ok(stored(sql, id).await?.map(|(_, request)| request))
}

/// Those of these requests that there are.
pub(crate) async fn by_ids(
    sql: &mut impl Sql,
    ids: &[RequestId],
) -> Result<Found<StoredRequest>, Failure> {
    let request = |row| Ok(decode(row)?.1);
    by_ids::find(sql, BY_IDS, ids.iter().collect(), &[], request).await
}

pub(super) async fn stored(
    sql: &mut impl Sql,
    id: &RequestId,
) -> Result<Option<(Position, StoredRequest)>, Failure> {
    one(sql, BY_ID, &[id.into()]).await
}

async fn one(
    sql: &mut impl Sql,
    query: &'static str,
    params: &[Param<'_>],
) -> Result<Option<(Position, StoredRequest)>, Failure> {
    sql.first(query, params).await?.map(decode).transpose()
}
