//! When repositories are looked at because something else is wanted of them.

use wharfinger_core::grants::RepositoryId;

use super::Sql;
use crate::page::Position;
use crate::{ConnectionId, Failure, Timestamp};

const ADD_GRANT: &str = "
    INSERT INTO repository_grant (request, repository, was_seen, observed)
    VALUES ($1, $2, 0, 'nothing')";

/// Where its statement is stays written down: it is ours for as long as it is in the policy.
const HAND_OVER: &str = "
    UPDATE repository_grant SET hold = NULL, observed = 'nothing', observed_at = NULL WHERE request = $1";

/// Who works on it now has read what was wanted before, and is not disturbed: what they find out gives
/// the lease back, and then it is due. Nobody looks before they may, and who waits longer stays in front.
const BUMP: &str = "
    UPDATE repository SET generation = generation + 1,
        ends_access = CASE WHEN EXISTS (
            SELECT 1 FROM repository_grant
                JOIN access_request ON access_request.position = repository_grant.request
            WHERE repository_grant.repository = repository.id
                AND access_request.status = 'revoking'
                AND access_request.carried_out = 'automatically') THEN 1 ELSE 0 END,
        due_at = CASE WHEN leased_until > $1 THEN leased_until
            WHEN not_before > $1 THEN not_before
            WHEN due_at < $1 THEN due_at
            ELSE $1 END
    WHERE id = (
        SELECT repository FROM repository_grant
            JOIN access_request ON access_request.position = repository_grant.request
        WHERE request = $2 AND access_request.carried_out = 'automatically')";

/// Who works on one of them has a lease that is not the newest any more, and writes nothing. What they have
/// sent may still land, so nobody else writes before that is over.
const REST: &str = "
    UPDATE repository SET observed = generation, reapply = 0, ends_access = 0, due_at = NULL,
        leased_until = CASE
            WHEN trouble = 'unknown' AND (leased_until IS NULL OR leased_until < not_before) THEN not_before
            ELSE leased_until END,
        not_before = NULL, fence = fence + 1, failures = 0,
        trouble_since = NULL, trouble = NULL, trouble_message = NULL,
        trail_failed_at = NULL, trail_failure = NULL, trail_message = NULL
    WHERE connection = $1";

/// The server carries out another request: in this repository.
pub(super) async fn add_grant(
    sql: &mut impl Sql,
    request: Position,
    repository: &RepositoryId,
) -> Result<(), Failure> {
    sql.execute(ADD_GRANT, &[request.into(), repository.into()])
        .await?;
    Ok(())
}

/// The server carries out a request no longer.
pub(super) async fn hand_over(sql: &mut impl Sql, request: Position) -> Result<(), Failure> {
    sql.execute(HAND_OVER, &[request.into()]).await?;
    Ok(())
}

/// Something else is wanted of the repository that the server carries a request out in, if it does.
/// What is stored of the request says it already.
pub(super) async fn bump(
    sql: &mut impl Sql,
    request: Position,
    now: Timestamp,
) -> Result<(), Failure> {
    sql.execute(BUMP, &[now.into(), request.into()]).await?;
    Ok(())
}

/// Nothing is wanted any more of the repositories of a connection.
pub(super) async fn rest(sql: &mut impl Sql, connection: &ConnectionId) -> Result<(), Failure> {
    sql.execute(REST, &[connection.into()]).await?;
    Ok(())
}
