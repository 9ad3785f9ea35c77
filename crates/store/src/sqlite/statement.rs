//! Running statements: every one is prepared once, and every effect passes one seam where the
//! tests make it fail.

use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;

use rusqlite::{CachedStatement, Connection, ErrorCode, Params, Row};

use crate::Failure;

/// An effect on the database, as it is about to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step<'a> {
    /// The connection that writes is opened again.
    Reopen,
    /// A batch begins.
    Begin,
    /// One statement of a write.
    Statement(&'a str),
    /// Everything that the batch has done is undone, to be done again without a write that failed.
    Undo,
    /// The batch is made durable.
    Commit,
    /// The batch is durable and its answers are not given.
    Answer,
}

/// What the tests put into the way of effects; nothing in a running server.
#[derive(Clone, Default)]
pub(super) struct Probe(Option<Arc<Intercept>>);

/// Called with each step before it happens; an error takes its place.
type Intercept = dyn Fn(Step<'_>) -> rusqlite::Result<()> + Send + Sync;

impl Probe {
    #[cfg(test)]
    pub(super) fn new(
        intercept: impl Fn(Step<'_>) -> rusqlite::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self(Some(Arc::new(intercept)))
    }

    pub(super) fn pass(&self, step: Step<'_>) -> rusqlite::Result<()> {
        match &self.0 {
            Some(intercept) => intercept(step),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Probe")
    }
}

/// A connection as the transactions see it.
#[derive(Clone, Copy)]
pub(crate) struct Statements<'c> {
    pub(super) connection: &'c Connection,
    probe: Option<&'c Probe>,
}

impl<'c> Statements<'c> {
    pub(super) const fn unprobed(connection: &'c Connection) -> Self {
        Self {
            connection,
            probe: None,
        }
    }

    pub(super) const fn probed(connection: &'c Connection, probe: &'c Probe) -> Self {
        Self {
            connection,
            probe: Some(probe),
        }
    }

    /// Reads everything from one snapshot.
    pub(super) fn at_once<T>(
        mut self,
        work: impl FnOnce(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let transaction = self.connection.unchecked_transaction().map_err(failure)?;
        let read = work(&mut self)?;
        transaction.commit().map_err(failure)?;
        Ok(read)
    }

    /// How many rows the connection has changed so far; nothing when there is no transaction, as
    /// after SQLite rolled it back by itself.
    pub(super) fn changes(self) -> Option<u64> {
        (!self.connection.is_autocommit()).then(|| self.connection.total_changes())
    }

    /// Runs a statement and counts the rows it changed.
    pub(super) fn execute(self, sql: &str, params: impl Params) -> Result<usize, Failure> {
        self.step(Step::Statement(sql), sql, params)
    }

    /// The same, for the statements that frame a transaction.
    pub(super) fn step(
        self,
        step: Step<'_>,
        sql: &str,
        params: impl Params,
    ) -> Result<usize, Failure> {
        self.pass(step)
            .and_then(|()| self.prepare(sql)?.execute(params))
            .map_err(failure)
    }

    /// The first row of a query, if it has one.
    pub(super) fn first<T>(
        self,
        sql: &str,
        params: impl Params,
        decode: impl FnOnce(&Row<'_>) -> Result<T, Failure>,
    ) -> Result<Option<T>, Failure> {
        self.pass(Step::Statement(sql)).map_err(failure)?;
        let mut statement = self.prepare(sql).map_err(failure)?;
        let mut rows = statement.query(params).map_err(failure)?;
        rows.next().map_err(failure)?.map(decode).transpose()
    }

    /// Every row of a query; whoever writes the query bounds it.
    pub(super) fn all<T>(
        self,
        sql: &str,
        params: impl Params,
        mut decode: impl FnMut(&Row<'_>) -> Result<T, Failure>,
    ) -> Result<Vec<T>, Failure> {
        let mut values = Vec::new();
        self.each(sql, params, |row| {
            values.push(decode(row)?);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(values)
    }

    /// Visits the rows of a query until told to stop.
    pub(super) fn each(
        self,
        sql: &str,
        params: impl Params,
        mut visit: impl FnMut(&Row<'_>) -> Result<ControlFlow<()>, Failure>,
    ) -> Result<(), Failure> {
        self.pass(Step::Statement(sql)).map_err(failure)?;
        let mut statement = self.prepare(sql).map_err(failure)?;
        let mut rows = statement.query(params).map_err(failure)?;
        while let Some(row) = rows.next().map_err(failure)? {
            if visit(row)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    fn prepare(self, sql: &str) -> rusqlite::Result<CachedStatement<'c>> {
        #[cfg(test)]
        super::tests::plans::assert_served_by_indexes(self.connection, sql);
        let statement = self.connection.prepare_cached(sql)?;
        #[cfg(test)]
        super::tests::plans::assert_prepared_once(&statement, sql);
        debug_assert!(
            numbered_in_order(&statement),
            "SQLite counts parameters as they appear, so `$2` must not come before `$1`: {sql}"
        );
        Ok(statement)
    }

    fn pass(self, step: Step<'_>) -> rusqlite::Result<()> {
        self.probe.map_or(Ok(()), |probe| probe.pass(step))
    }
}

/// Whether each parameter that is named by a number has the place it names.
fn numbered_in_order(statement: &CachedStatement<'_>) -> bool {
    (1..=statement.parameter_count()).all(|place| {
        let name = statement.parameter_name(place).unwrap_or_default();
        name.strip_prefix('$')
            .is_none_or(|number| number == place.to_string())
    })
}

/// What an error of SQLite means to a caller of the store.
pub(super) fn failure(error: rusqlite::Error) -> Failure {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Failure::Damaged {
            finding: error.to_string(),
        },
        _ => Failure::unavailable(error),
    }
}
