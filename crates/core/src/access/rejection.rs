//! Why something cannot happen to a request.

use thiserror::Error;

use crate::timestamp::Timestamp;

use super::{Event, RENEWAL_WINDOW_DAYS, Status};

/// Why something cannot happen to a request. Each says what was found, what is allowed, and the
/// next step.
///
/// ```
/// use wharfinger_core::access::{Event, Rejection, Status};
/// let rejection = Rejection::WrongStatus { event: Event::Approve, found: Status::Withdrawn };
/// assert_eq!(
///     rejection.to_string(),
///     "the request was withdrawn; only a request that waits for an answer can be approved; make \
///      a new request where access is still needed"
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Rejection {
    /// Who decides is no maintainer of the tool now.
    #[error("you do not maintain this tool; only its maintainers decide; ask one of them")]
    NotMaintainer,
    /// Who decides is who asks.
    #[error("this is your own request; nobody decides on their own; ask another maintainer")]
    OwnRequest,
    /// Who acts is not who asked.
    #[error("somebody else made this request; only the requester can do this; ask them")]
    NotRequester,
    /// What happens does not fit where the request stands.
    #[error("{}; {}; {}", found.sentence(), event.sentence(), found.next_step())]
    WrongStatus {
        /// What was to happen.
        event: Event,
        /// Where the request stands.
        found: Status,
    },
    /// It is too early for what time alone brings.
    #[error("nothing is due yet; the time is over at {due_at}; wait until then")]
    NotDue {
        /// When it is due.
        due_at: Timestamp,
    },
    /// The time of the access was over before somebody said that it was given.
    #[error(
        "the time of this access was over at {at}, so that it is to be removed and not given; only \
         what is asked for can be marked as done; reload the page in a minute and follow its steps"
    )]
    TimeOver {
        /// When.
        at: Timestamp,
    },
    /// The worker confirms what people do.
    #[error(
        "this access is carried out by hand; only a maintainer can say that it is done; mark it \
         as done by hand"
    )]
    CarriedOutByHand,
    /// A maintainer confirms what the worker does.
    #[error(
        "this access is carried out automatically; only what is done by hand is marked as done; \
         wait until it is carried out"
    )]
    CarriedOutAutomatically,
    /// More time is asked for too early.
    #[error(
        "the access lasts until {expires_at}; more time can be asked for in the last \
         {RENEWAL_WINDOW_DAYS} days; ask at {from} or later"
    )]
    RenewalTooEarly {
        /// When it can be asked for.
        from: Timestamp,
        /// When the access ends.
        expires_at: Timestamp,
    },
    /// More time was asked for already.
    #[error("more time was asked for at {at}; one question is enough; wait for the answer")]
    RenewalAsked {
        /// When.
        at: Timestamp,
    },
    /// Nobody asked for more time.
    #[error(
        "nobody asks for more time; only a renewal that was asked for is answered; reload the \
         page to see where the request stands"
    )]
    RenewalNotAsked,
    /// The renewal would end before the present end.
    #[error(
        "the access lasts until {expires_at} already; a renewal never shortens it; choose more \
         days"
    )]
    RenewalShortens {
        /// When the access ends.
        expires_at: Timestamp,
    },
}
