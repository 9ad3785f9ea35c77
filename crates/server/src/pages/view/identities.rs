//! The AWS identities that somebody has proven to be theirs.

use askama::Template;

use super::automation::Simulated;
use super::frame::{Frame, When};
use super::line::Line;

/// The page of one's own AWS identities.
#[derive(Debug, Template)]
#[template(path = "identities.html")]
pub(crate) struct IdentitiesPage {
    pub(crate) frame: Frame,
    /// What the visitor has just done.
    pub(crate) done: Option<&'static str>,
    /// Why nothing was proven, without a full stop.
    pub(crate) refusal: Option<String>,
    /// Whether anything can be proven here.
    pub(crate) is_set_up: bool,
    pub(crate) simulated: Option<Simulated>,
    pub(crate) region: Line,
    /// The command that waits for its answer.
    pub(crate) asked: Option<Asked>,
    pub(crate) proven: Vec<Identity>,
}

/// A command that waits for its answer.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) command: String,
    pub(crate) challenge: String,
    pub(crate) region: String,
}

/// An identity that was proven.
#[derive(Debug)]
pub(crate) struct Identity {
    /// As it was proven.
    pub(crate) arn: String,
    /// The ARN that a policy names.
    pub(crate) principal: String,
    /// As AWS told it, where that is another: a session of a role.
    pub(crate) session: Option<String>,
    pub(crate) account: String,
    pub(crate) when: When,
}
