//! The store in a PostgreSQL database, which several servers may share.

mod alone;
mod check;
mod connection;
mod later;
mod list;
mod migrate;
mod offline;
mod patience;
mod reader;
mod session;
mod thread;
mod tls;
mod value;
mod writer;

#[cfg(test)]
pub(crate) mod tests;

use thread::Thread;

use crate::sql::audit;
use crate::{Answer, Failure, OpenError, Page, Store, ToolFilter, ToolPage};

pub(crate) use offline::{Offline, SCHEMA};
pub(crate) use session::Session;

/// A [`Store`] in a PostgreSQL database (13 or newer, with texts in UTF-8). Any number of them, in
/// one process or in many, may share a database.
///
/// One thread talks to PostgreSQL, on one connection that writes and up to six that read. A
/// connection that is lost is replaced when it is needed next, so that the store outlives
/// PostgreSQL's restarts; meanwhile every call is answered with [`Failure::Unavailable`].
///
/// Closing or dropping it finishes what waits and closes the connections.
///
/// ```no_run
/// use wharfinger_store::{Postgres, Tools};
/// let store = Postgres::open("postgres://wharfinger:secret@db.example/wharfinger?sslmode=verify-full")?;
/// assert_eq!(pollster::block_on(store.counts())?.tools, 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Postgres {
    thread: Thread,
}

impl Postgres {
    /// Connects to the database at `address` and brings its schema up to date. The database must
    /// exist, and the role in the address must be allowed to create tables in it.
    ///
    /// The address is PostgreSQL's own (`postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=..`);
    /// what it leaves out comes from `PGHOST`, `PGUSER`, `PGPASSWORD` and the like, or `~/.pgpass`.
    /// Errors repeat nothing of it.
    ///
    /// One parameter more is ours: `patience_ms`, the longest wait for a commit in milliseconds (500 to
    /// 300000; 15000 where it is not given), after which a write is answered with
    /// [`Failure::Unavailable`]. Reads, connections and PostgreSQL's own timeouts take parts of it.
    pub fn open(address: &str) -> Result<Self, OpenError> {
        let target = connection::Target::parse(address)?;
        Ok(Self {
            thread: Thread::start(target)?,
        })
    }

    /// Runs a transaction on the writer's connection.
    pub(crate) fn write<T, E>(
        &self,
        work: impl AsyncFnMut(&mut Session<'_>) -> Result<T, E> + Send + 'static,
    ) -> Answer<'_, Result<T, E>>
    where
        T: Send + 'static,
        E: From<Failure> + Send + 'static,
    {
        Box::pin(self.thread.write(work))
    }

    /// Reads, each statement from a snapshot of its own.
    pub(crate) fn read<T: Send + 'static>(
        &self,
        work: impl AsyncFnMut(&mut Session<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Answer<'_, Result<T, Failure>> {
        Box::pin(self.thread.read(work))
    }

    /// Reads everything from one snapshot.
    pub(crate) fn read_at_once<T: Send + 'static>(
        &self,
        mut work: impl AsyncFnMut(&mut Session<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Answer<'_, Result<T, Failure>> {
        let read = async move |session: &mut Session<'_>| session.at_once(&mut work).await;
        Box::pin(self.thread.read(read))
    }

    /// The same for as long as it takes.
    pub(crate) fn read_everything<T: Send + 'static>(
        &self,
        mut work: impl AsyncFnMut(&mut Session<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Answer<'_, Result<T, Failure>> {
        let read = async move |session: &mut Session<'_>| session.at_once(&mut work).await;
        Box::pin(self.thread.read_within(check::CHECK_TIMEOUT, read))
    }

    pub(crate) fn list(
        &self,
        filter: ToolFilter,
        page: Page,
    ) -> Answer<'_, Result<ToolPage, Failure>> {
        self.read(async move |session| list::list_tools(session, &filter, page).await)
    }
}

impl Store for Postgres {
    fn ready(&self) -> Answer<'_, Result<(), Failure>> {
        self.write(async |sql| audit::try_to_write(sql).await)
    }

    fn check(&self) -> Answer<'_, Result<(), Failure>> {
        Box::pin(
            self.thread
                .read_within(check::CHECK_TIMEOUT, async |session| {
                    check::check(session).await
                }),
        )
    }

    fn close(&self) {
        self.thread.close();
    }
}
