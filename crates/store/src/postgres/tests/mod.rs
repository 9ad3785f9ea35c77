//! What only the PostgreSQL store can get wrong: crashes, lost connections, damage, schemas.

mod crashes;
mod damage;
mod plans;
mod schema;
mod writes;

use wharfinger_test_postgres::{Cluster, Database};

use super::Postgres;

/// Takes away everything but what a new database holds: the schema, the operator's account and the
/// end of an empty audit log.
pub(crate) const EMPTY: &str = "
    DO $$
    BEGIN
        EXECUTE (
            SELECT 'TRUNCATE ' || string_agg(quote_ident(tablename), ', ') FROM pg_tables
            WHERE schemaname = 'public' AND tablename <> 'wharfinger_migration');
        INSERT INTO account (position, id, name, role, revision, created_at)
        VALUES (1, decode(repeat('00', 16), 'hex'), 'operator', 'administrator', 1, 0);
        INSERT INTO audit_head (one, number, hash)
        VALUES (1, 0, decode(repeat('00', 32), 'hex'));
    END
    $$";

/// A fresh database with the current schema.
pub(crate) fn database(cluster: &Cluster) -> Database<'_> {
    cluster.database("wharfinger", |address| {
        Postgres::open(address).unwrap();
    })
}

pub(crate) fn open(database: &Database<'_>) -> Postgres {
    Postgres::open(&database.address()).unwrap()
}
