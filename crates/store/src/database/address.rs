//! Which database is meant.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use crate::{OpenError, Postgres, Sqlite, Store, sqlite};

/// How the addresses of PostgreSQL begin.
const POSTGRES: [&str; 2] = ["postgres://", "postgresql://"];

/// How those of SQLite begin, the longer one first.
const SQLITE: [&str; 2] = ["sqlite://", "sqlite:"];

/// Where a database is: `sqlite:PATH`, or `postgres://USER:PASSWORD@HOST/DATABASE`.
///
/// It may hold a password, so showing it shows of PostgreSQL's no more than how they begin.
///
/// ```
/// use wharfinger_store::Database;
/// let database: Database = "postgres://ann:s3cret@db.example.org/wharfinger".parse()?;
/// assert_eq!(database.to_string(), "postgres://...");
/// let database: Database = "sqlite:/var/lib/wharfinger/tools.db".parse()?;
/// assert_eq!(database.to_string(), "sqlite:/var/lib/wharfinger/tools.db");
/// assert!("mysql://db.example.org/wharfinger".parse::<Database>().is_err());
/// # Ok::<(), wharfinger_store::InvalidDatabase>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Database(Place);

#[derive(Clone, PartialEq, Eq)]
pub(super) enum Place {
    Sqlite(PathBuf),
    Postgres(String),
}

impl Database {
    /// The database in that SQLite file.
    #[must_use]
    pub fn sqlite(path: impl AsRef<Path>) -> Self {
        Self(Place::Sqlite(path.as_ref().to_owned()))
    }

    /// Opens it to serve from: creates a SQLite file where there is none, and brings the schema up to
    /// date.
    pub fn open(&self) -> Result<Arc<dyn Store>, OpenError> {
        Ok(match &self.0 {
            Place::Sqlite(path) => Arc::new(Sqlite::open(path)?),
            Place::Postgres(address) => Arc::new(Postgres::open(address)?),
        })
    }

    /// Opens it for one command, beside a server that may be running over it: see
    /// [`Sqlite::open_beside`]. PostgreSQL is shared in any case.
    pub fn open_beside(&self) -> Result<Arc<dyn Store>, OpenError> {
        match &self.0 {
            Place::Sqlite(path) => Ok(Arc::new(Sqlite::open_beside(path)?)),
            Place::Postgres(_) => self.open(),
        }
    }

    /// Whether it is a backup ([`crate::backup`]) that was put into the place of its original, and nobody has
    /// said since that it is to be [believed](Self::believe). Of PostgreSQL nobody can tell.
    ///
    /// ```
    /// use wharfinger_store::{Database, backup};
    /// # let folder = tempfile::tempdir()?;
    /// let database = Database::sqlite(folder.path().join("wharfinger.db"));
    /// database.open()?.close();
    /// assert!(!database.is_backup()?);
    /// let file = folder.path().join("backup.db");
    /// backup(&database, &file)?;
    /// let restored = Database::sqlite(&file);
    /// assert!(restored.is_backup()?);
    /// restored.believe()?;
    /// assert!(!restored.is_backup()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn is_backup(&self) -> Result<bool, OpenError> {
        match &self.0 {
            Place::Sqlite(path) => sqlite::is_backup(path),
            Place::Postgres(_) => Ok(false),
        }
    }

    /// Says that what it holds is the last word, backup or not.
    pub fn believe(&self) -> Result<(), OpenError> {
        match &self.0 {
            Place::Sqlite(path) => sqlite::believe(path),
            Place::Postgres(_) => Ok(()),
        }
    }

    pub(super) const fn place(&self) -> &Place {
        &self.0
    }
}

impl FromStr for Database {
    type Err = InvalidDatabase;

    fn from_str(text: &str) -> Result<Self, InvalidDatabase> {
        if POSTGRES.iter().any(|scheme| text.starts_with(scheme)) {
            return Ok(Self(Place::Postgres(text.to_owned())));
        }
        let path = SQLITE.iter().find_map(|scheme| text.strip_prefix(scheme));
        path.filter(|path| is_plain_path(path))
            .map(Self::sqlite)
            .ok_or_else(|| InvalidDatabase(shown(text)))
    }
}

/// Whether it names a file. Nothing is kept in memory alone, and what SQLite's own addresses say
/// behind a `?` would become part of the name.
fn is_plain_path(path: &str) -> bool {
    !path.is_empty() && !path.starts_with(':') && !path.starts_with("file:") && !path.contains('?')
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Place::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Place::Postgres(address) => f.write_str(&shown(address)),
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Database({self})")
    }
}

/// A text that names no database.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a database; expected `sqlite:PATH`, such as `sqlite:wharfinger.db`, or \
     `postgres://USER:PASSWORD@HOST/DATABASE`"
)]
pub struct InvalidDatabase(String);

/// The address as it may be shown: of one that may hold a password, only how it begins.
fn shown(text: &str) -> String {
    match text.split_once(':') {
        Some((scheme, rest))
            if scheme != "sqlite" && (rest.starts_with("//") || rest.contains('@')) =>
        {
            format!("{scheme}://...")
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_shown() {
        for (text, expected) in [
            ("sqlite:home.db", "sqlite:home.db"),
            ("sqlite:///srv/tools@home.db", "sqlite:/srv/tools@home.db"),
            ("postgres://ann:s3cret@127.0.0.1:1/x", "postgres://..."),
            (
                "postgresql://127.0.0.1/x?password=s3cret",
                "postgresql://...",
            ),
        ] {
            let database: Database = text.parse().unwrap();
            assert_eq!(database.to_string(), expected);
            assert_eq!(format!("{database:?}"), format!("Database({expected})"));
        }
        for (text, expected) in [
            (
                "sqlite:tools@home.db?mode=ro",
                "sqlite:tools@home.db?mode=ro",
            ),
            ("sqlite::memory:", "sqlite::memory:"),
            ("sqlite:", "sqlite:"),
            ("wharfinger.db", "wharfinger.db"),
            ("mysql:x", "mysql:x"),
            ("mysql://ann:s3cret@db/x", "mysql://..."),
            ("postgres:ann:s3cret@db/x", "postgres://..."),
        ] {
            let error = text.parse::<Database>().unwrap_err();
            assert_eq!(error, InvalidDatabase(expected.to_owned()));
        }
    }
}
