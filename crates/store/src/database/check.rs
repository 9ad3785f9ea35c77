//! Whether a database holds together.

use super::opened::Opened;
use super::{Contents, Database, blocking, rows};
use crate::{AuditHash, AuditVerdict, Failure, OpenError};

/// Why a database is not whole, or could not be checked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// It was not opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// It cannot be read, or something in it does not fit.
    #[error(transparent)]
    Failure(#[from] Failure),
    /// The audit log is broken, or something is stored otherwise than it says.
    #[error("the audit log does not fit at entry {number}: {finding}")]
    Audit {
        /// The first entry that does not fit.
        number: u64,
        /// What does not fit.
        finding: String,
    },
}

impl From<std::io::Error> for CheckError {
    fn from(error: std::io::Error) -> Self {
        Self::Open(error.into())
    }
}

/// Reads everything that a database holds, compares what follows from something else, and follows
/// the audit log. It changes nothing that is stored, and does not bring the schema up to date
/// ([`OpenError::Older`]).
///
/// A SQLite file that a server has is refused ([`OpenError::InUse`]): check a backup of it. Servers
/// may go on serving from PostgreSQL meanwhile.
///
/// ```
/// use wharfinger_store::{AuditHash, Database, check};
/// # let folder = tempfile::tempdir()?;
/// let database = Database::sqlite(folder.path().join("wharfinger.db"));
/// database.open()?.close();
/// let contents = check(&database)?;
/// assert_eq!(contents.audit_head, AuditHash::START);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn check(database: &Database) -> Result<Contents, CheckError> {
    blocking(async {
        let mut opened = Opened::open_newest(database).await?;
        let tables = rows::count(&mut opened.connection()).await?;
        let store = opened.serve()?;
        store.check().await?;
        let (audit_entries, audit_head) = whole(store.verify_audit().await?)?;
        Ok(Contents {
            tables,
            audit_entries,
            audit_head,
        })
    })
}

/// How many entries an audit log has that is whole, and its head.
pub(super) fn whole(verdict: AuditVerdict) -> Result<(u64, AuditHash), CheckError> {
    match verdict {
        AuditVerdict::Whole { entries, head } => Ok((entries, head)),
        AuditVerdict::Broken { number, finding } => Err(CheckError::Audit { number, finding }),
    }
}
