//! The store in a PostgreSQL database, which several servers may share.

mod check;
mod connection;
mod list;
mod migrate;
mod reader;
mod session;
mod thread;
mod value;
mod writer;

#[cfg(test)]
pub(crate) mod tests;

use wharfinger_core::registration::Registration;

use thread::Thread;

use crate::sql::{operator_token, tools};
use crate::{
    Answer, ArchiveError, Counts, Failure, NewTool, OpenError, Page, RegisterError, Registered,
    Revision, Store, Timestamp, TokenHash, Tool, ToolFilter, ToolId, ToolPage, UpdateError,
};

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
/// use wharfinger_store::{Postgres, Store};
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
    pub fn open(address: &str) -> Result<Self, OpenError> {
        let options = connection::parse(address)?;
        Ok(Self {
            thread: Thread::start(options)?,
        })
    }

    fn set_archived(
        &self,
        id: ToolId,
        expected: Option<Revision>,
        archived: bool,
        now: Timestamp,
    ) -> Answer<'_, Result<Tool, ArchiveError>> {
        Box::pin(self.thread.write(async move |session| {
            tools::set_archived(session, id, expected, archived, now).await
        }))
    }
}

impl Store for Postgres {
    fn register_tool(&self, tool: NewTool) -> Answer<'_, Result<Registered, RegisterError>> {
        Box::pin(
            self.thread
                .write(async move |session| tools::register_tool(session, &tool).await),
        )
    }

    fn update_tool(
        &self,
        id: ToolId,
        expected: Revision,
        registration: Registration,
        now: Timestamp,
    ) -> Answer<'_, Result<Tool, UpdateError>> {
        Box::pin(self.thread.write(async move |session| {
            tools::update_tool(session, id, expected, &registration, now).await
        }))
    }

    fn archive_tool(
        &self,
        id: ToolId,
        expected: Option<Revision>,
        now: Timestamp,
    ) -> Answer<'_, Result<Tool, ArchiveError>> {
        self.set_archived(id, expected, true, now)
    }

    fn unarchive_tool(
        &self,
        id: ToolId,
        expected: Option<Revision>,
        now: Timestamp,
    ) -> Answer<'_, Result<Tool, ArchiveError>> {
        self.set_archived(id, expected, false, now)
    }

    fn tool(&self, id: ToolId) -> Answer<'_, Result<Option<Tool>, Failure>> {
        Box::pin(self.thread.read(async move |session| {
            let found = tools::by_id(session, id).await?;
            Ok(found.map(|(_, tool)| tool))
        }))
    }

    fn find_tool<'a>(&'a self, path: &'a str) -> Answer<'a, Result<Option<Tool>, Failure>> {
        // No path holds a NUL, and PostgreSQL cannot be asked about one.
        if path.contains('\0') {
            return Box::pin(std::future::ready(Ok(None)));
        }
        let path = path.to_owned();
        Box::pin(
            self.thread
                .read(async move |session| tools::find_tool(session, &path).await),
        )
    }

    fn list_tools<'a>(
        &'a self,
        filter: &'a ToolFilter,
        page: Page,
    ) -> Answer<'a, Result<ToolPage, Failure>> {
        let filter = filter.clone();
        Box::pin(
            self.thread
                .read(async move |session| list::list_tools(session, &filter, page).await),
        )
    }

    fn set_operator_token(
        &self,
        hash: TokenHash,
        now: Timestamp,
    ) -> Answer<'_, Result<(), Failure>> {
        Box::pin(
            self.thread
                .write(async move |session| operator_token::set(session, hash, now).await),
        )
    }

    fn has_operator_token(&self) -> Answer<'_, Result<bool, Failure>> {
        Box::pin(
            self.thread
                .read(async |session| operator_token::exists(session).await),
        )
    }

    fn operator_token_matches(&self, hash: TokenHash) -> Answer<'_, Result<bool, Failure>> {
        Box::pin(
            self.thread
                .read(async move |session| operator_token::matches(session, hash).await),
        )
    }

    fn counts(&self) -> Answer<'_, Result<Counts, Failure>> {
        Box::pin(
            self.thread
                .read(async |session| tools::counts(session).await),
        )
    }

    fn ready(&self) -> Answer<'_, Result<(), Failure>> {
        Box::pin(self.thread.write(async |_| Ok(())))
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
