//! From one database to another.

use std::fmt;

use super::check::whole;
use super::opened::{Connection, Opened};
use super::{Contents, Database, blocking, compare, rows};
use crate::sql::{check, verify};
use crate::{AuditHash, CheckError, Failure, OpenError};

/// How far a copy has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// The source is checked.
    CheckingSource,
    /// So many rows of a table were copied.
    Copied {
        /// The table.
        table: &'static str,
        /// The rows so far.
        rows: u64,
        /// Whether these are all.
        is_complete: bool,
    },
    /// What searches look in is made.
    Indexing,
    /// Every row is read back and compared.
    ComparingRows,
    /// The target is checked.
    CheckingTarget,
    /// What both databases answer is compared.
    ComparingAnswers,
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CheckingSource => "checking the database to copy from",
            Self::Copied { table, rows, .. } => {
                return write!(f, "copied {rows} rows of `{table}`");
            }
            Self::Indexing => "making the search index",
            Self::ComparingRows => "comparing every row",
            Self::CheckingTarget => "checking the copy",
            Self::ComparingAnswers => "comparing what both databases answer",
        })
    }
}

/// Why a database was not copied. Up to [`CopyError::Copy`] the target is as empty as before.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CopyError {
    /// Source and target are one.
    #[error("the database to copy to is the one to copy from; name another one")]
    Same,
    /// The source was not opened.
    #[error("the database to copy from cannot be used")]
    OpenSource(#[source] OpenError),
    /// The target was not opened.
    #[error("the database to copy to cannot be used")]
    OpenTarget(#[source] OpenError),
    /// The target holds something.
    #[error(
        "the database to copy to holds something already ({rows} rows in `{table}`); name an empty \
         one that no server has served from"
    )]
    NotEmpty {
        /// The first table that holds more than a new database.
        table: &'static str,
        /// How many rows it holds.
        rows: u64,
    },
    /// What is to be copied does not hold together.
    #[error("the database to copy from is not whole; restore a backup, or ask for help")]
    Broken(#[source] CheckError),
    /// The source cannot be read.
    #[error("the database to copy from cannot be read")]
    Source(#[source] Failure),
    /// The target cannot be read, or does not keep what was written.
    #[error("the database to copy to does not answer")]
    Target(#[source] Failure),
    /// A row was not taken by the target.
    #[error("a row of `{table}` cannot be written to the database to copy to")]
    Write {
        /// The row's table.
        table: &'static str,
        /// Why not.
        source: Failure,
    },
    /// The target has kept something else than was written.
    #[error("source and target differ in {what}; do not serve from the copy, and keep the source")]
    Differs {
        /// Where.
        what: String,
    },
    /// The copy was finished, and is not whole.
    #[error("the copy is not whole; do not serve from it, and keep the source")]
    Copy(#[source] CheckError),
}

impl From<std::io::Error> for CopyError {
    fn from(error: std::io::Error) -> Self {
        Self::OpenSource(error.into())
    }
}

/// Copies everything from one database to an empty one, of either kind: every row as it is, positions and
/// audit log included, in one transaction, from one moment of the source. What searches look in is made
/// anew. Then the copy is compared with the source, row by row and answer by answer, and checked.
///
/// No server may have either database open ([`OpenError::InUse`], [`OpenError::Connected`]): what it
/// writes after that moment would be missing. The source must have the newest schema
/// ([`OpenError::Older`]), so that old mistakes are not carried on; the target has it or has none yet.
///
/// ```
/// use wharfinger_store::{Database, copy};
/// # let folder = tempfile::tempdir()?;
/// let [from, to] = ["old.db", "new.db"].map(|name| Database::sqlite(folder.path().join(name)));
/// from.open()?.close();
/// let copied = copy(&from, &to, |progress| eprintln!("{progress}"))?;
/// // The operator's account, the head of the audit log, and how far images were taken up.
/// assert_eq!(copied.rows(), 3);
/// assert!(copy(&from, &from, |_| {}).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn copy(
    from: &Database,
    to: &Database,
    mut progress: impl FnMut(Progress),
) -> Result<Contents, CopyError> {
    if from == to {
        return Err(CopyError::Same);
    }
    blocking(async {
        let mut source = open_source(from).await.map_err(CopyError::OpenSource)?;
        let mut target = open_target(to).await.map_err(CopyError::OpenTarget)?;
        let contents = transfer(&mut source, &mut target, &mut progress).await?;
        let source = source.serve().map_err(CopyError::OpenSource)?;
        let target = target.serve().map_err(CopyError::OpenTarget)?;
        progress(Progress::CheckingTarget);
        let checked = target.check().await;
        checked.map_err(|failure| CopyError::Copy(failure.into()))?;
        progress(Progress::ComparingAnswers);
        compare::compare(&*source, &*target).await?;
        Ok(contents)
    })
}

async fn open_source(database: &Database) -> Result<Opened, OpenError> {
    let mut opened = Opened::open_newest(database).await?;
    opened.alone().await?;
    Ok(opened)
}

/// Opens the target, whose schema is made where it has none; one that has an older schema belongs to
/// somebody.
async fn open_target(database: &Database) -> Result<Opened, OpenError> {
    let mut opened = Opened::open(database).await?;
    opened.alone().await?;
    if opened.schema().await? == 0 {
        opened.migrate().await?;
    }
    opened.newest().await?;
    Ok(opened)
}

/// Copies in one transaction, which is kept only if the target then has what the source has.
async fn transfer(
    source: &mut Opened,
    target: &mut Opened,
    progress: &mut dyn FnMut(Progress),
) -> Result<Contents, CopyError> {
    let (mut source, mut target) = (source.connection(), target.connection());
    source.begin_reading().await.map_err(CopyError::Source)?;
    target.begin_writing().await.map_err(CopyError::Target)?;
    rows::is_empty(&mut target).await?;
    progress(Progress::CheckingSource);
    let (audit_entries, audit_head) = checked(&mut source).await.map_err(CopyError::Broken)?;
    rows::copy(&mut source, &mut target, progress).await?;
    progress(Progress::Indexing);
    target.index_tools().await.map_err(CopyError::Target)?;
    progress(Progress::ComparingRows);
    let tables = rows::compare(&mut source, &mut target).await?;
    target.commit().await.map_err(CopyError::Target)?;
    source.commit().await.map_err(CopyError::Source)?;
    Ok(Contents {
        tables,
        audit_entries,
        audit_head,
    })
}

/// Reads everything through the eyes of the port, and follows the audit log to its head.
async fn checked(connection: &mut Connection<'_>) -> Result<(u64, AuditHash), CheckError> {
    check::check(connection).await?;
    whole(verify::verify(connection).await?)
}
