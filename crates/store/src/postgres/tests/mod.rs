//! What only the PostgreSQL store can get wrong: crashes, lost connections, damage, schemas.

mod crashes;
mod damage;
mod plans;
mod schema;
mod writes;

use sqlx::Connection;
use tokio::runtime::Builder;
use wharfinger_test_postgres::{Cluster, Database};

use super::Postgres;
use super::connection::Target;
use super::migrate::{MIGRATIONS, migrate};

/// Takes away everything but what a new database has.
pub(crate) const EMPTY: &str = "
    DO $$
    BEGIN
        EXECUTE (
            SELECT 'TRUNCATE ' || string_agg(quote_ident(tablename), ', ') FROM pg_tables
            WHERE schemaname = 'public'
                AND tablename NOT IN ('wharfinger_migration', 'account', 'audit_head'));
        DELETE FROM account WHERE name <> 'operator';
        UPDATE audit_head SET number = 0, hash = decode(repeat('00', 32), 'hex');
    END
    $$";

/// Gives an empty database the first schema only.
pub(crate) fn with_first_schema(address: &str) {
    let target = Target::parse(address).unwrap();
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = target.connect().await.unwrap();
        migrate(&mut connection, &MIGRATIONS[..1]).await.unwrap();
        connection.close().await.unwrap();
    });
}

/// A fresh database with the current schema.
pub(crate) fn database(cluster: &Cluster) -> Database<'_> {
    cluster.database("wharfinger", |address| {
        Postgres::open(address).unwrap();
    })
}

pub(crate) fn open(database: &Database<'_>) -> Postgres {
    Postgres::open(&database.address()).unwrap()
}
