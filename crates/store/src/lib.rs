#![doc = include_str!("../README.md")]

mod model;
mod page;
mod port;
mod search;
mod sql;
mod sqlite;
mod timestamp;
mod tool;

#[cfg(test)]
mod tests;

pub use model::Model;
pub use page::{Cursor, InvalidCursor, PAGE_TOOLS_MAX, Page, ToolPage};
pub use port::{
    Answer, ArchiveError, Counts, Failure, IDEMPOTENCY_SECONDS, RegisterError, Registered, Store,
    UpdateError,
};
pub use search::{SEARCH_BYTES_MAX, SEARCH_TERMS_MAX};
pub use sqlite::{OpenError, QUEUED_WRITES_MAX, Sqlite};
pub use timestamp::Timestamp;
pub use tool::{Fingerprint, Idempotency, NewTool, Revision, TokenHash, Tool, ToolFilter, ToolId};

/// The id type behind [`ToolId`], so that callers need not depend on the same version by hand.
pub use uuid::Uuid;
