//! Pull passwords.

use wharfinger_core::account::AccountId;

use super::{Answer, Failure};
use crate::{By, ConnectionId, Pullable, Registry, RequestId, Timestamp};

/// Who may be handed a password, and that it was.
///
/// A password is fetched between the two: [`PullPasswords::pullable`] says for which repositories, and
/// [`PullPasswords::hand_out_pull_password`] that they are still the same before anybody sees it.
pub trait PullPasswords {
    /// What an account may pull from a registry then: its grants that are active, on repositories that are
    /// kept with a connection whose owner can sign in. By password only where the connection
    /// [hands them out](crate::Connection::hands_out); of the others somebody is told why there is none. Of
    /// its newest [`PULLABLE_MAX`](crate::PULLABLE_MAX) grants in the registry, by connection, each with
    /// the newest first.
    fn pullable(
        &self,
        account: AccountId,
        registry: Registry,
        now: Timestamp,
    ) -> Answer<'_, Result<Vec<Pullable>, Failure>>;

    /// Writes down that [`By::actor`] is handed a password for these grants, which AWS lets in until
    /// then. Where anything that [`PullPasswords::pullable`] goes by has changed, it must not be handed
    /// out. The audit log has an entry about each request, in the order in which they are given.
    fn hand_out_pull_password(
        &self,
        connection: ConnectionId,
        requests: Vec<RequestId>,
        expires_at: Timestamp,
        by: By,
    ) -> Answer<'_, Result<(), HandOutError>>;
}

/// Why a pull password must not be handed out.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum HandOutError {
    /// A grant has ended, the connection is another or hands out nothing any more, or somebody else acts.
    #[error("access has ended, or the owner of the AWS account hands out no passwords any more")]
    NotHeld,
    /// No answer about it.
    #[error(transparent)]
    Failure(#[from] Failure),
}
