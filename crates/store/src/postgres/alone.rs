//! Whether anybody else of ours is connected to a database.

use sqlx::postgres::PgConnection;
use sqlx::{query_scalar, raw_sql};

use super::connection::{NAME, NAME_OPENING};
use crate::OpenError;

/// Other connections of ours to the database, by their names. A role sees those of its own, and a superuser
/// all. What was seen once is seen for the rest of a transaction, unless it is cleared (PostgreSQL's manual,
/// "Viewing Statistics").
const OTHERS: &str = "
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = ANY ($1)
        AND pid <> pg_backend_pid()";

const SEE_ANEW: &str = "SELECT pg_stat_clear_snapshot(), pg_sleep(0.1)";

/// How often it is looked whether other connections are gone: two seconds in all, since one that was
/// closed just now takes a moment to end.
const LOOKS_MAX: u32 = 20;

/// Refuses a database that anybody else of ours is connected to.
pub(super) async fn entirely(connection: &mut PgConnection) -> Result<(), OpenError> {
    without(connection, &[NAME, NAME_OPENING]).await
}

/// Refuses a database that servers serve from. Others may be about to open it: they wait, and then find
/// it as it is by then.
pub(super) async fn without_servers(connection: &mut PgConnection) -> Result<(), OpenError> {
    without(connection, &[NAME]).await
}

async fn without(connection: &mut PgConnection, names: &[&str]) -> Result<(), OpenError> {
    let mut connections = 0;
    for _ in 0..LOOKS_MAX {
        let others = query_scalar(OTHERS).bind(names);
        let others: i64 = others.fetch_one(&mut *connection).await?;
        if others == 0 {
            return Ok(());
        }
        connections = others.unsigned_abs();
        raw_sql(SEE_ANEW).execute(&mut *connection).await?;
    }
    Err(OpenError::Connected { connections })
}
