//! The requests that a maintainer answers.

use askama::Template;

use super::frame::Frame;
use super::line::Line;
use super::request::{Difference, Words};
use super::requests::{Pages, Row};

/// The page of requests for the tools that somebody maintains.
#[derive(Debug, Template)]
#[template(path = "review.html")]
pub(crate) struct Review {
    pub(crate) frame: Frame,
    /// Why nothing was done, without a full stop.
    pub(crate) refusal: Option<String>,
    /// What came of each request that was ticked.
    pub(crate) outcomes: Vec<Outcome>,
    /// What approving those that are ticked writes, where that was asked for.
    pub(crate) foreseen: Option<Foreseen>,
    /// What is shown: `answer`, `hand` or everything.
    pub(crate) waiting: &'static str,
    /// The path of the tool that is shown alone.
    pub(crate) tool: String,
    /// The address of this list, to come back to.
    pub(crate) action: String,
    pub(crate) rows: Vec<Entry>,
    /// Requests of the page that are stored damaged.
    pub(crate) left_out: usize,
    pub(crate) pages: Pages,
    pub(crate) days: Line,
    pub(crate) note: Words,
}

/// What approving several requests writes to policies.
#[derive(Clone, Debug)]
pub(crate) struct Foreseen {
    /// One a repository.
    pub(crate) differences: Vec<Difference>,
    /// How many of the requests are carried out by hand.
    pub(crate) by_hand: usize,
}

/// A request that can perhaps be ticked.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) row: Row,
    /// Whether the visitor can answer it.
    pub(crate) can_answer: bool,
    pub(crate) is_ticked: bool,
}

/// What came of one of several requests.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    /// The tool's path and who asks, or the id where the request is no longer seen.
    pub(crate) title: String,
    pub(crate) href: String,
    /// What came of it.
    pub(crate) status: &'static str,
    /// Why nothing was done, without a full stop; absent where it was.
    pub(crate) refusal: Option<String>,
}

impl Review {
    fn can_answer_any(&self) -> bool {
        self.rows.iter().any(|entry| entry.can_answer)
    }
}
