//! The port: what the server may ask of a store, and every answer it may get.
//!
//! One trait a subject; [`Store`] is all of them.

mod access;
mod accounts;
mod audit;
mod connections;
mod descriptors;
mod devices;
mod looks;
mod maintainers;
mod notices;
mod proofs;
mod pull_passwords;
mod registry_requests;
mod repositories;
mod secrets;
mod sign_in;
mod tools;

use std::pin::Pin;

use wharfinger_core::registration::Corrupt;

pub use access::{AccessRequests, Advanced, ChangeRequestError, Demanded, RequestAccessError};
pub use accounts::{AccountWithPassword, Accounts, ChangeAccountError, CreateAccountError};
pub use audit::{Audit, RENEWALS_TOLD_MAX};
pub use connections::{
    AutomateError, ChangeConnectionError, ConnectError, Connections, StopAutomationError,
};
pub use descriptors::{DescribeError, Descriptors};
pub use devices::{BeginDeviceError, DecideDeviceError, Devices, RedeemDeviceError};
pub use looks::Looks;
pub use maintainers::{AddMaintainerError, Maintainers, RemoveMaintainerError, VerifyContactError};
pub use notices::{Notices, RetryMailError};
pub use proofs::{Proofs, RedeemChallengeError};
pub use pull_passwords::{HandOutError, PullPasswords};
pub use registry_requests::{AnswerRegistryError, RegistryRequests, RequestRegistryError};
pub use repositories::{BorrowError, MendError, ReapplyError, Repositories};
pub use secrets::{Once, OnceError, Secrets};
pub use sign_in::{CreateTokenError, MakeLinkError, RedeemError, SignIn, StartSessionError};
pub use tools::{ArchiveError, Counts, RegisterError, Registered, SeenTool, Tools, UpdateError};

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
/// it. A write that changes something puts an entry into the audit log in the same transaction; one that
/// finds things as it would leave them changes nothing, revisions included, and leaves no entry.
///
/// Who acts is [`crate::By::actor`]. Whether they may, the store decides, in the transaction of the
/// change: who has lost a role or an account meanwhile changes nothing any more. What they showed to be
/// who they are (a session, a token and its scopes, a password once more) the caller has compared. Where
/// a method is for people of whatever role, the server itself ([`crate::Actor::System`]) and an account
/// that is not there are a fault of the caller, and a [`Failure::Unavailable`].
/// Reads may do bounded work on the calling thread. See the crate's documentation for what a caller
/// may rely on.
pub trait Store:
    Tools
    + Maintainers
    + Descriptors
    + Accounts
    + SignIn
    + Devices
    + Secrets
    + AccessRequests
    + Notices
    + Connections
    + Proofs
    + PullPasswords
    + Repositories
    + RegistryRequests
    + Looks
    + Audit
    + Send
    + Sync
    + 'static
{
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

/// Why the store gave no answer. Never the fault of what was asked.
///
/// Like every refusal of the port it lists all there are: whoever answers people decides about each,
/// and the compiler finds who has not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
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

/// Damaged rows that are told of at once where others are worked on without them: enough to see
/// what kind of damage it is. `wharfinger database check` and a repair find the rest.
pub const DAMAGE_TOLD_MAX: usize = 20;

impl Failure {
    /// A failure with its reason.
    pub(crate) fn unavailable(reason: impl std::fmt::Display) -> Self {
        Self::Unavailable {
            reason: reason.to_string(),
        }
    }
}
