//! A connection as the transactions see it.

use std::collections::BTreeMap;

use sqlx::postgres::{PgConnection, PgRow};
use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

use super::connection::{failure, is_lost};
use super::later::Later;
use super::value::{arguments, row};
use crate::page::Position;
use crate::sql::tool_changes::ToolIndex;
use crate::sql::{AuditEnd, Param, Row, Sql};
use crate::{Failure, Tool, ToolId, search};

/// The first number of every advisory lock of ours ("WHRF"), so that other users of the database do
/// not take one by accident.
macro_rules! lock {
    ($number:literal) => {
        concat!("SELECT pg_advisory_xact_lock(1464357446, ", $number, ")")
    };
}

pub(super) use lock;

/// **Invariant:** the lock is the first thing of every writing transaction, and each statement
/// behind it reads what was committed by then (`READ COMMITTED`). So the writes of all servers run
/// one after the other, and a transaction reads, decides and writes without locking rows.
const BEGIN: &str = concat!(
    "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; ",
    lock!("1")
);

const BEGIN_READING: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// PostgreSQL answers `COMMIT` without an error where the transaction had failed, and rolls back:
/// the query before it tells.
const COMMIT: &str = "SELECT 1; COMMIT";

/// Writes what searches look in, for all tools of a batch at once.
const INDEX: &str = "
    INSERT INTO tool_search (position, text)
    SELECT position, text FROM unnest($1::bytea[], $2::text[]) AS indexed (id, text)
        JOIN tool USING (id)
    ON CONFLICT (position) DO UPDATE SET text = excluded.text";

/// How a connection has fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Health {
    Well,
    /// PostgreSQL refused a statement; inside a transaction it refuses all that follow.
    Refused,
    /// There is no telling what became of the last statement.
    Lost,
}

pub(crate) struct Session<'c> {
    connection: &'c mut PgConnection,
    health: Health,
    changes: u64,
    /// What searches are to find of the tools that were written.
    indexed: BTreeMap<ToolId, String>,
    /// What has not been sent yet.
    later: Later,
    /// Nobody else appends while the transaction has the lock.
    audit_end: Option<AuditEnd>,
}

impl<'c> Session<'c> {
    pub(super) fn new(connection: &'c mut PgConnection) -> Self {
        Self {
            connection,
            health: Health::Well,
            changes: 0,
            indexed: BTreeMap::new(),
            later: Later::default(),
            audit_end: None,
        }
    }

    pub(super) const fn health(&self) -> Health {
        self.health
    }

    /// How many rows the transaction has changed so far; nothing when it has failed.
    pub(super) fn changes(&self) -> Option<u64> {
        (self.health == Health::Well).then_some(self.changes)
    }

    pub(crate) async fn begin(&mut self) -> Result<(), Failure> {
        self.changes = 0;
        self.indexed.clear();
        self.forget();
        self.frame(BEGIN).await
    }

    /// Undoes everything since [`Self::begin`].
    pub(super) async fn undo(&mut self) -> Result<(), Failure> {
        self.frame("ROLLBACK").await?;
        self.health = Health::Well;
        Ok(())
    }

    /// Sends what was put off.
    pub(crate) async fn send(&mut self) -> Result<(), Failure> {
        let Some((sql, arguments)) = self.later.take() else {
            return Ok(());
        };
        let statement = sqlx::query_with(AssertSqlSafe(sql).into_sql_str(), arguments);
        let done = statement.execute(&mut *self.connection).await;
        self.noted(done)?;
        // How many rows they changed is not told; that there is something to undo is what counts.
        self.changes += 1;
        Ok(())
    }

    /// Forgets what was put off, which is as if it had never been asked for.
    pub(super) fn forget(&mut self) {
        self.later = Later::default();
        self.audit_end = None;
    }

    /// Makes everything durable since [`Self::begin`].
    pub(crate) async fn commit(&mut self) -> Result<(), Failure> {
        self.send().await?;
        self.index().await?;
        self.frame(COMMIT).await
    }

