//! The store in a SQLite file.

mod backup;
mod check;
mod connection;
mod indexing;
mod list;
mod merging;
mod migrate;
mod offline;
mod sql;
mod statement;
mod writer;

#[cfg(test)]
pub(crate) mod tests;

use std::path::Path;

use rusqlite::Connection;

use connection::{ProcessLock, Readers, open_writer, real_file};
use migrate::{MIGRATIONS, is_up_to_date};
use writer::Writer;

use crate::sql::{audit, ready};
use crate::{Answer, Failure, OpenError, Page, Store, ToolFilter, ToolPage};

pub(crate) use backup::{backup, believe, is_backup};
pub(crate) use connection::must_be_there;
pub(crate) use offline::{Offline, SCHEMA};
pub(crate) use statement::Statements;
pub use writer::QUEUED_WRITES_MAX;
pub(crate) use writer::Tuning;

/// A [`Store`] in one file, with its write-ahead log (`-wal`, `-shm`) and a lock (`-lock`) beside
/// it. The file must be on a local disk: SQLite's log does not work over network file systems.
///
/// Closing or dropping it finishes the writes that wait, copies the log back and closes the file; the
/// lock is held until it is dropped.
///
/// ```
/// use wharfinger_store::{Sqlite, Tools};
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
    search_read_max: u32,
    writer: Writer,
    /// Absent beside a server, which holds it. Fields drop in order: the lock goes last.
    _lock: Option<ProcessLock>,
}

impl Sqlite {
    /// Opens the database at `path`, creates it where there is none, and brings its schema up to
    /// date. The folder must exist.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        Self::open_tuned(path.as_ref(), Tuning::default())
    }

    /// Opens the database for a command, beside the server that has it, if one has.
    ///
    /// Both may then read and write: each write waits for those of the other, and both see what was
    /// written. The schema must be the one that this version knows ([`OpenError::Older`],
    /// [`OpenError::Newer`]); only the server changes it. It keeps the search index, too.
    ///
    /// Where no server has the database this is [`Sqlite::open`], and a server that starts meanwhile
    /// is refused. Only, none is made: a command over a file that is not there is over the wrong one
    /// ([`OpenError::Missing`]).
    ///
    /// ```
    /// use wharfinger_store::{Sqlite, Store, Tools};
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("wharfinger.db");
    /// let server = Sqlite::open(&path)?;
    /// let command = Sqlite::open_beside(&path)?;
    /// assert_eq!(pollster::block_on(command.ready()), Ok(()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open_beside(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        must_be_there(path.as_ref())?;
        let path = &real_file(path.as_ref())?;
        if let Some(lock) = ProcessLock::acquire(path)? {
            let mut offline = Offline::locked(path.clone(), lock)?;
            offline.migrate()?;
            return offline.serve(Tuning::default());
        }
        let tuning = Tuning::beside();
        let connection = open_writer(path, tuning.busy_timeout)?;
        is_up_to_date(&connection, MIGRATIONS)?;
        Self::start(path, None, connection, tuning)
    }

    pub(crate) fn open_tuned(path: &Path, tuning: Tuning) -> Result<Self, OpenError> {
        let mut offline = Offline::open(path)?;
        offline.migrate()?;
        offline.serve(tuning)
    }

    fn start(
        path: &Path,
        lock: Option<ProcessLock>,
        connection: Connection,
        tuning: Tuning,
    ) -> Result<Self, OpenError> {
        Ok(Self {
            readers: Readers::new(path),
            search_read_max: tuning.search_read_max,
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
    pub(crate) fn write<T, E>(
        &self,
        mut work: impl AsyncFnMut(&mut Statements<'_>) -> Result<T, E> + Send + 'static,
    ) -> Answer<'_, Result<T, E>>
    where
        T: Send + 'static,
        E: From<Failure> + Send + 'static,
    {
        let work = move |mut statements: Statements<'_>| ready(work(&mut statements));
        Box::pin(self.writer.write(work))
    }

    /// Reads on this thread, each statement from a snapshot of its own.
    pub(crate) fn read<'a, T>(
        &'a self,
        work: impl AsyncFnOnce(&mut Statements<'_>) -> Result<T, Failure> + Send + 'a,
    ) -> Answer<'a, Result<T, Failure>> {
        Box::pin(async move {
            self.readers
                .read(|mut statements| ready(work(&mut statements)))
        })
    }

    /// Reads on this thread, everything from one snapshot.
    pub(crate) fn read_at_once<'a, T>(
        &'a self,
        work: impl AsyncFnOnce(&mut Statements<'_>) -> Result<T, Failure> + Send + 'a,
    ) -> Answer<'a, Result<T, Failure>> {
        Box::pin(async move {
            self.readers
                .read(|statements| statements.at_once(|statements| ready(work(statements))))
        })
    }

    /// The same for as long as it takes.
    pub(crate) fn read_everything<'a, T>(
        &'a self,
        work: impl AsyncFnOnce(&mut Statements<'_>) -> Result<T, Failure> + Send + 'a,
    ) -> Answer<'a, Result<T, Failure>> {
        self.read_at_once(work)
    }

    pub(crate) fn list(
        &self,
        filter: ToolFilter,
        page: Page,
    ) -> Answer<'_, Result<ToolPage, Failure>> {
        let read_max = self.search_read_max;
        self.read(async move |statements| list::list_tools(*statements, &filter, page, read_max))
    }
}

impl Store for Sqlite {
    fn ready(&self) -> Answer<'_, Result<(), Failure>> {
        self.write(async |sql| audit::try_to_write(sql).await)
    }

    fn check(&self) -> Answer<'_, Result<(), Failure>> {
        Box::pin(async move {
            self.readers
                .read(|statements| statements.at_once(|statements| check::check(*statements)))?;
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
