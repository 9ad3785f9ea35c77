//! The database that an address names.

use std::path::Path;
use std::sync::Arc;

use wharfinger_store::{OpenError, Postgres, Sqlite, Store};

use crate::server::StartError;

/// How the addresses of PostgreSQL begin.
const POSTGRES: [&str; 2] = ["postgres://", "postgresql://"];

/// Opens the store at an address such as `sqlite:wharfinger.db` or
/// `postgres://USER:PASSWORD@HOST/DATABASE`. Errors repeat no password.
pub fn open(database: &str) -> Result<Arc<dyn Store>, StartError> {
    let failed = |source: OpenError| StartError::Open {
        database: shown(database),
        source,
    };
    if POSTGRES.iter().any(|scheme| database.starts_with(scheme)) {
        return Ok(Arc::new(Postgres::open(database).map_err(failed)?));
    }
    let path = database
        .strip_prefix("sqlite://")
        .or_else(|| database.strip_prefix("sqlite:"))
        .filter(|path| is_plain_path(path))
        .ok_or_else(|| StartError::Database(shown(database)))?;
    Ok(Arc::new(Sqlite::open(Path::new(path)).map_err(failed)?))
}

/// Opens the store for one command, beside a server that may be running over it.
pub fn open_beside(database: &str) -> Result<Arc<dyn Store>, StartError> {
    open(database)
}

/// Whether it names a file. Nothing is kept in memory alone, and what SQLite's own addresses say
/// behind a `?` would become part of the name.
fn is_plain_path(path: &str) -> bool {
    !path.is_empty() && !path.starts_with(':') && !path.starts_with("file:") && !path.contains('?')
}

/// The address as an error may repeat it: of one that may hold a password, only how it begins.
fn shown(database: &str) -> String {
    match database.split_once(':') {
        Some((scheme, rest))
            if scheme != "sqlite" && (rest.starts_with("//") || rest.contains('@')) =>
        {
            format!("{scheme}://...")
        }
        _ => database.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_error_repeats_a_password() {
        for (database, shown) in [
            (
                "sqlite:tools@home.db?mode=ro",
                "sqlite:tools@home.db?mode=ro",
            ),
            ("mysql:x", "mysql:x"),
            ("wharfinger.db", "wharfinger.db"),
            ("mysql://ann:s3cret@db/x", "mysql://..."),
            ("postgres:ann:s3cret@db/x", "postgres://..."),
            ("postgres://ann:s3cret@127.0.0.1:1/x", "postgres://..."),
            (
                "postgresql://127.0.0.1:1/x?password=s3cret",
                "postgresql://...",
            ),
        ] {
            let error = open(database).err().expect("none of them opens");
            assert!(error.to_string().contains(&format!("`{shown}`")), "{error}");
            assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
        }
    }
}
