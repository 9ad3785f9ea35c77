//! Brings a database to the schema this build knows, or says why it cannot.

use sqlx::postgres::PgConnection;
use sqlx::{Connection, query_scalar, raw_sql};

use super::alone;
use super::connection::Target;
use super::session::{Session, lock};
use crate::OpenError;
use crate::migration::{Migration, missing};

/// The history, oldest first.
pub(super) const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "0001_tools",
        sql: include_str!("../../migrations/postgres/0001_tools.sql"),
    },
    Migration {
        name: "0002_people",
        sql: include_str!("../../migrations/postgres/0002_people.sql"),
    },
    Migration {
        name: "0003_grants",
        sql: include_str!("../../migrations/postgres/0003_grants.sql"),
    },
    Migration {
        name: "0004_mail_and_renewals",
        sql: include_str!("../../migrations/postgres/0004_mail_and_renewals.sql"),
    },
    Migration {
        name: "0005_mends",
        sql: include_str!("../../migrations/postgres/0005_mends.sql"),
    },
    Migration {
        name: "0006_descriptors",
        sql: include_str!("../../migrations/postgres/0006_descriptors.sql"),
    },
    Migration {
        name: "0007_devices",
        sql: include_str!("../../migrations/postgres/0007_devices.sql"),
    },
    Migration {
        name: "0008_pull_passwords",
        sql: include_str!("../../migrations/postgres/0008_pull_passwords.sql"),
    },
    Migration {
        name: "0009_evidence",
        sql: include_str!("../../migrations/postgres/0009_evidence.sql"),
    },
    Migration {
        name: "0010_trail_failures",
        sql: include_str!("../../migrations/postgres/0010_trail_failures.sql"),
    },
    Migration {
        name: "0011_registry_requests",
        sql: include_str!("../../migrations/postgres/0011_registry_requests.sql"),
    },
    Migration {
        name: "0012_sessions_in_the_log",
        sql: include_str!("../../migrations/postgres/0012_sessions_in_the_log.sql"),
    },
    Migration {
        name: "0013_search_pieces",
        sql: include_str!("../../migrations/postgres/0013_search_pieces.sql"),
    },
    Migration {
        name: "0014_examinations",
        sql: include_str!("../../migrations/postgres/0014_examinations.sql"),
    },
];

/// The oldest PostgreSQL that serves: in 13 `pg_trgm` became an extension that the owner of a
/// database may create (release notes, "trusted extensions").
const VERSION_MIN: u32 = 13;

/// Takes the lock that keeps two servers, which start at once, from taking the same step. Whoever
/// waits for it waits for a migration, so nothing hurries it.
const BEGIN: &str = concat!(
    "BEGIN; SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; ",
    lock!("2")
);

/// Takes the lock of the writers: a step may write what they do.
const WRITERS: &str = lock!("1");

/// Where the history is kept. Other programs may have tables beside ours.
const CREATE_HISTORY: &str = "CREATE TABLE IF NOT EXISTS wharfinger_migration (
    number   BIGINT NOT NULL PRIMARY KEY,
    name     TEXT   NOT NULL,
    checksum BIGINT NOT NULL
)";

/// Connects, checks the server, and applies what is missing.
pub(super) async fn prepare(target: &Target) -> Result<(), OpenError> {
    let mut connection = connect_checked(target).await?;
    migrate(&mut connection, MIGRATIONS).await?;
    connection.close().await?;
    Ok(())
}

/// Connects to a server that serves, for whoever opens the database.
pub(super) async fn connect_checked(target: &Target) -> Result<PgConnection, OpenError> {
    let connected = target.connect_to_open().await;
    let mut connection = connected.map_err(|error| target.refused(error))?;
    check_server(&mut connection).await?;
    Ok(connection)
}

async fn check_server(connection: &mut PgConnection) -> Result<(), OpenError> {
    let number: String = query_scalar("SHOW server_version_num")
        .fetch_one(&mut *connection)
        .await?;
    // 150018 is 15.18.
    let version = number.parse().unwrap_or(0) / 10_000;
    if version < VERSION_MIN {
        return Err(OpenError::OldServer {
            found: version.to_string(),
            known: VERSION_MIN,
        });
    }
    let encoding: String = query_scalar("SHOW server_encoding")
        .fetch_one(&mut *connection)
        .await?;
    if encoding != "UTF8" {
        return Err(OpenError::Encoding { encoding });
    }
    Ok(())
}

/// How many steps of `migrations` were applied, or why the database is none of them.
pub(super) async fn schema(
    connection: &mut PgConnection,
    migrations: &'static [Migration],
) -> Result<usize, OpenError> {
    let has_history: bool = query_scalar("SELECT to_regclass('wharfinger_migration') IS NOT NULL")
        .fetch_one(&mut *connection)
        .await?;
    if !has_history {
        return Ok(0);
    }
    Ok(migrations.len() - missing(migrations, &applied(connection).await?)?.count())
}

/// The checksums of the steps that were applied, in order.
async fn applied(connection: &mut PgConnection) -> Result<Vec<i64>, OpenError> {
    let checksums = query_scalar("SELECT checksum FROM wharfinger_migration ORDER BY number");
    Ok(checksums.fetch_all(connection).await?)
}

/// Applies what is missing of `migrations`, each step in a transaction of its own.
pub(super) async fn migrate(
    connection: &mut PgConnection,
    migrations: &'static [Migration],
) -> Result<(), OpenError> {
    loop {
        raw_sql(BEGIN).execute(&mut *connection).await?;
        raw_sql(CREATE_HISTORY).execute(&mut *connection).await?;
        let mut steps = missing(migrations, &applied(connection).await?)?.peekable();
        let next = steps.peek().copied();
        // Before the first step is taken: whoever is refused finds the schema as it was.
        if steps.any(|(_, migration)| migration.is_taken_alone()) {
            alone::without_servers(connection).await?;
        }
        if let Some((number, migration)) = next {
            take(connection, number, migration).await?;
        }
        raw_sql("COMMIT").execute(&mut *connection).await?;
        if next.is_none() {
            return Ok(());
        }
    }
}

/// Takes a step, in a transaction that has begun.
async fn take(
    connection: &mut PgConnection,
    number: i64,
    migration: &Migration,
) -> Result<(), OpenError> {
    raw_sql(WRITERS).execute(&mut *connection).await?;
    raw_sql(migration.sql).execute(&mut *connection).await?;
    let mut session = Session::new(connection);
    migration.carry_over(&mut session).await?;
    session.send().await.map_err(OpenError::Adopt)?;
    sqlx::query("INSERT INTO wharfinger_migration (number, name, checksum) VALUES ($1, $2, $3)")
        .bind(number)
        .bind(migration.name)
        .bind(migration.checksum())
        .execute(&mut *connection)
        .await?;
    Ok(())
}
