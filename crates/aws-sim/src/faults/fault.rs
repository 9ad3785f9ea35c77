//! One thing that goes wrong.

use std::time::Duration;

use crate::operation::Operation;
use crate::refusal::Refusal;

/// Something that goes wrong with a call.
///
/// The difference that matters is not what the caller sees but what has happened meanwhile:
/// [`Fault::DropBefore`], [`Fault::DropAfter`] and [`Fault::LateLanding`] all look alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Refused with `ThrottlingException`.
    Throttle,
    /// Refused with the status 429.
    TooManyRequests,
    /// Refused with the status 500.
    ServerError,
    /// Refused with the status 503 and a page of HTML, as a load balancer does.
    Unavailable,
    /// Refused as if a policy said no.
    AccessDenied,
    /// Refused as if the session had ended.
    ExpiredToken,
    /// The connection ends before anything has happened.
    DropBefore,
    /// Everything has happened, and the connection ends without an answer.
    DropAfter,
    /// Nothing happens, and nothing is answered for so long; then the connection ends.
    Hang(Duration),
    /// Everything has happened at once, and is answered so much later.
    SlowAnswer(Duration),
    /// Everything happens, so much later, and the connection ends without an answer. Whoever gave up
    /// meanwhile and did something else will see it undone.
    LateLanding(Duration),
    /// Answers what was true so many writes ago. Of calls that do not read a policy nothing is wrong.
    StaleRead(usize),
}

/// When the world hears of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landing {
    /// Never.
    Never,
    /// At once.
    Now,
    /// So much later.
    After(Duration),
}

impl Fault {
    /// When the world hears of the call.
    #[must_use]
    pub fn landing(self) -> Landing {
        match self {
            Self::Throttle
            | Self::TooManyRequests
            | Self::ServerError
            | Self::Unavailable
            | Self::AccessDenied
            | Self::ExpiredToken
            | Self::DropBefore
            | Self::Hang(_) => Landing::Never,
            Self::DropAfter | Self::SlowAnswer(_) | Self::StaleRead(_) => Landing::Now,
            Self::LateLanding(later) => Landing::After(later),
        }
    }

    /// What the caller is told in place of an answer; `None` where there is an answer, or no word at all.
    #[must_use]
    pub fn refusal(self) -> Option<Refusal> {
        Some(match self {
            Self::Throttle => Refusal::Throttled,
            Self::TooManyRequests => Refusal::TooManyRequests,
            Self::ServerError => Refusal::ServerError,
            Self::Unavailable => Refusal::Unavailable,
            Self::AccessDenied => {
                Refusal::AccessDenied("User is not authorized to perform this operation".to_owned())
            }
            Self::ExpiredToken => Refusal::ExpiredToken,
            Self::DropBefore
            | Self::DropAfter
            | Self::Hang(_)
            | Self::SlowAnswer(_)
            | Self::LateLanding(_)
            | Self::StaleRead(_) => return None,
        })
    }

    /// Whether the caller hears anything in the end.
    #[must_use]
    pub fn is_answered(self) -> bool {
        self.refusal().is_some() || matches!(self, Self::SlowAnswer(_) | Self::StaleRead(_))
    }

    /// How long the caller waits.
    #[must_use]
    pub fn wait(self) -> Duration {
        match self {
            Self::Hang(wait) | Self::SlowAnswer(wait) | Self::LateLanding(wait) => wait,
            _ => Duration::ZERO,
        }
    }

    /// How many writes ago a read of a policy is.
    #[must_use]
    pub fn writes_ago(self) -> usize {
        match self {
            Self::StaleRead(writes) => writes,
            _ => 0,
        }
    }

    /// Whether it says anything about calls of a kind.
    pub(super) fn concerns(self, operation: Operation) -> bool {
        !matches!(self, Self::StaleRead(_)) || operation == Operation::GetRepositoryPolicy
    }
}
