//! What only the PostgreSQL store can get wrong: crashes, lost connections, damage, schemas.

mod crashes;
mod damage;
mod plans;
mod proxy;
mod schema;
mod tls;
mod writes;

use std::error::Error;

use sqlx::Connection;
use tokio::runtime::Builder;
use wharfinger_test_postgres::{Cluster, Database};

pub(crate) use proxy::{Fault, Proxy};

use super::Postgres;
use super::connection::Target;
use super::migrate::{MIGRATIONS, migrate};
use crate::database::TABLES;

/// Takes away everything but what a new database has.
pub(crate) const EMPTY: &str = "
    DO $$
    BEGIN
        EXECUTE (
            SELECT 'TRUNCATE ' || string_agg(quote_ident(tablename), ', ') FROM pg_tables
            WHERE schemaname = 'public'
                AND tablename NOT IN
                    ('wharfinger_migration', 'account', 'audit_head', 'evidence_progress'));
        DELETE FROM account WHERE name <> 'operator';
        UPDATE evidence_progress SET through = 0;
        UPDATE audit_head SET number = 0, hash = decode(repeat('00', 32), 'hex');
    END
    $$";

/// Gives an empty database the first steps of the schema only.
pub(crate) fn with_schema(address: &str, steps: usize) {
    let target = Target::parse(address).unwrap();
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = target.connect().await.unwrap();
        migrate(&mut connection, &MIGRATIONS[..steps])
            .await
            .unwrap();
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

/// What is stored, as a digest: another one where any column of any row is another.
pub(crate) fn stored(store: &Postgres) -> String {
    let digests: Vec<_> = TABLES
        .iter()
        .map(|table| {
            let name = table.name;
            format!("(SELECT md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) FROM {name} t)")
        })
        .collect();
    let sql = format!("SELECT {}", digests.join(" || "));
    let read = store.read(async move |session| {
        let rows = session.query_planned(sql.clone(), &[], false).await?;
        rows.into_iter().next().unwrap().text("digest")
    });
    pollster::block_on(read).unwrap()
}

/// Everything that an operator reads about an error.
fn told(error: &dyn Error) -> String {
    let mut told = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        told = format!("{told}: {error}");
        source = error.source();
    }
    told
}
