//! A database of either kind, for an operator's command.

use super::address::Place;
use crate::sql::{Param, Row, Sql};
use crate::{Database, Failure, OpenError, Store, postgres, sqlite};

/// A database that is open, whatever its schema is.
#[derive(Debug)]
pub(super) enum Opened {
    Sqlite(sqlite::Offline),
    Postgres(Box<postgres::Offline>),
}

impl Opened {
    /// Opens it, and creates a SQLite file where there is none.
    pub(super) async fn open(database: &Database) -> Result<Self, OpenError> {
        Ok(match database.place() {
            Place::Sqlite(path) => Self::Sqlite(sqlite::Offline::open(path)?),
            Place::Postgres(address) => {
                Self::Postgres(Box::new(postgres::Offline::open(address).await?))
            }
        })
    }

    /// Opens one that is there.
    pub(super) async fn open_there(database: &Database) -> Result<Self, OpenError> {
        if let Place::Sqlite(path) = database.place() {
            sqlite::must_be_there(path)?;
        }
        Self::open(database).await
    }

    /// The same, with the newest schema.
    pub(super) async fn open_newest(database: &Database) -> Result<Self, OpenError> {
        let mut opened = Self::open_there(database).await?;
        opened.newest().await?;
        Ok(opened)
    }

    /// Refuses an older schema.
    pub(super) async fn newest(&mut self) -> Result<(), OpenError> {
        let found = self.schema().await?;
        let known = match self {
            Self::Sqlite(_) => sqlite::SCHEMA,
            Self::Postgres(_) => postgres::SCHEMA,
        };
        if found < known {
            return Err(OpenError::Older { found, known });
        }
        Ok(())
    }

    /// Refuses a database that servers are connected to; a SQLite file belongs to whoever opened it.
    pub(super) async fn alone(&mut self) -> Result<(), OpenError> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(offline) => offline.alone().await,
        }
    }

    /// How many steps its schema has come.
    pub(super) async fn schema(&mut self) -> Result<usize, OpenError> {
        match self {
            Self::Sqlite(offline) => offline.schema(),
            Self::Postgres(offline) => offline.schema().await,
        }
    }

    /// Brings its schema up to date.
    pub(super) async fn migrate(&mut self) -> Result<(), OpenError> {
        match self {
            Self::Sqlite(offline) => offline.migrate(),
            Self::Postgres(offline) => offline.migrate().await,
        }
    }

    pub(super) fn connection(&mut self) -> Connection<'_> {
        match self {
            Self::Sqlite(offline) => Connection::Sqlite(offline.statements()),
            Self::Postgres(offline) => Connection::Postgres(Box::new(offline.session())),
        }
    }

    /// Makes it a store.
    pub(super) fn serve(self) -> Result<Box<dyn Store>, OpenError> {
        Ok(match self {
            Self::Sqlite(offline) => Box::new(offline.serve(sqlite::Tuning::default())?),
            Self::Postgres(offline) => Box::new(offline.serve()?),
        })
    }
}

/// Its connection, as transactions see it. One that is dropped in a transaction leaves nothing of it.
pub(super) enum Connection<'c> {
    Sqlite(sqlite::Statements<'c>),
    Postgres(Box<postgres::Session<'c>>),
}

impl Connection<'_> {
    /// Everything that is read behind it is of one moment.
    pub(super) async fn begin_reading(&mut self) -> Result<(), Failure> {
        match self {
            Self::Sqlite(statements) => statements.begin_reading(),
            Self::Postgres(session) => session.begin_reading().await,
        }
    }

    pub(super) async fn begin_writing(&mut self) -> Result<(), Failure> {
        match self {
            Self::Sqlite(statements) => statements.begin_writing(),
            Self::Postgres(session) => session.begin().await,
        }
    }

    pub(super) async fn commit(&mut self) -> Result<(), Failure> {
        match self {
            Self::Sqlite(statements) => statements.commit(),
            Self::Postgres(session) => session.commit().await,
        }
    }

    /// Makes what searches look in, for tools that came past the port.
    pub(super) async fn index_tools(&mut self) -> Result<(), Failure> {
        match self {
            Self::Sqlite(statements) => statements.index_tools(),
            Self::Postgres(session) => session.index_tools().await,
        }
    }
}

impl Sql for Connection<'_> {
    async fn query(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
    ) -> Result<Vec<Row>, Failure> {
        match self {
            Self::Sqlite(statements) => statements.query(sql, params).await,
            Self::Postgres(session) => session.query(sql, params).await,
        }
    }

    async fn first(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
    ) -> Result<Option<Row>, Failure> {
        match self {
            Self::Sqlite(statements) => Sql::first(statements, sql, params).await,
            Self::Postgres(session) => session.first(sql, params).await,
        }
    }

    async fn execute(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<u64, Failure> {
        match self {
            Self::Sqlite(statements) => Sql::execute(statements, sql, params).await,
            Self::Postgres(session) => session.execute(sql, params).await,
        }
    }
}
