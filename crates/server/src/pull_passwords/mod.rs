//! Pull passwords: what whoever has access to a repository on Amazon ECR pulls with who has no AWS client.
//!
//! A password is fetched as the role of the repository's connection, in a session that may pull from
//! exactly the repositories of somebody's active grants; it is handed out, and kept nowhere: one that was
//! kept would be handed out for grants that have ended.

mod choice;
mod commands;
pub(crate) mod hand_out;
mod registry;
pub(crate) mod sight;

use wharfinger_core::grants::Repository;
use wharfinger_ecr::PullPassword;

pub(crate) use commands::Commands;

/// What everybody is told who is handed a password, or may let it be.
pub(crate) const LAG: &str = "Amazon ECR takes no password back: one is let in until it expires, at most \
                              12 hours after it was fetched, even where access ends before";

/// A password that was handed out.
#[derive(Debug)]
pub(crate) struct HandedOut {
    pub(crate) password: PullPassword,
    /// What it pulls from.
    pub(crate) repositories: Vec<Repository>,
    /// What it does not pull from, although its owner has access: too many for one session, or kept with
    /// another connection.
    pub(crate) left_out: Vec<Repository>,
}