    /// Writes what searches are to find of the tools that were written.
    pub(super) async fn index(&mut self) -> Result<(), Failure> {
        if self.indexed.is_empty() {
            return Ok(());
        }
        let (ids, texts): (Vec<_>, Vec<_>) = std::mem::take(&mut self.indexed)
            .into_iter()
            .map(|(id, text)| (id.as_bytes().to_vec(), text))
            .unzip();
        let statement = sqlx::query(INDEX).bind(ids).bind(texts);
        let indexed = statement.execute(&mut *self.connection).await;
        self.noted(indexed).map(drop)
    }

    /// Everything that is read behind it is of one moment.
    pub(crate) async fn begin_reading(&mut self) -> Result<(), Failure> {
        self.frame(BEGIN_READING).await
    }

    /// Reads everything from one snapshot. Where it fails, the connection is left inside of a
    /// transaction, and is not used again.
    pub(super) async fn at_once<T>(
        &mut self,
        work: &mut impl AsyncFnMut(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.begin_reading().await?;
        let found = work(self).await?;
        self.frame("COMMIT").await?;
        Ok(found)
    }

    /// Statements without parameters, in one round trip.
    pub(super) async fn frame(&mut self, sql: &'static str) -> Result<(), Failure> {
        let done = sqlx::raw_sql(sql).execute(&mut *self.connection).await;
        self.noted(done).map(drop)
    }

    /// The rows of a query that is put together from pieces of ours. It is planned for its
    /// parameters, where they say how much it finds.
    pub(super) async fn query_planned(
        &mut self,
        sql: String,
        params: &[Param<'_>],
        for_params: bool,
    ) -> Result<Vec<Row>, Failure> {
        self.fetch(AssertSqlSafe(sql).into_sql_str(), params, !for_params)
            .await
    }

    async fn fetch(
        &mut self,
        sql: SqlStr,
        params: &[Param<'_>],
        persistent: bool,
    ) -> Result<Vec<Row>, Failure> {
        self.send().await?;
        let statement = sqlx::query_with(sql, arguments(params)?).persistent(persistent);
        let found = statement.fetch_all(&mut *self.connection).await;
        let rows = found.and_then(|found: Vec<PgRow>| found.iter().map(row).collect());
        self.noted(rows)
    }

    /// Keeps in mind what an outcome says about the connection.
    fn noted<T>(&mut self, outcome: Result<T, sqlx::Error>) -> Result<T, Failure> {
        outcome.map_err(|error| {
            self.health = if is_lost(&error) {
                Health::Lost
            } else {
                Health::Refused
            };
            failure(error)
        })
    }
}

impl Sql for Session<'_> {
    async fn query(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
    ) -> Result<Vec<Row>, Failure> {
        let rows = self.fetch(sql.into_sql_str(), params, true).await?;
        // What a statement returns may be what it wrote.
        if !sql.trim_start().starts_with("SELECT") {
            self.changes += rows.len() as u64;
        }
        Ok(rows)
    }

    async fn first(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
    ) -> Result<Option<Row>, Failure> {
        Ok(self.query(sql, params).await?.into_iter().next())
    }

    async fn execute(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<u64, Failure> {
        self.send().await?;
        let statement = sqlx::query_with(sql, arguments(params)?);
        let done = statement.execute(&mut *self.connection).await;
        let changed = self.noted(done)?.rows_affected();
        self.changes += changed;
        Ok(changed)
    }

    async fn later(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<(), Failure> {
        if self.later.holds(sql) {
            self.send().await?;
        }
        self.later.push(sql, params)
    }

    fn audit_end(&self) -> Option<AuditEnd> {
        self.audit_end
    }

    fn keep_audit_end(&mut self, end: AuditEnd) {
        self.audit_end = Some(end);
    }
}

/// Written with the commit, for the whole batch in one statement.
impl ToolIndex for Session<'_> {
    async fn added(&mut self, tool: &Tool) -> Result<(), Failure> {
        let path = tool.registration.tool_path().as_str();
        let text = search::indexed(path, tool.registration.description());
        self.indexed.insert(tool.id, text);
        Ok(())
    }

    async fn described(&mut self, _: Position, tool: &Tool) -> Result<(), Failure> {
        self.added(tool).await
    }
}
