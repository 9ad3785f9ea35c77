//! How connections are opened, and how long anything may take.

use std::io::ErrorKind;
use std::time::Duration;

use sqlx::error::DatabaseError;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions, Connection};
use tokio::time::timeout;

use crate::{Failure, OpenError};

/// How long a new connection may take: some round trips and a TLS handshake across a continent.
/// Past that whoever asks is told so, rather than kept.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// How long one statement may run (PostgreSQL's `statement_timeout`): none here takes a tenth of a
/// second on a healthy database, and what runs longer holds every other write up.
const STATEMENT_TIMEOUT: &str = "5s";

/// How long a batch waits for the batch of another server (`lock_timeout`): that one takes some
/// hundredths of a second, unless its server hangs.
const LOCK_TIMEOUT: &str = "4s";

/// After how long PostgreSQL ends a transaction whose server says nothing more
/// (`idle_in_transaction_session_timeout`), as behind a cut network: its lock is what the other
/// servers wait for. Between two statements of a batch there is far less than a millisecond.
const IDLE_TRANSACTION_TIMEOUT: &str = "5s";

/// Prepared statements a connection keeps: more than the adapter has, list shapes included.
const STATEMENTS_CACHED: usize = 128;

/// Reads an address. What is wrong with it is told without it, because it may hold a password.
pub(super) fn parse(address: &str) -> Result<PgConnectOptions, OpenError> {
    let options: PgConnectOptions = address.parse().map_err(|error| OpenError::Address {
        reason: match error {
            sqlx::Error::Configuration(source) => source.to_string(),
            other => other.to_string(),
        },
    })?;
    Ok(options
        .application_name("wharfinger")
        .statement_cache_capacity(STATEMENTS_CACHED)
        .options([
            ("statement_timeout", STATEMENT_TIMEOUT),
            ("lock_timeout", LOCK_TIMEOUT),
            (
                "idle_in_transaction_session_timeout",
                IDLE_TRANSACTION_TIMEOUT,
            ),
            // What was confirmed is on disk, whatever the database's own setting is.
            ("synchronous_commit", "on"),
        ])
        .disable_statement_logging())
}

pub(super) async fn connect(options: &PgConnectOptions) -> Result<PgConnection, sqlx::Error> {
    match timeout(CONNECT_TIMEOUT, PgConnection::connect_with(options)).await {
        Ok(connected) => connected,
        Err(_) => Err(sqlx::Error::Io(ErrorKind::TimedOut.into())),
    }
}

/// What an error of PostgreSQL means to a caller of the store.
pub(super) fn failure(error: sqlx::Error) -> Failure {
    let code = error.as_database_error().and_then(DatabaseError::code);
    match code.as_deref() {
        // `data_corrupted` and `index_corrupted` (PostgreSQL's manual, appendix A).
        Some("XX001" | "XX002") => Failure::Damaged {
            finding: error.to_string(),
        },
        _ => Failure::unavailable(error),
    }
}

/// Whether nothing more is to be had from the connection that answered so.
pub(super) fn is_lost(error: &sqlx::Error) -> bool {
    let Some(error) = error.as_database_error() else {
        return true;
    };
    // The server is told to end, ends after a crash, or has ended the session or its transaction.
    let ends = ["57P01", "57P02", "57P03", "57P04", "57P05", "25P03"];
    error.code().is_some_and(|code| ends.contains(&&*code))
}
