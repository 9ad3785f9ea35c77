//! Registering, changing, archiving, finding and listing tools.

use wharfinger_core::account::AccountId;
use wharfinger_core::registration::Registration;

use super::{Answer, Failure};
use crate::{By, Found, NewTool, Page, Revision, Tool, ToolFilter, ToolId, ToolPage};

/// Tools: what is registered.
pub trait Tools {
    /// Stores a tool under a path that no tool has.
    ///
    /// A request that repeats the idempotency key of an earlier one within
    /// [`crate::IDEMPOTENCY_SECONDS`], with the same fingerprint, is answered with the tool which that
    /// one stored, as it is now. Rejected requests do not use up their key. A key stands for one request
    /// of its account, whatever that asked for: registering, access, or a change of a request.
    ///
    /// Who registers a tool is its first maintainer. A contact is verified at once where it is the
    /// registrant's own verified address, upper and lower case aside; else a
    /// [`crate::NoticeKind::VerifyContact`] to the address is stored with it.
    fn register_tool(&self, tool: NewTool, by: By)
    -> Answer<'_, Result<Registered, RegisterError>>;

    /// Replaces the registration of a tool that is at revision `expected`. The path must stay,
    /// part by part; the registry may be another, where the operator has named the host since. A contact
    /// that is another, be it in one letter's case, has to be verified anew, as when a tool is registered,
    /// unless a notice about it waits to be sent.
    ///
    /// Of several reasons to refuse, the first of [`UpdateError`] is given.
    fn update_tool(
        &self,
        id: ToolId,
        expected: Revision,
        registration: Registration,
        by: By,
    ) -> Answer<'_, Result<Tool, UpdateError>>;

    /// Archives a tool: it keeps its path, and is left out of lists that do not ask for it.
    ///
    /// An archived tool is answered as it is. Who asks, and then `expected` where given, are compared
    /// first.
    fn archive_tool(
        &self,
        id: ToolId,
        expected: Option<Revision>,
        by: By,
    ) -> Answer<'_, Result<Tool, ArchiveError>>;

    /// Takes a tool out of the archive. A tool that is not archived is answered as it is.
    fn unarchive_tool(
        &self,
        id: ToolId,
        expected: Option<Revision>,
        by: By,
    ) -> Answer<'_, Result<Tool, ArchiveError>>;

    /// The tool with that id, archived or not.
    fn tool(&self, id: ToolId) -> Answer<'_, Result<Option<Tool>, Failure>>;

    /// Those of these tools that there are, archived or not: what a page refers to, read together.
    fn tools_of<'a>(&'a self, ids: &'a [ToolId]) -> Answer<'a, Result<Found<Tool>, Failure>>;

    /// The tool with that path, archived or not.
    ///
    /// The exact text wins. Where no tool has it, the namespace that `docker` leaves out is put
    /// in: `HOST/repo` finds `HOST/_/repo`, and `docker.io/nginx` finds `docker.io/library/nginx`.
    fn find_tool<'a>(&'a self, path: &'a str) -> Answer<'a, Result<Option<Tool>, Failure>>;

    /// The same, and whether `reader` maintains it.
    fn find_tool_as<'a>(
        &'a self,
        path: &'a str,
        reader: AccountId,
    ) -> Answer<'a, Result<Option<SeenTool>, Failure>>;

    /// One page of the tools that pass a filter, newest registration first.
    fn list_tools<'a>(
        &'a self,
        filter: &'a ToolFilter,
        page: Page,
    ) -> Answer<'a, Result<ToolPage, Failure>>;

    /// How much is stored; cheap enough to ask at every scrape.
    fn counts(&self) -> Answer<'_, Result<Counts, Failure>>;
}

/// What [`Tools::register_tool`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The tool as it is stored.
    pub tool: Tool,
    /// Whether an earlier request with the same idempotency key had stored it.
    pub replayed: bool,
}

/// A tool as somebody reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenTool {
    /// The tool.
    pub tool: Tool,
    /// Whether the reader maintains it.
    pub is_maintainer: bool,
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
pub enum UpdateError {
    /// No tool has the id.
    #[error("no tool has this id")]
    NotFound,
    /// Who asks is neither a maintainer of the tool nor an administrator, or their account is disabled.
    #[error("only a maintainer of the tool or an administrator may do this")]
    NotMaintainer,
    /// The tool was changed since the caller read it.
    #[error("the tool has changed: it is at revision {current}")]
    Stale {
        /// Where it is now.
        current: Revision,
    },
    /// The tool is archived.
    #[error("the tool is archived")]
    Archived,
    /// The registration has another path than the tool.
    #[error("a tool keeps its path `{path}`")]
    PathChanged {
        /// The path it keeps.
        path: String,
    },
    /// No answer about the tool.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Why a tool was not archived, or not taken out of the archive.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// No tool has the id.
    #[error("no tool has this id")]
    NotFound,
    /// Who asks is neither a maintainer of the tool nor an administrator, or their account is disabled.
    #[error("only a maintainer of the tool or an administrator may do this")]
    NotMaintainer,
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
