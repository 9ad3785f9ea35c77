//! Grants on a repository: from what should be true to what is.
//!
//! Nothing here says "add this" or "remove that". A [`Task`] says who should have access now, a
//! [`Pass`] reads the policy, computes what it should be, writes it if it is not, reads it back,
//! and says what was seen. Whatever goes wrong, the next pass begins with what is there: lost
//! answers, crashes and late writes of ours need no memory of what was under way.
//!
//! ```text
//! read -> classify -> intend -> read again -> write -> read back -> classify ... -> finish
//! ```
//!
//! A pass is a machine without clock, network or database: [`Pass::start`] and [`Pass::step`] give an
//! [`Effect`], whoever carries it out answers with an [`Event`].
//!
//! What it never does: tell of access that was not read back, of revoked access that is still there, or of
//! anything on the strength of one look, which may show what was there before our last write; change what is not
//! ours unless somebody asks to have it put right ([`Task::mends`]), bring back what a person may have taken away
//! ([`Findings::vanished`]).

mod classify;
mod fitting;
mod foresee;
mod heal;
mod intent;
mod lease;
mod looks;
mod mending;
mod outcome;
mod pass;
mod place;
mod search;
mod task;

#[cfg(test)]
mod tests;

pub use foresee::Foreseen;
pub use heal::{TRAIL_LAG_SECONDS, TRAIL_MARGIN_SECONDS, Trail, TrailEvent, Written};
pub use intent::Intent;
pub use lease::{Lease, Leased, LookAgain, RepositoryId};
pub use mending::{Mended, WantedMend};
pub use outcome::{Failed, Failure, Findings, Outcome};
pub use pass::{Effect, Event, Pass, ROUNDS_MAX};
pub use place::{Authority, Repository, Target};
pub use task::{
    Grant, Hold, Memory, OurWrite, STALE_WRITE_SECONDS, Shown, Task, UNRESOLVED_SECONDS, Verified,
    Wish,
};
