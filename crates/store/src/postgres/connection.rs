//! How connections are opened, and what their errors mean.

use std::io::ErrorKind;

use sqlx::error::DatabaseError;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions, Connection};
use tokio::time::timeout;

use super::patience::Patience;
use super::tls;
use crate::{Failure, OpenError};

/// Prepared statements a connection keeps: more than the adapter has, list shapes included.
const STATEMENTS_CACHED: usize = 128;

/// What connections of servers are called in `pg_stat_activity`.
pub(super) const NAME: &str = "wharfinger";

/// The same of those that see to the schema, before anybody serves.
pub(super) const NAME_OPENING: &str = "wharfinger-opening";

/// Where connections lead, and how long PostgreSQL is waited for.
#[derive(Clone, Debug)]
pub(super) struct Target {
    options: PgConnectOptions,
    pub(super) patience: Patience,
}

impl Target {
    /// Reads an address. What is wrong with it is told without it, because it may hold a password.
    pub(super) fn parse(address: &str) -> Result<Self, OpenError> {
        let (address, patience) = Patience::take(address)?;
        let options: PgConnectOptions = address.parse().map_err(|error| OpenError::Address {
            reason: match error {
                sqlx::Error::Configuration(source) => source.to_string(),
                other => other.to_string(),
            },
        })?;
        tls::check(&address, options.get_ssl_mode())?;
        let options = options
            .application_name(NAME)
            .statement_cache_capacity(STATEMENTS_CACHED)
            .options(patience.settings())
            // What was confirmed is on disk, whatever the database's own setting is.
            .options([("synchronous_commit", "on")])
            .disable_statement_logging();
        Ok(Self { options, patience })
    }

    /// Why there is no connection, to somebody who opens the store.
    pub(super) fn refused(&self, source: sqlx::Error) -> OpenError {
        let host = self.options.get_host().to_owned();
        let is_socket = self.options.get_socket().is_some();
        match tls::advice(&source) {
            Some(advice) if !is_socket => OpenError::Tls {
                host,
                advice,
                source,
            },
            _ => OpenError::Connect { host, source },
        }
    }

    pub(super) async fn connect(&self) -> Result<PgConnection, sqlx::Error> {
        self.connect_with(&self.options).await
    }

    /// The same for whoever sees to the schema.
    pub(super) async fn connect_to_open(&self) -> Result<PgConnection, sqlx::Error> {
        let options = self.options.clone().application_name(NAME_OPENING);
        self.connect_with(&options).await
    }

    async fn connect_with(&self, options: &PgConnectOptions) -> Result<PgConnection, sqlx::Error> {
        let connecting = PgConnection::connect_with(options);
        match timeout(self.patience.connect(), connecting).await {
            Ok(connected) => connected,
            Err(_) => Err(sqlx::Error::Io(ErrorKind::TimedOut.into())),
        }
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
