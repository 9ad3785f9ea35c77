//! A connection for work that is no business transaction, and takes as long as it takes.

use sqlx::postgres::PgConnection;
use sqlx::raw_sql;

use super::alone;
use super::connection::Target;
use super::migrate::{MIGRATIONS, connect_checked, migrate, schema};
use super::session::Session;
use super::thread::Thread;
use crate::sql::pages::Pages;
use crate::sql::subjects;
use crate::sql::tool_changes::ToolIndex;
use crate::sql::tool_row::decode;
use crate::{Failure, OpenError, Postgres};

/// The lock of the writers is still waited for no longer than a server does.
const NO_TIMEOUTS: &str = "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0";

/// Texts that searches look in which are written at once: a megabyte at most.
const INDEXED_AT_ONCE: u32 = 500;

/// The newest schema, as many steps.
pub(crate) const SCHEMA: usize = MIGRATIONS.len();

/// A connection to a database, whatever its schema is.
#[derive(Debug)]
pub(crate) struct Offline {
    target: Target,
    connection: PgConnection,
}

impl Offline {
    pub(crate) async fn open(address: &str) -> Result<Self, OpenError> {
        let target = Target::parse(address)?;
        let mut connection = connect_checked(&target).await?;
        raw_sql(NO_TIMEOUTS).execute(&mut connection).await?;
        Ok(Self { target, connection })
    }

    /// Refuses a database that servers are connected to.
    pub(crate) async fn alone(&mut self) -> Result<(), OpenError> {
        alone::entirely(&mut self.connection).await
    }

    /// How many steps its schema has come.
    pub(crate) async fn schema(&mut self) -> Result<usize, OpenError> {
        schema(&mut self.connection, MIGRATIONS).await
    }

    /// Brings its schema up to date.
    pub(crate) async fn migrate(&mut self) -> Result<(), OpenError> {
        migrate(&mut self.connection, MIGRATIONS).await
    }

    pub(crate) fn session(&mut self) -> Session<'_> {
        Session::new(&mut self.connection)
    }

    /// Makes it a store, on connections of its own.
    pub(crate) fn serve(self) -> Result<Postgres, OpenError> {
        Ok(Postgres {
            thread: Thread::start(self.target)?,
        })
    }
}

impl Session<'_> {
    /// Writes what searches look in, for every tool.
    pub(crate) async fn index_tools(&mut self) -> Result<(), Failure> {
        let (mut tools, mut waiting) = (Pages::by_number(subjects::TOOLS), 0);
        while let Some(row) = tools.next(self).await? {
            let (_, tool) = decode(row)?;
            self.added(&tool).await?;
            waiting += 1;
            if waiting == INDEXED_AT_ONCE {
                self.index().await?;
                waiting = 0;
            }
        }
        self.index().await
    }
}
