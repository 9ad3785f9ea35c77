//! What was seen in a repository's policy, and what that means for its grants.

use std::collections::BTreeMap;
use std::time::Duration;

use wharfinger_core::access::Status;
use wharfinger_core::grants::{Failed, Findings, Lease, LookAgain};

use super::lease::leased;
use super::repository_grants::{self, Granted};
use super::repository_row::update;
use super::snapshots::{self, Taken};
use super::{Sql, access, access_changes, maintainers, mends};
use crate::repository::{Kept, by_grant, confirmed, not_there};
use crate::{Action, By, Failure, Observed, RequestId, SnapshotKind};

pub(crate) async fn settle(
    sql: &mut impl Sql,
    lease: &Lease,
    findings: &Findings<RequestId>,
    next: LookAgain,
    by: &By,
) -> Result<bool, Failure> {
    let Some((position, mut kept)) = leased(sql, lease).await? else {
        return Ok(false);
    };
    let mut is_looked_for = take_all_down(sql, &mut kept, &by_grant(findings), by).await?;
    is_looked_for |= !repository_grants::ended(sql, &kept.id, by.now)
        .await?
        .is_empty();
    is_looked_for |= mends::settle(sql, position, &kept, &findings.mended, by).await?;
    if findings.writes > 0 || !kept.has_seen(findings) {
        let seen = Taken {
            kind: SnapshotKind::Seen,
            text: findings.text.as_ref(),
            managed: None,
        };
        snapshots::keep(sql, position, &[seen], by.now).await?;
    }
    kept.settle(findings, next, is_looked_for, by.now);
    update(sql, position, &kept).await?;
    Ok(true)
}

/// Takes down how grants were found. Whether any is left that is not over.
async fn take_all_down(
    sql: &mut impl Sql,
    kept: &mut Kept,
    found: &BTreeMap<RequestId, Observed>,
    by: &By,
) -> Result<bool, Failure> {
    let mut is_any_left = false;
    kept.ends_access = false;
    for mut granted in repository_grants::carried_out(sql, &kept.id).await? {
        if let Some(observed) = found.get(&granted.request.id) {
            take_down(sql, &mut granted, *observed, by).await?;
        }
        let status = granted.request.request.status();
        kept.ends_access |= status == Status::Revoking;
        is_any_left |= status.is_live();
    }
    Ok(is_any_left)
}

/// Takes down how a grant was found, and tells who needs to know.
async fn take_down(
    sql: &mut impl Sql,
    granted: &mut Granted,
    observed: Observed,
    by: &By,
) -> Result<(), Failure> {
    let must_be_told = granted.watched.found(observed, by.now);
    granted.update(sql).await?;
    let digest = granted.digest();
    let request = &mut granted.request;
    if let Some((action, changed)) = confirmed(request.request.clone(), observed, by.now) {
        return access_changes::confirm(sql, granted.position, request, changed, action, by).await;
    }
    if must_be_told {
        let maintainers = maintainers::of(sql, &request.tool).await?;
        let (action, digests) = (Action::AccessHeld, (Some(digest), digest));
        access::settle(sql, action, digests, request, &maintainers, by).await?;
    }
    Ok(())
}

pub(crate) async fn fail(
    sql: &mut impl Sql,
    lease: &Lease,
    failed: &Failed<RequestId>,
    wait: Duration,
    by: &By,
) -> Result<bool, Failure> {
    let Some((position, mut kept)) = leased(sql, lease).await? else {
        return Ok(false);
    };
    let found = not_there(failed);
    if !found.is_empty() {
        take_all_down(sql, &mut kept, &found, by).await?;
    }
    if !failed.mended.is_empty() {
        mends::settle(sql, position, &kept, &failed.mended, by).await?;
    }
    kept.fail(&failed.failure, wait, by.now);
    update(sql, position, &kept).await?;
    Ok(true)
}
