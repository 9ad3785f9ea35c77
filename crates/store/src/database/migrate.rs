//! Bringing a schema up to date without serving.

use super::opened::Opened;
use super::{Database, blocking};
use crate::OpenError;

/// Which way a schema has come; the steps are counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// The schema it had; 0 before there was any.
    pub from: usize,
    /// The schema it has, the newest that this version knows.
    pub to: usize,
}

/// Brings a database's schema up to date, as a server does when it starts. Each step is a transaction: one
/// that fails or is cut off leaves nothing. A SQLite file that is not there is refused
/// ([`OpenError::Missing`]) and not made, because its path may be mistyped; a server makes one.
///
/// A SQLite file that a server has is refused ([`OpenError::InUse`]). Servers may go on serving from PostgreSQL
/// meanwhile, unless a step is missing that changes what is hashed: as long as one is connected then, nothing is
/// done ([`OpenError::Connected`]).
///
/// ```
/// use wharfinger_store::{Database, migrate};
/// # let folder = tempfile::tempdir()?;
/// let database = Database::sqlite(folder.path().join("wharfinger.db"));
/// assert!(migrate(&database).is_err(), "there is none yet");
/// database.open()?.close();
/// let migrated = migrate(&database)?;
/// assert_eq!(migrated.from, migrated.to, "it was made with the newest");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn migrate(database: &Database) -> Result<Migrated, OpenError> {
    blocking(async {
        let mut opened = Opened::open_there(database).await?;
        let from = opened.schema().await?;
        opened.migrate().await?;
        let to = opened.schema().await?;
        Ok(Migrated { from, to })
    })
}
