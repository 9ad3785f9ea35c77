#![doc = include_str!("../README.md")]

mod migration;
mod model;
mod open;
mod page;
mod port;
mod postgres;
mod search;
mod sql;
mod sqlite;
mod timestamp;
mod tool;

#[cfg(test)]
mod tests;

pub use model::Model;
pub use open::OpenError;
pub use page::{Cursor, InvalidCursor, PAGE_TOOLS_MAX, Page, ToolPage};
pub use port::{
    Answer, ArchiveError, Counts, Failure, IDEMPOTENCY_SECONDS, RegisterError, Registered, Store,
    UpdateError,
};
pub use postgres::Postgres;
pub use search::{SEARCH_BYTES_MAX, SEARCH_TERMS_MAX};
pub use sqlite::{QUEUED_WRITES_MAX, Sqlite};
pub use timestamp::Timestamp;
pub use tool::{Fingerprint, Idempotency, NewTool, Revision, TokenHash, Tool, ToolFilter, ToolId};

/// The id type behind [`ToolId`], so that callers need not depend on the same version by hand.
pub use uuid::Uuid;
