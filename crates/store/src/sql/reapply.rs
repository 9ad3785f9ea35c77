//! What people ask of a repository.

use wharfinger_core::account::AccountId;
use wharfinger_core::grants::RepositoryId;

use super::audit::{self, Changed};
use super::repository_row::{by_id, update};
use super::{Sql, access, accounts, connections, repository_grants};
use crate::audit::digest;
use crate::repository::Kept;
use crate::{Account, Action, By, Connection, Failure, ReapplyError, Subject, Timestamp};

/// A tool of an account's in a repository: one whose requests are carried out there, or were.
const MAINTAINED: &str = "
    SELECT 1 FROM maintainer JOIN tool ON tool.position = maintainer.tool
    WHERE maintainer.account = $1 AND tool.id IN (
        SELECT automation.tool FROM automation
        WHERE automation.repository = $2 AND automation.stopped_at IS NULL
        UNION ALL
        SELECT r.tool FROM repository_grant AS g JOIN access_request AS r ON r.position = g.request
        WHERE g.repository = $2 AND r.live = 1 AND r.carried_out = 'automatically')
    LIMIT 1";

pub(crate) async fn reapply(
    sql: &mut impl Sql,
    id: &RepositoryId,
    by: &By,
) -> Result<(), ReapplyError> {
    let account = accounts::person(sql, by).await?;
    let (position, mut kept) = by_id(sql, id).await?.ok_or(ReapplyError::NotFound)?;
    let connection = connections::by_id(sql, &kept.connection).await?;
    if !answers_for(sql, &account, &kept, connection.as_ref()).await? {
        return Err(ReapplyError::NotMaintainer);
    }
    // Without a grant there is nothing that the policy could be made to say.
    if kept.due_at.is_none() {
        return Ok(());
    }
    let lifted = lift(sql, &kept, by).await?;
    if lifted == 0 && kept.reapply {
        return Ok(());
    }
    if lifted == 0
        && let Some(connection) = connection
    {
        let changed = about(&connection, Action::RepositoryReapplied);
        audit::append(sql, by, changed).await?;
    }
    kept.reapply = true;
    kept.want(by.now);
    update(sql, position, &kept).await?;
    Ok(())
}

/// Lifts every hold, with an entry about each. How many there were.
async fn lift(sql: &mut impl Sql, kept: &Kept, by: &By) -> Result<u32, Failure> {
    let mut lifted = 0;
    for mut granted in repository_grants::carried_out(sql, &kept.id).await? {
        if granted.watched.lift() {
            granted.update(sql).await?;
            let digest = granted.digest();
            let (action, digests) = (Action::RepositoryReapplied, (Some(digest), digest));
            access::settle(sql, action, digests, &granted.request, &[], by).await?;
            lifted += 1;
        }
    }
    Ok(lifted)
}

/// What is done to no grant is written down about whoever's account it is done in.
pub(super) fn about(connection: &Connection, action: Action) -> Changed {
    let digest = digest::connection(connection);
    Changed {
        action,
        subject: Subject::Connection(connection.id),
        tool: None,
        until: None,
        before: Some(digest),
        after: digest,
    }
}

/// Whether an account may say what becomes of a repository's policy: as a maintainer of a tool in it, the
/// owner of its connection, or an administrator.
pub(super) async fn answers_for(
    sql: &mut impl Sql,
    account: &Account,
    kept: &Kept,
    connection: Option<&Connection>,
) -> Result<bool, Failure> {
    if !account.is_active() {
        return Ok(false);
    }
    let owns = connection.is_some_and(|connection| connection.owner == account.id);
    Ok(account.is_administrator() || owns || maintains(sql, &account.id, &kept.id).await?)
}

/// Whether an account maintains a tool that has to do with a repository.
pub(crate) async fn maintains(
    sql: &mut impl Sql,
    account: &AccountId,
    repository: &RepositoryId,
) -> Result<bool, Failure> {
    let params = [account.into(), repository.into()];
    Ok(sql.first(MAINTAINED, &params).await?.is_some())
}

pub(crate) async fn look_now(
    sql: &mut impl Sql,
    id: &RepositoryId,
    now: Timestamp,
) -> Result<bool, Failure> {
    let Some((position, mut kept)) = by_id(sql, id).await? else {
        return Ok(false);
    };
    let due_at = kept.due_at;
    kept.look(now);
    if kept.due_at != due_at {
        update(sql, position, &kept).await?;
    }
    Ok(true)
}
