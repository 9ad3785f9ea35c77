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
mod accounts;
pub(crate) mod adopt;
mod audit;
pub(crate) mod check;
mod contact;
mod credentials;
mod due;
mod email;
mod idempotency;
mod links;
mod mail;
mod maintained;
mod maintainers;
mod notice_row;
mod notices;
pub(crate) mod pages;
mod param;
mod port;
mod redeem;
pub(crate) mod request_list;
mod request_row;
mod row;
mod sessions;
pub(crate) mod subjects;
mod tokens;
pub(crate) mod tool_changes;
pub(crate) mod tool_row;
pub(crate) mod tools;
pub(crate) mod verify;

use std::pin::pin;
use std::task::{Context, Poll, Waker};

pub(crate) use param::Param;
pub(crate) use row::{Row, Value};

use crate::Failure;

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
}

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
