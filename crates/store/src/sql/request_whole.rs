//! An access request with whoever answers for its tool: what a change of it is decided from.

use wharfinger_core::account::AccountId;
use wharfinger_core::grants::RepositoryId;

use super::maintainers::{self, MAINTAINER_COLUMNS, maintainer_columns};
use super::repository_grants::{carried_in, repository_of};
use super::request_row::{self, request_columns};
use super::{Row, Sql, Value};
use crate::audit::digest;
use crate::page::Position;
use crate::{AuditHash, Failure, Maintainer, RequestId, StoredRequest};

/// A request with whoever answers for its tool.
pub(super) struct Whole {
    pub(super) position: Position,
    pub(super) request: StoredRequest,
    pub(super) maintainers: Vec<Maintainer>,
    /// The repository in which the server carries it out, or did.
    pub(super) repository: Option<RepositoryId>,
    /// The hash of it as it is stored.
    before: AuditHash,
}

impl Whole {
    fn new(
        position: Position,
        request: StoredRequest,
        maintainers: Vec<Maintainer>,
        repository: Option<RepositoryId>,
    ) -> Self {
        Self {
            before: digest::request(&request, repository.as_ref()),
            position,
            request,
            maintainers,
            repository,
        }
    }

    /// Its hash as it was when it was last stored, and as it is now, which is stored next.
    pub(super) fn digests(&mut self) -> (AuditHash, AuditHash) {
        let after = digest::request(&self.request, self.repository.as_ref());
        (std::mem::replace(&mut self.before, after), after)
    }
}

/// What a change of a request begins with.
pub(super) struct Begun {
    pub(super) whole: Whole,
    /// Whether whoever acts has an account.
    pub(super) has_actor: bool,
    /// Whether the server may carry out what is approved: all else about that is read where it may.
    pub(super) is_automated: bool,
}

/// A row for each maintainer, the first one first, or one where there is none. Behind the maintainer, all
/// else that a change reads first: whether who acts has an account, whether somebody has turned automation
/// on, the request, where the server carries it out, and the end of the audit log. Writes wait for each other, so each statement less lets
/// all of them pass sooner.
const READ: &str = concat!(
    "SELECT ",
    maintainer_columns!(),
    ", EXISTS (SELECT 1 FROM account AS actor WHERE actor.id = $1),
        EXISTS (
            SELECT 1 FROM automation
            WHERE automation.tool = r.tool AND automation.stopped_at IS NULL), ",
    request_columns!(),
    ", repository_grant.repository, audit_head.number, audit_head.hash
    FROM access_request AS r
        LEFT JOIN repository_grant ON repository_grant.request = r.position
        LEFT JOIN audit_head ON audit_head.one = 1
        LEFT JOIN tool ON tool.id = r.tool
        LEFT JOIN maintainer ON maintainer.tool = tool.position
        LEFT JOIN account ON account.id = maintainer.account
    WHERE r.id = $2 ORDER BY maintainer.place"
);

/// The request with that id, as an actor is about to change it.
pub(super) async fn for_actor(
    sql: &mut impl Sql,
    id: &RequestId,
    actor: &AccountId,
) -> Result<Option<Begun>, Failure> {
    let mut rows = sql
        .query(READ, &[actor.into(), id.into()])
        .await?
        .into_iter();
    let Some(mut first) = rows.next() else {
        return Ok(None);
    };
    let mut maintainers = Vec::with_capacity(1 + rows.len());
    maintainers.extend(maintainer(&mut first)?);
    first.turn_to("account");
    let has_actor = first.flag("id")?;
    first.turn_to("automation");
    let is_automated = first.flag("stopped_at")?;
    let (position, request) = request_row::decode_next(&mut first)?;
    let repository = carried_in(&mut first)?;
    keep_audit_end(sql, first)?;
    for mut row in rows {
        maintainers.extend(maintainer(&mut row)?);
    }
    Ok(Some(Begun {
        whole: Whole::new(position, request, maintainers, repository),
        has_actor,
        is_automated,
    }))
}

/// A request that was read, with whoever answers for its tool.
pub(super) async fn of(
    sql: &mut impl Sql,
    position: Position,
    request: StoredRequest,
) -> Result<Whole, Failure> {
    let maintainers = maintainers::of(sql, &request.tool).await?;
    let repository = repository_of(sql, position).await?;
    Ok(Whole::new(position, request, maintainers, repository))
}

fn maintainer(row: &mut Row) -> Result<Option<Maintainer>, Failure> {
    if let [Value::Null] = row.next_columns(1) {
        row.skip(MAINTAINER_COLUMNS);
        return Ok(None);
    }
    maintainers::decode(row).map(Some)
}

/// Where it is not written down, whoever appends to the log says so.
fn keep_audit_end(sql: &mut impl Sql, mut row: Row) -> Result<(), Failure> {
    if let [Value::Null, _] = row.next_columns(2) {
        return Ok(());
    }
    row.turn_to("audit_head");
    let end = (row.number("number")?, AuditHash(row.bytes("hash")?));
    sql.keep_audit_end(end);
    Ok(())
}
