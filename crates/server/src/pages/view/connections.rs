//! The AWS accounts that somebody has connected.

use askama::Template;

use super::automation::{Checked, Policies, Simulated};
use super::frame::{Frame, When};
use super::line::{Line, Refusal};

/// The page of one's own connections.
#[derive(Debug, Template)]
#[template(path = "connections.html")]
pub(crate) struct ConnectionsPage {
    pub(crate) frame: Frame,
    /// What the visitor has just done.
    pub(crate) done: Option<&'static str>,
    /// Why nothing was done, without a full stop.
    pub(crate) refusal: Option<&'static str>,
    pub(crate) simulated: Option<Simulated>,
    pub(crate) connections: Vec<Row>,
}

/// A connection.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) account: String,
    pub(crate) role_arn: String,
    pub(crate) external_id: String,
    pub(crate) made: When,
    /// Since when it is known to be right.
    pub(crate) proven: Option<When>,
    pub(crate) checked: Option<Checked>,
    /// What becomes of what is overwritten.
    pub(crate) healing: Healing,
    /// Whether pull passwords are handed out.
    pub(crate) pull_passwords: PullPasswords,
    /// Why `CloudTrail` was not read the last time, where that is wanted.
    pub(crate) unread: Option<Unread>,
    /// Where the role's template lies; absent where it is a role that its owner has named, which no
    /// template makes.
    pub(crate) template: Option<String>,
    /// Where it is given another role.
    pub(crate) another_role: String,
    /// What is kept with it.
    pub(crate) repositories: Vec<Kept>,
}

/// Whether what is overwritten is put back: never more than was seen to work.
#[derive(Debug)]
pub(crate) enum Healing {
    /// The owner does not want it.
    NotWanted,
    /// The owner wants it since then, and `CloudTrail` was not read yet.
    Wanted { since: When },
    /// `CloudTrail` was read for the writes until then.
    Read { since: When, until: When },
}

/// Whether pull passwords are handed out: never more than was seen to work.
#[derive(Debug)]
pub(crate) enum PullPasswords {
    /// The owner does not want it.
    NotWanted,
    /// The owner wants it since then, and the last check has not seen that the role lets it be.
    Wanted { since: When },
    /// The last check has.
    Seen { since: When },
}

/// Why `CloudTrail` was not read.
#[derive(Debug)]
pub(crate) struct Unread {
    pub(crate) at: When,
    pub(crate) cause: &'static str,
    pub(crate) next: &'static str,
    /// What AWS said.
    pub(crate) message: Option<String>,
}

/// A repository whose policy is kept.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) href: String,
    pub(crate) arn: String,
    /// How it is, in a word or two.
    pub(crate) health: &'static str,
    pub(crate) tone: &'static str,
    pub(crate) verified: Option<When>,
}

/// The page on which a connection gets another role.
#[derive(Debug, Template)]
#[template(path = "connection_role.html")]
pub(crate) struct ConnectionRole {
    pub(crate) frame: Frame,
    /// Why nothing was done.
    pub(crate) refusal: Option<Refusal>,
    pub(crate) simulated: Option<Simulated>,
    pub(crate) account: String,
    /// The role that it has.
    pub(crate) role_arn: String,
    pub(crate) external_id: String,
    pub(crate) action: String,
    pub(crate) line: Line,
    /// What any role of the connection needs; absent where there can be none.
    pub(crate) policies: Option<Policies>,
    /// What was found of the role that was given, where that was not right.
    pub(crate) checked: Option<Checked>,
}
