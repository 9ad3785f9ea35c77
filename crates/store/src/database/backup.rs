//! A copy of a SQLite file that can be restored by putting it back.

use std::path::{Path, PathBuf};

use super::Database;
use super::address::Place;
use crate::{OpenError, sqlite};

/// Why no backup was made. There is no file then, or the one that was there before.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// PostgreSQL has programs of its own, which know how to restore what they wrote.
    #[error(
        "PostgreSQL databases are backed up by its own `pg_dump --format=custom`; see \
         docs/OPERATING.md"
    )]
    Postgres,
    /// The database was not opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// There is a file with the backup's name.
    #[error("`{}` is there already; name another file, or remove that one", file.display())]
    Exists {
        /// The file.
        file: PathBuf,
    },
    /// A file of the backup cannot be written.
    #[error("the backup `{}` cannot be written", file.display())]
    File {
        /// The file that was asked for.
        file: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The database cannot be copied.
    #[error("SQLite cannot copy the database")]
    Copy(#[source] rusqlite::Error),
}

/// Writes everything that a SQLite database holds at this moment to a new file, and gives its size in
/// bytes. A server may go on writing meanwhile: what it has acknowledged before is in the backup.
///
/// The backup is a database like any other, of whatever schema the original has: check it with
/// [`crate::check`], and restore it by putting it into the place of the original while no server runs.
///
/// ```
/// use wharfinger_store::{Database, backup, check};
/// # let folder = tempfile::tempdir()?;
/// let database = Database::sqlite(folder.path().join("wharfinger.db"));
/// database.open()?.close();
/// let file = folder.path().join("backup.db");
/// backup(&database, &file)?;
/// check(&Database::sqlite(&file))?;
/// assert!(backup(&database, &file).is_err(), "nothing is written over");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn backup(database: &Database, to: &Path) -> Result<u64, BackupError> {
    match database.place() {
        Place::Sqlite(path) => sqlite::backup(path, to),
        Place::Postgres(_) => Err(BackupError::Postgres),
    }
}
