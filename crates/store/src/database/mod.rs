//! What an operator does to whole databases: bring the schema up to date, check, copy, back up.
//!
//! Each function blocks until it is done, on a runtime of its own: call it from a command, and not
//! from inside of another runtime.

mod address;
mod backup;
mod check;
mod compare;
mod copy;
mod migrate;
mod opened;
mod rows;
mod tables;

#[cfg(test)]
mod tests;

use tokio::runtime::Builder;

use crate::AuditHash;

pub use address::{Database, InvalidDatabase};
pub use backup::{BackupError, backup};
pub use check::{CheckError, check};
pub use copy::{CopyError, Progress, copy};
pub use migrate::{Migrated, migrate};
#[cfg(test)]
pub(crate) use tables::TABLES;

/// What a database holds, after everything in it was found to fit together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// Its tables; the history of the schema and what searches look in are not counted.
    pub tables: Vec<TableRows>,
    /// How many entries the audit log has.
    pub audit_entries: u64,
    /// The hash of the last one. Whoever keeps it elsewhere can tell later that nothing before it was
    /// changed.
    pub audit_head: AuditHash,
}

/// How many rows a table has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableRows {
    /// Its name.
    pub table: &'static str,
    /// The rows.
    pub rows: u64,
}

impl Contents {
    /// The rows of all tables together.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }
}

/// Runs something to its end on this thread.
fn blocking<T, E: From<std::io::Error>>(work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(work)
}
