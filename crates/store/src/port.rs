//! The port: what the server may ask of a store, and every answer it may get.

use std::pin::Pin;

use wharfinger_core::registration::{Corrupt, Registration};

use crate::{NewTool, Page, Revision, Timestamp, TokenHash, Tool, ToolFilter, ToolId, ToolPage};

/// How long an idempotency key is remembered, in seconds: 24 hours, long enough for any client's
/// retries and short enough that keys do not pile up (draft-ietf-httpapi-idempotency-key-header
/// leaves it to the server; large payment APIs keep a day).
pub const IDEMPOTENCY_SECONDS: u32 = 24 * 60 * 60;

/// An answer on its way. Boxed, so that the server holds one `dyn Store` whatever is behind it.
///
/// Nothing happens before the first poll. Dropping it later does not undo a write.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What the server remembers. Each method is one atomic transaction.
///
/// Writes are answered after they are durable; a read that starts after a write was answered sees
/// it. Reads may do bounded work on the calling thread. See the crate's documentation for what a
/// caller may rely on.
pub trait Store: Send + Sync + 'static {
    /// Stores a tool under a path that no tool has.
    ///
    /// A request that repeats the idempotency key of an earlier one within
    /// [`IDEMPOTENCY_SECONDS`], with the same fingerprint, is answered with the tool which that
    /// one stored, as it is now. Rejected requests do not use up their key.
    fn register_tool(&self, tool: NewTool) -> Answer<'_, Result<Registered, RegisterError>>;

    /// Replaces the registration of a tool that is at revision `expected`. The path must stay,
    /// part by part; the registry may be another, where the operator has named the host since.
    fn update_tool(
        &self,
        id: ToolId,
        expected: Revision,
        registration: Registration,
        now: Timestamp,
    ) -> Answer<'_, Result<Tool, UpdateError>>;

    /// Archives a tool: it keeps its path, and is left out of lists that do not ask for it.
    ///
    /// An archived tool is answered as it is. `expected` is compared first, where given.
    fn archive_tool(
        &self,
        id: ToolId,
        expected: Option<Revision>,
        now: Timestamp,
    ) -> Answer<'_, Result<Tool, ArchiveError>>;

    /// Takes a tool out of the archive. A tool that is not archived is answered as it is.
    fn unarchive_tool(
        &self,
        id: ToolId,
        expected: Option<Revision>,
        now: Timestamp,
    ) -> Answer<'_, Result<Tool, ArchiveError>>;

    /// The tool with that id, archived or not.
    fn tool(&self, id: ToolId) -> Answer<'_, Result<Option<Tool>, Failure>>;

    /// The tool with that path, archived or not.
    ///
    /// The exact text wins. Where no tool has it, the namespace that `docker` leaves out is put
    /// in: `HOST/repo` finds `HOST/_/repo`, and `docker.io/nginx` finds `docker.io/library/nginx`.
    fn find_tool<'a>(&'a self, path: &'a str) -> Answer<'a, Result<Option<Tool>, Failure>>;

    /// One page of the tools that pass a filter, newest registration first.
    fn list_tools<'a>(
        &'a self,
        filter: &'a ToolFilter,
        page: Page,
    ) -> Answer<'a, Result<ToolPage, Failure>>;

    /// Makes the token with this hash the operator's, instead of any before.
    fn set_operator_token(
        &self,
        hash: TokenHash,
        now: Timestamp,
    ) -> Answer<'_, Result<(), Failure>>;

    /// Whether an operator token was ever set: `false` on the first start.
    fn has_operator_token(&self) -> Answer<'_, Result<bool, Failure>>;

    /// Whether the operator's token has this hash.
    fn operator_token_matches(&self, hash: TokenHash) -> Answer<'_, Result<bool, Failure>>;

    /// How much is stored; cheap enough to ask at every scrape.
    fn counts(&self) -> Answer<'_, Result<Counts, Failure>>;

    /// Whether a write would be taken now: goes the way of a write and changes nothing.
    fn ready(&self) -> Answer<'_, Result<(), Failure>>;

    /// Reads everything and compares: indexes with tables, rows with what they must hold.
    ///
    /// For an operator's command, not for a request: it takes time in proportion to what is stored.
    fn check(&self) -> Answer<'_, Result<(), Failure>>;

    /// Finishes the writes that wait and lets go of what is open, on the calling thread: whoever holds
    /// the store elsewhere cannot put it off. What is asked afterwards may fail.
    fn close(&self);
}

/// What [`Store::register_tool`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The tool as it is stored.
    pub tool: Tool,
    /// Whether an earlier request with the same idempotency key had stored it.
    pub replayed: bool,
}

/// How much is stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Tools, archived ones included.
    pub tools: u64,
    /// Archived tools.
    pub archived: u64,
}

/// Why a tool was not registered.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RegisterError {
    /// Another tool has the path, archived or not.
    #[error("the tool path `{path}` is taken")]
    Conflict {
        /// The tool that has it.
        existing: ToolId,
        /// The path both want.
        path: String,
    },
    /// The idempotency key was used within a day for a request that asked something else.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// The id is not fresh: another tool has it. A fault of the caller's source of ids.
    #[error("the tool id `{0}` is taken")]
    IdTaken(ToolId),
    /// No answer about the tool.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Why a tool was not changed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UpdateError {
    /// No tool has the id.
    #[error("no tool has this id")]
    NotFound,
    /// The tool was changed since the caller read it.
    #[error("the tool has changed: it is at revision {current}")]
    Stale {
        /// Where it is now.
        current: Revision,
    },
    /// The registration has another path than the tool.
    #[error("a tool keeps its path `{path}`")]
    PathChanged {
        /// The path it keeps.
        path: String,
    },
    /// The tool is archived.
    #[error("the tool is archived")]
    Archived,
    /// No answer about the tool.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Why a tool was not archived, or not taken out of the archive.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// No tool has the id.
    #[error("no tool has this id")]
    NotFound,
    /// The tool was changed since the caller read it.
    #[error("the tool has changed: it is at revision {current}")]
    Stale {
        /// Where it is now.
        current: Revision,
    },
    /// No answer about the tool.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Why the store gave no answer. Never the fault of what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// More writes wait than the store takes. Nothing was written; try again in a second.
    #[error("too many writes are waiting")]
    Overloaded,
    /// The store did not confirm. A write may have happened or not.
    #[error("the store did not confirm: {reason}")]
    Unavailable {
        /// What went wrong, for the operator's log.
        reason: String,
    },
    /// What is stored cannot be right. The operator must look; trying again does not help.
    #[error("{table} `{row}` is stored damaged: {source}")]
    Corrupt {
        /// The table that holds it, such as `tool`.
        table: &'static str,
        /// The id or another name of the row, as far as it can be read.
        row: String,
        /// What is wrong with it.
        source: Corrupt,
    },
    /// The database as a whole does not hold together. The operator must restore it.
    #[error("the database is damaged: {finding}")]
    Damaged {
        /// What was found first.
        finding: String,
    },
}

impl Failure {
    /// A failure with its reason.
    pub(crate) fn unavailable(reason: impl std::fmt::Display) -> Self {
        Self::Unavailable {
            reason: reason.to_string(),
        }
    }
}
