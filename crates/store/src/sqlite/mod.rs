//! The store in a SQLite file.

mod access;
mod accounts;
mod audit;
mod check;
mod connection;
mod indexing;
mod list;
mod maintainers;
mod migrate;
mod notices;
mod sign_in;
mod sql;
mod statement;
mod tools;
mod writer;

#[cfg(test)]
pub(crate) mod tests;

use std::path::{Path, PathBuf};

use connection::{ProcessLock, Readers, open_writer, real_file};
use migrate::{MIGRATIONS, migrate};
use statement::Statements;
use writer::{Tuning, Writer};

use crate::{Answer, Failure, Store};

pub use writer::QUEUED_WRITES_MAX;

/// A [`Store`] in one file, with its write-ahead log (`-wal`, `-shm`) and a lock (`-lock`) beside
/// it. The file must be on a local disk: SQLite's log does not work over network file systems.
///
/// Closing or dropping it finishes the writes that wait, copies the log back and closes the file; the
/// lock is held until it is dropped.
///
/// ```
/// use wharfinger_store::{Sqlite, Store};
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("wharfinger.db");
/// let store = Sqlite::open(&path)?;
/// assert_eq!(pollster::block_on(store.counts())?.tools, 0);
/// assert!(Sqlite::open(&path).is_err(), "one process, one store");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Sqlite {
    readers: Readers,
    unindexed_read_max: u32,
    writer: Writer,
    // Fields drop in order: the lock goes last.
    _lock: ProcessLock,
}

/// Why a database was not opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// Another process, or another store of this one, has it.
    #[error(
        "the database `{}` is in use by another server; stop that one, or name another database",
        database.display()
    )]
    InUse {
        /// Its file.
        database: PathBuf,
    },
    /// The file is a SQLite database that something else made.
    #[error("the file is the database of another program")]
    Foreign,
    /// A newer version has opened it.
    #[error(
        "the database has schema {found}, and this version knows up to {known}; run a newer version"
    )]
    Newer {
        /// The schema it has.
        found: usize,
        /// The newest schema this version knows.
        known: usize,
    },
    /// A step of its schema's history has another text than this version knows.
    #[error("the database was made with another `{migration}` than this version has")]
    HistoryChanged {
        /// The step.
        migration: String,
    },
    /// What is stored could not be taken into the audit log.
    #[error("what is registered cannot be written into the audit log")]
    Adopt(#[source] Failure),
    /// The file system cannot hold a write-ahead log.
    #[error("the database cannot keep a write-ahead log here (journal mode `{mode}`)")]
    NoLog {
        /// The journal mode that SQLite fell back to.
        mode: String,
    },
    /// A file could not be opened.
    #[error("a file of the database cannot be opened")]
    File(#[from] std::io::Error),
    /// SQLite refused.
    #[error("SQLite cannot open the database")]
    Sqlite(#[from] rusqlite::Error),
}

impl Sqlite {
    /// Opens the database at `path`, creates it where there is none, and brings its schema up to
    /// date. The folder must exist.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        Self::open_tuned(path.as_ref(), Tuning::default())
    }

    pub(crate) fn open_tuned(path: &Path, tuning: Tuning) -> Result<Self, OpenError> {
        let path = &real_file(path)?;
        let lock = ProcessLock::acquire(path)?;
        let mut connection = open_writer(path)?;
        migrate(&mut connection, MIGRATIONS)?;
        Ok(Self {
            readers: Readers::new(path),
            unindexed_read_max: tuning.unindexed_read_max,
            writer: Writer::start(path.to_owned(), connection, tuning)?,
            _lock: lock,
        })
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        self.close();
    }
}

impl Sqlite {
    /// Runs a transaction on the writer's thread.
    fn write<T, E>(
        &self,
        mut work: impl FnMut(&mut Statements<'_>) -> Result<T, E> + Send + 'static,
    ) -> Answer<'_, Result<T, E>>
    where
        T: Send + 'static,
        E: From<Failure> + Send + 'static,
    {
        Box::pin(
            self.writer
                .write(move |mut statements| work(&mut statements)),
        )
    }

    /// Reads on this thread, each statement from a snapshot of its own.
    fn read<'a, T>(
        &'a self,
        work: impl FnOnce(&mut Statements<'_>) -> Result<T, Failure> + Send + 'a,
    ) -> Answer<'a, Result<T, Failure>> {
        Box::pin(async move { self.readers.read(|mut statements| work(&mut statements)) })
    }

    /// Reads on this thread, everything from one snapshot.
    fn read_at_once<'a, T>(
        &'a self,
        work: impl FnOnce(&mut Statements<'_>) -> Result<T, Failure> + Send + 'a,
    ) -> Answer<'a, Result<T, Failure>> {
        self.read(|statements| statements.at_once(work))
    }
}

impl Store for Sqlite {
    fn ready(&self) -> Answer<'_, Result<(), Failure>> {
        self.write(|_| Ok(()))
    }

    fn check(&self) -> Answer<'_, Result<(), Failure>> {
        Box::pin(async move {
            self.readers.read(check::check)?;
            self.writer
                .write(|statements| {
                    statements.execute(check::CHECK_SEARCH, ())?;
                    Ok(())
                })
                .await
        })
    }

    fn close(&self) {
        self.readers.close();
        self.writer.close();
    }
}
