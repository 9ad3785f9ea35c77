//! What hands letters over, whatever it is.

use std::future::Future;

use super::letter::Letter;

/// Hands letters over to something that delivers them.
pub trait Transport: Send + Sync {
    /// Hands one letter over. It was accepted once this is `Ok`, and may have been where the answer
    /// to it got lost ([`SendError::Transient`]). Takes at most
    /// [`LETTER_TIMEOUT`](super::limits::LETTER_TIMEOUT), and may be dropped at any time.
    fn send(&self, letter: &Letter) -> impl Future<Output = Result<(), SendError>> + Send;

    /// There is nothing more to send for now: whatever is held open may be closed.
    fn rest(&self) -> impl Future<Output = ()> + Send;
}

/// Why a letter was not handed over. The reasons are for the operator, and never hold a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Trying again later may help.
    #[error("{reason}")]
    Transient {
        /// What went wrong.
        reason: String,
    },
    /// This letter to this recipient will never be taken.
    #[error("{reason}")]
    Permanent {
        /// What went wrong.
        reason: String,
    },
}
