//! The database that an address names.

use std::sync::Arc;

use wharfinger_store::{Database, OpenError, Store};

use crate::server::StartError;

/// Opens the store at an address such as `sqlite:wharfinger.db` or
/// `postgres://USER:PASSWORD@HOST/DATABASE`. Errors repeat no password.
pub fn open(database: &str) -> Result<Arc<dyn Store>, StartError> {
    open_by(database, Database::open)
}

/// Opens the store for one command, beside a server that may be running over it.
pub fn open_beside(database: &str) -> Result<Arc<dyn Store>, StartError> {
    open_by(database, Database::open_beside)
}

fn open_by(
    database: &str,
    open: fn(&Database) -> Result<Arc<dyn Store>, OpenError>,
) -> Result<Arc<dyn Store>, StartError> {
    let database: Database = database.parse()?;
    open(&database).map_err(|source| StartError::Open {
        database: database.to_string(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_error_repeats_a_password() {
        for (database, shown) in [
            ("mysql://ann:s3cret@db/x", "mysql://..."),
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
