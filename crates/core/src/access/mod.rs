//! Access requests: who asks, who answers, and what comes of it.
//!
//! ```text
//! pending -> approved: activating -> active -> revoking -> revoked | ended
//!         -> denied | withdrawn | lapsed
//! ```
//!
//! Nothing here knows a clock, a database or a registry: the time and who acts are arguments, and
//! what a change leads to (a row, a mail, a policy) is for others to carry out.

mod check;
mod days;
mod decision;
mod grant;
pub mod instructions;
mod rejection;
mod reminder;
mod renewal;
mod request;
mod status;
mod stored;
mod text;
mod transitions;

#[cfg(test)]
mod tests;

pub use check::{AccessDraft, NewAccess, Report, check};
pub use days::{
    ANSWER_DAYS, GRANT_DAYS_DEFAULT, GRANT_DAYS_MAX, GrantDays, InvalidGrantDays, REMINDER_DAYS,
    RENEWAL_WINDOW_DAYS,
};
pub use decision::{Decider, Decision};
pub use grant::{CarriedOut, End, Grant, Phase, RenewalAsked, Revocation};
pub use rejection::Rejection;
pub use request::{AccessRequest, State};
pub use status::{Event, Status};
pub use stored::StoredRequest;
pub use text::{InvalidText, NOTE_CHARS_MAX, Note, REASON_CHARS_MAX, Reason};
