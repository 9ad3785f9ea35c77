//! The seam over which a business transaction is written once for both databases.
//!
//! A transaction is an `async fn` over `&mut impl Sql`. PostgreSQL answers each statement in its
//! own time; SQLite at once, on the thread that asks, so its adapter runs the whole transaction by
//! [`ready`]. What the databases spell differently (lists of tools, searches) stays in the adapters.
//!
//! **One spelling.** Parameters are `$1` to `$n`, first used in that order, because `$1` is a *name*
//! to SQLite, which counts names as they appear. Columns are integers (`BIGINT`, `INTEGER`), texts
//! and blobs (`BYTEA`, `BLOB`) and nothing else: an id is a blob of 16 bytes, a time its
//! microseconds, a yes or no 1 or 0. An upsert is `ON CONFLICT .. DO UPDATE`, and what a statement
//! made is asked for by `RETURNING`. No text holds a NUL: PostgreSQL cannot store one, so whatever
//! is parsed at the rim refuses it.

mod access;
mod access_changes;
mod account_changes;
mod account_row;
mod account_status;
mod accounts;
mod added_registries;
pub(crate) mod adopt;
pub(crate) mod audit;
mod authority;
mod automation;
mod automation_row;
pub(crate) mod belongings;
mod by_ids;
pub(crate) mod check;
mod connection_row;
mod connections;
mod contact;
mod credentials;
pub(crate) mod descriptors;
mod devices;
mod disconnect;
mod due;
mod email;
mod examinations;
pub(crate) mod extend;
mod given_up;
mod hand_over;
mod idempotency;
mod lease;
mod links;
mod listed;
mod look_row;
mod looks;
mod mail;
mod maintained;
mod maintainers;
pub(crate) mod mends;
mod notice_row;
mod notices;
pub(crate) mod once;
pub(crate) mod pages;
mod param;
mod port;
mod proofs;
mod pull_passwords;
mod reapply;
mod redeem;
mod registry_requests;
mod registry_row;
mod repositories;
mod repository_due;
mod repository_grants;
mod repository_place;
mod repository_row;
mod request_in_full;
pub(crate) mod request_list;
mod request_row;
mod request_whole;
mod row;
mod sessions;
mod settle;
mod snapshots;
pub(crate) mod subjects;
mod tokens;
pub(crate) mod tool_changes;
pub(crate) mod tool_row;
pub(crate) mod tools;
mod unmaintained;
mod verified;
pub(crate) mod verify;

use std::pin::pin;
use std::task::{Context, Poll, Waker};

pub(crate) use param::Param;
pub(crate) use row::{Row, Value};

use crate::{AuditHash, Failure};

/// A transaction in progress, or a snapshot that is read.
///
/// **Invariant:** writing transactions run one after the other, those of all servers on one
/// database included. So a transaction may read, decide and write without locking rows.
pub(crate) trait Sql {
    /// Every row of a query; whoever writes the query bounds it.
    async fn query(&mut self, sql: &'static str, params: &[Param<'_>])
    -> Result<Vec<Row>, Failure>;

    /// The first row of a query, if it has one.
    async fn first(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
    ) -> Result<Option<Row>, Failure>;

    /// Runs a statement and counts the rows it changed.
    async fn execute(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<u64, Failure>;

    /// Runs a statement of which nothing is asked, before the next one of which something is, and
    /// before the transaction ends. Where it fails, that one does.
    ///
    /// Those that are put off together do not see each other, so no two may change the same row, and
    /// none read what another one changes. The same statement twice is no danger.
    async fn later(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<(), Failure> {
        self.execute(sql, params).await.map(drop)
    }

    /// The end of the audit log, where it was [kept](Self::keep_audit_end) in this transaction.
    fn audit_end(&self) -> Option<AuditEnd> {
        None
    }

    /// Keeps the end of the audit log for what follows in the transaction, where reading it costs more.
    fn keep_audit_end(&mut self, _: AuditEnd) {}
}

/// The number and the hash of the last entry of the audit log.
pub(crate) type AuditEnd = (u64, AuditHash);

/// The outcome of a transaction over a database that answers at once.
///
/// # Panics
///
/// Where the future waits for anything else: a transaction over SQLite has nothing to wait for.
pub(crate) fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => panic!("a transaction over SQLite waits for something else"),
    }
}
