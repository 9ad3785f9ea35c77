//! A database file that no server has open, for work that is no business transaction.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::connection::{BUSY_TIMEOUT, ProcessLock, open_writer, real_file};
use super::indexing;
use super::migrate::{MIGRATIONS, migrate, schema};
use super::statement::Statements;
use super::writer::Tuning;
use crate::{Failure, OpenError, Sqlite};

/// The newest schema, as many steps.
pub(crate) const SCHEMA: usize = MIGRATIONS.len();

/// A file that is locked for this process and open for writing, whatever its schema is.
#[derive(Debug)]
pub(crate) struct Offline {
    path: PathBuf,
    connection: Connection,
    lock: ProcessLock,
}

impl Offline {
    /// Opens a file, and creates it where there is none.
    pub(crate) fn open(path: &Path) -> Result<Self, OpenError> {
        let path = real_file(path)?;
        match ProcessLock::acquire(&path)? {
            Some(lock) => Self::locked(path, lock),
            None => Err(OpenError::InUse { database: path }),
        }
    }

    /// Opens a file that is locked already.
    pub(super) fn locked(path: PathBuf, lock: ProcessLock) -> Result<Self, OpenError> {
        let connection = open_writer(&path, BUSY_TIMEOUT)?;
        Ok(Self {
            path,
            connection,
            lock,
        })
    }

    /// How many steps its schema has come.
    pub(crate) fn schema(&self) -> Result<usize, OpenError> {
        schema(&self.connection, MIGRATIONS)
    }

    /// Brings its schema up to date.
    pub(crate) fn migrate(&mut self) -> Result<(), OpenError> {
        migrate(&mut self.connection, MIGRATIONS)
    }

    pub(crate) const fn statements(&self) -> Statements<'_> {
        Statements::unprobed(&self.connection)
    }

    /// Makes it a store, without letting go of the file.
    pub(crate) fn serve(self, tuning: Tuning) -> Result<Sqlite, OpenError> {
        Sqlite::start(&self.path, Some(self.lock), self.connection, tuning)
    }
}

/// What frames the work on a file.
impl Statements<'_> {
    /// Everything that is read behind it is of one moment.
    pub(crate) fn begin_reading(self) -> Result<(), Failure> {
        self.execute("BEGIN", ()).map(drop)
    }

    pub(crate) fn begin_writing(self) -> Result<(), Failure> {
        self.execute("BEGIN IMMEDIATE", ()).map(drop)
    }

    pub(crate) fn commit(self) -> Result<(), Failure> {
        self.execute("COMMIT", ()).map(drop)
    }

    /// Indexes what is not indexed, to the last tool.
    pub(crate) fn index_tools(self) -> Result<(), Failure> {
        while indexing::unindexed(self)? > 0 {
            indexing::index_more(self)?;
        }
        Ok(())
    }
}
