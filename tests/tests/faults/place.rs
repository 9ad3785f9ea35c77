//! Where a server keeps everything: a file, or a database in PostgreSQL.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use wharfinger_store::{Postgres, Sqlite, Store};
use wharfinger_test_postgres::{Cluster, Database};
use wharfinger_tests::http::Connection;
use wharfinger_tests::program::{Server, sqlite};

/// The name of the file in its folder.
const FILE: &str = "faults.db";

/// A database that outlives its servers.
#[derive(Debug)]
pub(crate) enum Place<'c> {
    Sqlite(TempDir),
    Postgres(Database<'c>),
}

impl Place<'static> {
    /// A new file.
    pub(crate) fn sqlite() -> Self {
        Self::Sqlite(tempfile::tempdir().unwrap())
    }
}

impl<'c> Place<'c> {
    /// A new database of a cluster.
    pub(crate) fn postgres(cluster: &'c Cluster) -> Self {
        let prepare = |address: &str| drop(Postgres::open(address).unwrap());
        Self::Postgres(cluster.database("wharfinger_faults", prepare))
    }

    /// Its address.
    pub(crate) fn address(&self) -> String {
        match self {
            Self::Sqlite(folder) => sqlite(&folder.path().join(FILE)),
            Self::Postgres(database) => database.address(),
        }
    }

    /// Starts a server over it, and says how long it took to the first 200.
    pub(crate) fn start(&self) -> (Server, Duration) {
        let began = Instant::now();
        let server = Server::start(&self.address());
        let ready = Connection::open(server.address()).unwrap().get("/readyz");
        assert_eq!(ready.unwrap().status, 200);
        (server, began.elapsed())
    }

    /// Looks at what is stored. A file is copied first, as its killed server left it, so that the
    /// server's next start finds it untouched; no server may have it open.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&dyn Store) -> T) -> T {
        match self {
            Self::Sqlite(folder) => {
                let copy = tempfile::tempdir().unwrap();
                for end in ["", "-wal"] {
                    let file = |folder: &Path| folder.join(format!("{FILE}{end}"));
                    let left = file(folder.path());
                    if fs::exists(&left).unwrap() {
                        fs::copy(&left, file(copy.path())).unwrap();
                    }
                }
                look(&Sqlite::open(copy.path().join(FILE)).unwrap())
            }
            Self::Postgres(database) => look(&Postgres::open(&database.address()).unwrap()),
        }
    }
}
