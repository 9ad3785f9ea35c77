//! How connections are opened: one that writes, and one for each thread that reads at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::statement::{Statements, failure};
use crate::{Failure, OpenError};

/// How long a statement waits for a lock, before it fails. Nobody but this process has the
/// database open as a rule; an operator's command, or the `sqlite3` shell, may hold a lock for a
/// moment.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The same of a command beside a server. SQLite asks for the lock every tenth of a second, and a
/// server with as many writes as it can take leaves it free for a fiftieth of the time: after half a
/// minute it was free for one question of three hundred, but once in four hundred cases.
pub(super) const BUSY_TIMEOUT_BESIDE: Duration = Duration::from_secs(30);

/// Prepared statements a connection keeps: more than the adapter has, list shapes included.
const STATEMENTS_CACHED: usize = 256;

/// Pages in the write-ahead log at which a commit copies it back: 16 MB, four times SQLite's own
/// choice. Copying back syncs three times, and the pages that every commit writes anew are copied
/// once; a longer log would take longer to read after a crash.
const LOG_PAGES_MAX: i64 = 4_000;

/// Bytes the write-ahead log is cut to when it has been copied back after a peak: more than
/// [`LOG_PAGES_MAX`] and a batch need, so that in the usual run it neither shrinks nor grows. What
/// is written over costs a sync less than what makes the file longer.
const LOG_BYTES_KEPT: i64 = 32 << 20;

/// Pages a reader keeps, in kibibytes: the upper levels of every index of a large store. SQLite's
/// own default is 2 MB; more readers than worker threads never exist, so this stays small in sum.
const READER_CACHE_KIBIBYTES: i64 = 8 << 10;

/// Holds the database for this process until dropped.
///
/// The lock is on a file of its own because closing any descriptor of the database file itself
/// would drop the locks that SQLite holds on it (sqlite.org/howtocorrupt.html, section 2.2).
/// The operating system lets it go when the process dies, however it dies.
#[derive(Debug)]
pub(super) struct ProcessLock(#[expect(dead_code, reason = "held, not read")] File);

impl ProcessLock {
    /// The lock, unless somebody else holds it.
    pub(super) fn acquire(database: &Path) -> Result<Option<Self>, OpenError> {
        let path = beside(database, "-lock");
        let file = private_file().open(&path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}

/// Refuses a file that is not there, for whoever does not come to make one.
pub(crate) fn must_be_there(database: &Path) -> Result<(), OpenError> {
    if database.try_exists()? {
        return Ok(());
    }
    Err(OpenError::Missing {
        database: database.to_owned(),
    })
}

/// The file itself behind links, created where there is none: the lock and the log lie beside it,
/// so that two paths to one database are not two databases. Hard links are: each lies in a folder as
/// the file's own name, with a lock and a log beside it, and two servers would damage the database.
pub(super) fn real_file(database: &Path) -> Result<PathBuf, OpenError> {
    match database.canonicalize() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            // Created here rather than by SQLite to keep it, and the log that takes over its
            // permissions, from other users of the machine: it holds contacts and token hashes.
            let made = private_file().open(database);
            made.map_err(|error| no_folder(database, error))?;
            Ok(database.canonicalize()?)
        }
        // A file that is there is not opened: to close it again would drop the locks of SQLite.
        found => Ok(found?),
    }
}

/// Why a file was not made: most often the folder was forgotten or mistyped.
fn no_folder(database: &Path, error: std::io::Error) -> OpenError {
    match database.parent() {
        Some(folder) if error.kind() == ErrorKind::NotFound => OpenError::NoFolder {
            folder: folder.to_owned(),
        },
        _ => error.into(),
    }
}

/// Opens the connection that writes.
pub(super) fn open_writer(
    database: &Path,
    busy_timeout: Duration,
) -> Result<Connection, OpenError> {
    let connection = Connection::open_with_flags(
        database,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    settle(&connection, busy_timeout)?;
    let mode: String =
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode != "wal" {
        return Err(OpenError::NoLog { mode });
    }
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update_and_check(None, "wal_autocheckpoint", LOG_PAGES_MAX, |_| Ok(()))?;
    connection.pragma_update_and_check(None, "journal_size_limit", LOG_BYTES_KEPT, |_| Ok(()))?;
    Ok(connection)
}

fn open_reader(database: &Path) -> Result<Connection, rusqlite::Error> {
    let connection = Connection::open_with_flags(
        database,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    settle(&connection, BUSY_TIMEOUT)?;
    // Negative: kibibytes rather than pages (sqlite.org/pragma.html#pragma_cache_size).
    connection.pragma_update(None, "cache_size", -READER_CACHE_KIBIBYTES)?;
    Ok(connection)
}

fn settle(connection: &Connection, busy_timeout: Duration) -> Result<(), rusqlite::Error> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    connection.busy_timeout(busy_timeout)?;
    // A plan for every value. Otherwise SQLite looks at what is bound, at a `LIMIT` or behind a join, and
    // prepares the statement anew each time it is bound: that took three quarters of the time of signing in
    // with a token, and half of a decision (sqlite.org/queryplanner-ng.html, section 6).
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // A database file from elsewhere must not run functions through its schema.
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "temp_store", "MEMORY")
}

pub(super) fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

pub(super) fn beside(database: &Path, suffix: &str) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push(suffix);
    path.into()
}

/// Connections that read. A reading thread takes one and puts it back, so there are as many as
/// threads ever read at once, each with its statements prepared; the lock is held for two moves.
#[derive(Debug)]
pub(super) struct Readers {
    database: PathBuf,
    /// Absent once they are closed.
    idle: Mutex<Option<Vec<Connection>>>,
}

impl Readers {
    pub(super) fn new(database: &Path) -> Self {
        Self {
            database: database.to_owned(),
            idle: Mutex::new(Some(Vec::new())),
        }
    }

    /// Reads on this thread, from one snapshot for each statement.
    pub(super) fn read<T>(
        &self,
        work: impl FnOnce(Statements<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let pooled = match self.idle().as_mut() {
            Some(idle) => idle.pop(),
            None => return Err(Failure::unavailable("the store is closed")),
        };
        let connection = match pooled {
            Some(connection) => connection,
            None => open_reader(&self.database).map_err(failure)?,
        };
        let result = work(Statements::unprobed(&connection));
        // After a failure the next reader starts with a fresh connection.
        if result.is_ok()
            && let Some(idle) = self.idle().as_mut()
        {
            idle.push(connection);
        }
        result
    }

    /// Closes every connection, so that the writer's is the last and cleans up the log.
    pub(super) fn close(&self) {
        *self.idle() = None;
    }

    fn idle(&self) -> MutexGuard<'_, Option<Vec<Connection>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
