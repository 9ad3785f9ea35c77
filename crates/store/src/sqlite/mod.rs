//! The store in a SQLite file.

mod check;
mod connection;
mod indexing;
mod list;
mod migrate;
mod sql;
mod statement;
mod writer;

#[cfg(test)]
pub(crate) mod tests;

use std::path::Path;

use wharfinger_core::registration::Registration;

use connection::{ProcessLock, Readers, open_writer, real_file};
use migrate::{MIGRATIONS, migrate};
use statement::Statements;
use writer::{Tuning, Writer};

use crate::sql::{operator_token, ready, tools};
use crate::{
    Answer, ArchiveError, Counts, Failure, NewTool, OpenError, Page, RegisterError, Registered,
    Revision, Store, Timestamp, TokenHash, Tool, ToolFilter, ToolId, ToolPage, UpdateError,
};

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
    fn set_archived(
        &self,
        id: ToolId,
        expected: Option<Revision>,
        archived: bool,
        now: Timestamp,
    ) -> Answer<'_, Result<Tool, ArchiveError>> {
        Box::pin(self.writer.write(move |mut statements| {
            ready(tools::set_archived(
                &mut statements,
                id,
                expected,
                archived,
                now,
            ))
        }))
    }
}

impl Store for Sqlite {
    fn register_tool(&self, tool: NewTool) -> Answer<'_, Result<Registered, RegisterError>> {
        Box::pin(
            self.writer
                .write(move |mut statements| ready(tools::register_tool(&mut statements, &tool))),
        )
    }

    fn update_tool(
        &self,
        id: ToolId,
        expected: Revision,
        registration: Registration,
        now: Timestamp,
    ) -> Answer<'_, Result<Tool, UpdateError>> {
        Box::pin(self.writer.write(move |mut statements| {
            ready(tools::update_tool(
                &mut statements,
                id,
                expected,
                &registration,
                now,
            ))
        }))
    }

    fn archive_tool(
        &self,
        id: ToolId,
        expected: Option<Revision>,
        now: Timestamp,
    ) -> Answer<'_, Result<Tool, ArchiveError>> {
        self.set_archived(id, expected, true, now)
    }

    fn unarchive_tool(
        &self,
        id: ToolId,
        expected: Option<Revision>,
        now: Timestamp,
    ) -> Answer<'_, Result<Tool, ArchiveError>> {
        self.set_archived(id, expected, false, now)
    }

    fn tool(&self, id: ToolId) -> Answer<'_, Result<Option<Tool>, Failure>> {
        Box::pin(async move {
            let found = self
                .readers
                .read(|mut statements| ready(tools::by_id(&mut statements, id)))?;
            Ok(found.map(|(_, tool)| tool))
        })
    }

    fn find_tool<'a>(&'a self, path: &'a str) -> Answer<'a, Result<Option<Tool>, Failure>> {
        Box::pin(async move {
            self.readers
                .read(|mut statements| ready(tools::find_tool(&mut statements, path)))
        })
    }

    fn list_tools<'a>(
        &'a self,
        filter: &'a ToolFilter,
        page: Page,
    ) -> Answer<'a, Result<ToolPage, Failure>> {
        Box::pin(async move {
            self.readers.read(|statements| {
                list::list_tools(statements, filter, page, self.unindexed_read_max)
            })
        })
    }

    fn set_operator_token(
        &self,
        hash: TokenHash,
        now: Timestamp,
    ) -> Answer<'_, Result<(), Failure>> {
        Box::pin(
            self.writer.write(move |mut statements| {
                ready(operator_token::set(&mut statements, hash, now))
            }),
        )
    }

    fn has_operator_token(&self) -> Answer<'_, Result<bool, Failure>> {
        Box::pin(async move {
            self.readers
                .read(|mut statements| ready(operator_token::exists(&mut statements)))
        })
    }

    fn operator_token_matches(&self, hash: TokenHash) -> Answer<'_, Result<bool, Failure>> {
        Box::pin(async move {
            self.readers
                .read(|mut statements| ready(operator_token::matches(&mut statements, hash)))
        })
    }

    fn counts(&self) -> Answer<'_, Result<Counts, Failure>> {
        Box::pin(async move {
            self.readers
                .read(|mut statements| ready(tools::counts(&mut statements)))
        })
    }

    fn ready(&self) -> Answer<'_, Result<(), Failure>> {
        Box::pin(self.writer.write(|_: Statements<'_>| Ok(())))
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
