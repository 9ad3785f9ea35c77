//! Why a store does not open.

use std::path::PathBuf;

use crate::Failure;

/// Why a database was not opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// Another process, or another store of this one, has it.
    #[error(
        "the database `{}` is in use by another server; stop that one, or name another database",
        database.display()
    )]
    InUse {
        /// Its file.
        database: PathBuf,
    },
    /// Servers are connected to the PostgreSQL database.
    #[error(
        "{connections} connections of servers to the database are open; stop the servers, and try \
         again"
    )]
    Connected {
        /// How many.
        connections: u64,
    },
    /// There is no such file, where one that is there is asked for.
    #[error("there is no database `{}`; see that the path is right", database.display())]
    Missing {
        /// Its file.
        database: PathBuf,
    },
    /// There is no folder to make the file in.
    #[error("there is no folder `{}`; make it, or see that the path is right", folder.display())]
    NoFolder {
        /// The folder.
        folder: PathBuf,
    },
    /// The schema is older than this version's, where the newest is asked for; 0 before there is any.
    #[error(
        "the database has schema {found}, and this version needs {known}; stop the server that has it, \
         if one has, and run `wharfinger database migrate`"
    )]
    Older {
        /// The schema it has.
        found: usize,
        /// The newest schema this version knows.
        known: usize,
    },
    /// The file is a SQLite database that something else made.
    #[error("the file is the database of another program")]
    Foreign,
    /// A newer version has opened it.
    #[error(
        "the database has schema {found}, and this version knows up to {known}; run a newer version"
    )]
    Newer {
        /// The schema it has.
        found: usize,
        /// The newest schema this version knows.
        known: usize,
    },
    /// A step of its schema's history has another text than this version knows.
    #[error("the database was made with another `{migration}` than this version has")]
    HistoryChanged {
        /// The step.
        migration: String,
    },
    /// What the audit log is to vouch for from now on could not be written into it.
    #[error("what is stored cannot be written into the audit log")]
    Adopt(#[source] Failure),
    /// The address of a PostgreSQL database cannot be read. The address is left out, because it may
    /// hold a password.
    #[error(
        "the address of the database cannot be read ({reason}); write it as \
         `postgres://USER:PASSWORD@HOST:PORT/DATABASE`"
    )]
    Address {
        /// What is wrong with it.
        reason: String,
    },
    /// The address asks for TLS in words that promise more than they keep.
    #[error("{reason}; write `sslmode=verify-full`")]
    TlsMode {
        /// What would not be kept.
        reason: &'static str,
    },
    /// PostgreSQL was found, and no connection to it is as safe as the address asks.
    #[error("PostgreSQL at `{host}` cannot be connected to safely; {advice}")]
    Tls {
        /// The server's name.
        host: String,
        /// What to do.
        advice: &'static str,
        /// Why not.
        source: sqlx::Error,
    },
    /// The PostgreSQL database keeps texts in another encoding than UTF-8.
    #[error(
        "the database keeps texts as `{encoding}`; create one with the encoding `UTF8` \
         (`CREATE DATABASE .. ENCODING 'UTF8' TEMPLATE template0`)"
    )]
    Encoding {
        /// The encoding it has.
        encoding: String,
    },
    /// The server is older than what the statements need.
    #[error("the server is PostgreSQL {found}; version {known} or newer is needed")]
    OldServer {
        /// Its version.
        found: String,
        /// The oldest version that serves.
        known: u32,
    },
    /// The file system cannot hold a write-ahead log.
    #[error("the database cannot keep a write-ahead log here (journal mode `{mode}`)")]
    NoLog {
        /// The journal mode that SQLite fell back to.
        mode: String,
    },
    /// A file could not be opened.
    #[error("a file of the database cannot be opened")]
    File(#[from] std::io::Error),
    /// SQLite refused.
    #[error("SQLite cannot open the database")]
    Sqlite(#[from] rusqlite::Error),
    /// There is no connection to PostgreSQL.
    #[error(
        "PostgreSQL at `{host}` cannot be connected to; see that it runs, and that the address \
         names the right server, role and database"
    )]
    Connect {
        /// The server's name, or the folder of its socket.
        host: String,
        /// Why not.
        source: sqlx::Error,
    },
    /// PostgreSQL refused a statement that prepares the database.
    #[error("PostgreSQL cannot prepare the database")]
    Postgres(#[from] sqlx::Error),
}
