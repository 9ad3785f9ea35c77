//! Who does something.

use wharfinger_core::account::AccountId;

use crate::Timestamp;

/// The built-in account: what the operator's token, the command line and old tools act as.
///
/// It is an administrator, has no password, and is neither disabled nor renamed. It is there from the
/// start, since [`Timestamp::MIN`], so that no entry of the audit log tells how it was made.
pub const OPERATOR: AccountId = AccountId::from_bytes([0; 16]);

/// The name of [`OPERATOR`], which nobody else can take.
pub const OPERATOR_NAME: &str = "operator";

/// Most bytes of a request id: those that are made here have 32, and a proxy's are cut to this.
pub const REQUEST_ID_BYTES_MAX: usize = 128;

/// Who changes something, in which request, and when: what the audit log says of every change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct By {
    /// Who.
    pub actor: Actor,
    /// The id of the HTTP request or the name of the command; see [`REQUEST_ID_BYTES_MAX`].
    pub request_id: String,
    /// The time of the request.
    pub now: Timestamp,
}

/// Who changes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Actor {
    /// Somebody with an account.
    Account(AccountId),
    /// The server itself, because time has passed.
    System,
}

impl Actor {
    /// The account, unless it is the server itself.
    #[must_use]
    pub const fn account(self) -> Option<AccountId> {
        match self {
            Self::Account(id) => Some(id),
            Self::System => None,
        }
    }
}
