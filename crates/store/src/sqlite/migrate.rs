//! Brings a database to the schema this build knows, or says why it cannot.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use super::statement::Statements;
use crate::OpenError;
use crate::migration::{Migration, missing};
use crate::sql::ready;

/// The history, oldest first.
pub(super) const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "0001_tools",
        sql: include_str!("../../migrations/sqlite/0001_tools.sql"),
    },
    Migration {
        name: "0002_people",
        sql: include_str!("../../migrations/sqlite/0002_people.sql"),
    },
    Migration {
        name: "0003_grants",
        sql: include_str!("../../migrations/sqlite/0003_grants.sql"),
    },
    Migration {
        name: "0004_mail_and_renewals",
        sql: include_str!("../../migrations/sqlite/0004_mail_and_renewals.sql"),
    },
    Migration {
        name: "0005_mends",
        sql: include_str!("../../migrations/sqlite/0005_mends.sql"),
    },
    Migration {
        name: "0006_descriptors",
        sql: include_str!("../../migrations/sqlite/0006_descriptors.sql"),
    },
    Migration {
        name: "0007_devices",
        sql: include_str!("../../migrations/sqlite/0007_devices.sql"),
    },
    Migration {
        name: "0008_pull_passwords",
        sql: include_str!("../../migrations/sqlite/0008_pull_passwords.sql"),
    },
    Migration {
        name: "0009_evidence",
        sql: include_str!("../../migrations/sqlite/0009_evidence.sql"),
    },
    Migration {
        name: "0010_trail_failures",
        sql: include_str!("../../migrations/sqlite/0010_trail_failures.sql"),
    },
    Migration {
        name: "0011_registry_requests",
        sql: include_str!("../../migrations/sqlite/0011_registry_requests.sql"),
    },
    Migration {
        name: "0012_sessions_in_the_log",
        sql: include_str!("../../migrations/sqlite/0012_sessions_in_the_log.sql"),
    },
    Migration {
        name: "0013_search_pieces",
        sql: include_str!("../../migrations/sqlite/0013_search_pieces.sql"),
    },
    Migration {
        name: "0014_examinations",
        sql: include_str!("../../migrations/sqlite/0014_examinations.sql"),
    },
];

/// Marks a database file as ours: "WHRF" (see `PRAGMA application_id`).
const APPLICATION_ID: i32 = 0x5748_5246;

/// Where the history is kept.
const CREATE_HISTORY: &str = "CREATE TABLE IF NOT EXISTS migration (
    number   INTEGER PRIMARY KEY,
    name     TEXT    NOT NULL,
    checksum INTEGER NOT NULL
) STRICT";

/// Applies what is missing of `migrations`, each step in a transaction of its own.
pub(super) fn migrate(
    connection: &mut Connection,
    migrations: &[Migration],
) -> Result<(), OpenError> {
    claim(connection)?;
    for (number, migration) in missing(migrations, &applied(connection)?)? {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(migration.sql)?;
        ready(migration.carry_over(&mut Statements::unprobed(&transaction)))?;
        transaction.execute(
            "INSERT INTO migration (number, name, checksum) VALUES (?1, ?2, ?3)",
            (number, migration.name, migration.checksum()),
        )?;
        transaction.commit()?;
    }
    Ok(())
}

/// That nothing is missing of `migrations`, for whoever must not change the schema.
pub(super) fn is_up_to_date(
    connection: &Connection,
    migrations: &[Migration],
) -> Result<(), OpenError> {
    let id: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if id != APPLICATION_ID {
        return Err(OpenError::Foreign);
    }
    let applied = applied(connection)?;
    match missing(migrations, &applied)?.next() {
        None => Ok(()),
        Some(_) => Err(OpenError::Older {
            found: applied.len(),
            known: migrations.len(),
        }),
    }
}

/// How many steps of `migrations` were applied, or why the database is none of them.
pub(super) fn schema(
    connection: &Connection,
    migrations: &[Migration],
) -> Result<usize, OpenError> {
    if !is_ours(connection)? {
        return Ok(0);
    }
    Ok(migrations.len() - missing(migrations, &applied(connection)?)?.count())
}

/// Marks an empty file as ours, and refuses a file that is somebody else's.
fn claim(connection: &mut Connection) -> Result<(), OpenError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if !is_ours(&transaction)? {
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    transaction.execute_batch(CREATE_HISTORY)?;
    transaction.commit()?;
    Ok(())
}

/// Whether the file is marked as ours. One that is not and holds something is somebody else's.
pub(super) fn is_ours(connection: &Connection) -> Result<bool, OpenError> {
    let id: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if id == APPLICATION_ID {
        return Ok(true);
    }
    let any_table = connection
        .query_row("SELECT 1 FROM sqlite_schema", (), |_| Ok(()))
        .optional()?;
    if id != 0 || any_table.is_some() {
        return Err(OpenError::Foreign);
    }
    Ok(false)
}

/// The checksums of the steps that were applied, in order.
fn applied(connection: &Connection) -> Result<Vec<i64>, OpenError> {
    let mut statement = connection.prepare("SELECT checksum FROM migration ORDER BY number")?;
    let checksums = statement.query_map((), |row| row.get(0))?;
    Ok(checksums.collect::<Result<_, _>>()?)
}
