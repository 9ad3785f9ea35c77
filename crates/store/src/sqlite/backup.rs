//! A copy of a file while a server has it open.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::connection::{BUSY_TIMEOUT, beside, private_file};
use super::migrate::is_ours;
use crate::{BackupError, OpenError};

/// The `PRAGMA user_version` of a backup, which nothing else uses: what is in it is older than what was done
/// since, and whoever serves from it must not take it for the last word (`docs/OPERATING.md`, After restoring).
const BACKUP: i32 = 1;

/// Writes everything that was committed when it began to a new file `to`, and gives its size in
/// bytes. Whoever writes meanwhile goes on.
///
/// `VACUUM INTO` reads one snapshot, as `.backup` of the shell does, and leaves no free pages; it
/// syncs nothing (`sqlite.org/lang_vacuum.html`, section 3). So the copy is made under another name,
/// synced, and then given its own: under that, it is whole.
pub(crate) fn backup(database: &Path, to: &Path) -> Result<u64, BackupError> {
    let missing = |_| OpenError::Missing {
        database: database.to_owned(),
    };
    // Not created here, nor opened other than by SQLite, whose locks closing would drop.
    let database = database.canonicalize().map_err(missing)?;
    let connection = beside_others(&database)?;
    if !is_ours(&connection)? {
        return Err(OpenError::Foreign.into());
    }
    let failed = |source| BackupError::File {
        file: to.to_owned(),
        source,
    };
    if to.try_exists().map_err(failed)? {
        return Err(BackupError::Exists {
            file: to.to_owned(),
        });
    }
    let partial = beside(to, "-partial");
    // Emptied where an earlier attempt was cut off; `VACUUM INTO` takes an empty file.
    let written = private_file().truncate(true).open(&partial);
    written.map_err(failed)?;
    let name = partial
        .to_str()
        .ok_or_else(|| failed(ErrorKind::InvalidFilename.into()))?;
    let copied = connection.execute("VACUUM INTO ?1", [name]);
    let kept = copied
        .and_then(|_| mark(&partial))
        .map_err(BackupError::Copy)
        .and_then(|()| keep(&partial, to).map_err(failed));
    if kept.is_err() {
        // What is left of it says why; that it cannot be removed would only hide the reason.
        let _ = fs::remove_file(&partial);
    }
    kept
}

/// Says in a copy that it is one.
fn mark(copy: &Path) -> rusqlite::Result<()> {
    Connection::open(copy)?.pragma_update(None, "user_version", BACKUP)
}

/// Whether a database is a backup, and nobody has said yet that it is to be believed.
pub(crate) fn is_backup(database: &Path) -> Result<bool, OpenError> {
    let version: i32 =
        beside_others(database)?.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(version == BACKUP)
}

/// Says that a database is to be believed, backup or not.
pub(crate) fn believe(database: &Path) -> Result<(), OpenError> {
    if is_backup(database)? {
        beside_others(database)?.pragma_update(None, "user_version", 0)?;
    }
    Ok(())
}

/// Opens a database that others may have open.
fn beside_others(database: &Path) -> Result<Connection, OpenError> {
    let connection = Connection::open_with_flags(
        database,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    Ok(connection)
}

/// Makes a finished copy durable under its own name.
fn keep(partial: &Path, to: &Path) -> std::io::Result<u64> {
    let file = File::options().write(true).open(partial)?;
    file.sync_all()?;
    fs::rename(partial, to)?;
    #[cfg(unix)]
    if let Some(folder) = to.canonicalize()?.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(file.metadata()?.len())
}
