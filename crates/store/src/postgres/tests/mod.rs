//! What only the PostgreSQL store can get wrong.

use wharfinger_test_postgres::{Cluster, Database};

use super::Postgres;

/// A fresh database with the current schema.
pub(crate) fn database(cluster: &Cluster) -> Database<'_> {
    cluster.database("wharfinger", |address| {
        Postgres::open(address).unwrap();
    })
}

pub(crate) fn open(database: &Database<'_>) -> Postgres {
    Postgres::open(&database.address()).unwrap()
}
