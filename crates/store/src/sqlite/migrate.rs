//! Brings a database to the schema this build knows, or says why it cannot.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use super::OpenError;
use super::statement::Statements;
use crate::sql::{adopt, ready};

/// One step of the schema's history; see `migrations/README.md`.
pub(super) struct Migration {
    pub(super) name: &'static str,
    pub(super) sql: &'static str,
}

/// The history, oldest first; the number of a step is its place, from 1.
pub(super) const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "0001_tools",
        sql: include_str!("../../migrations/sqlite/0001_tools.sql"),
    },
    Migration {
        name: adopt::MIGRATION,
        sql: include_str!("../../migrations/sqlite/0002_people.sql"),
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
    let applied = applied(connection)?;
    if applied.len() > migrations.len() {
        return Err(OpenError::Newer {
            found: applied.len(),
            known: migrations.len(),
        });
    }
    for (migration, checksum_applied) in migrations.iter().zip(&applied) {
        if checksum(migration.sql) != *checksum_applied {
            return Err(OpenError::HistoryChanged {
                migration: migration.name.to_owned(),
            });
        }
    }
    for (index, migration) in migrations.iter().enumerate().skip(applied.len()) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(migration.sql)?;
        if migration.name == adopt::MIGRATION {
            let mut statements = Statements::unprobed(&transaction);
            ready(adopt::adopt(&mut statements)).map_err(OpenError::Adopt)?;
        }
        transaction.execute(
            "INSERT INTO migration (number, name, checksum) VALUES (?1, ?2, ?3)",
            (index + 1, migration.name, checksum(migration.sql)),
        )?;
        transaction.commit()?;
    }
    Ok(())
}

/// Marks an empty file as ours, and refuses a file that is somebody else's.
fn claim(connection: &mut Connection) -> Result<(), OpenError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let id: i32 = transaction.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if id != APPLICATION_ID {
        let any_table = transaction
            .query_row("SELECT 1 FROM sqlite_schema", (), |_| Ok(()))
            .optional()?;
        if id != 0 || any_table.is_some() {
            return Err(OpenError::Foreign);
        }
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    transaction.execute_batch(CREATE_HISTORY)?;
    transaction.commit()?;
    Ok(())
}

/// The checksums of the steps that were applied, in order.
fn applied(connection: &Connection) -> Result<Vec<i64>, OpenError> {
    let mut statement = connection.prepare("SELECT checksum FROM migration ORDER BY number")?;
    let checksums = statement.query_map((), |row| row.get(0))?;
    Ok(checksums.collect::<Result<_, _>>()?)
}

/// FNV-1a, 64 bits: a guard against edits by mistake, not against an attacker, who could rewrite
/// the history just as well. Line ends are left out, so that a checkout with other ones agrees.
fn checksum(sql: &str) -> i64 {
    let bytes = sql.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n'));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash.cast_signed()
}
