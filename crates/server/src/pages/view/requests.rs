//! The requests that somebody made.

use askama::Template;
use wharfinger_core::access::Status;

use super::frame::{Frame, When};
use crate::access::kept::Missing;

/// The page of one's own requests.
#[derive(Debug, Template)]
#[template(path = "requests.html")]
pub(crate) struct Requests {
    pub(crate) frame: Frame,
    pub(crate) rows: Vec<Row>,
    /// Requests of the page that are stored damaged.
    pub(crate) left_out: usize,
    pub(crate) pages: Pages,
}

/// Where other pages of a list lie.
#[derive(Clone, Debug)]
pub(crate) struct Pages {
    /// The first one, where this is another.
    pub(crate) first: Option<String>,
    /// The one behind this.
    pub(crate) next: Option<String>,
}

/// A request in a list.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) revision: String,
    pub(crate) href: String,
    pub(crate) path: String,
    pub(crate) requester: String,
    pub(crate) principal: String,
    /// What who asks has proven of it, where that is told.
    pub(crate) proof: Option<Badge>,
    pub(crate) reason: String,
    pub(crate) status: Status,
    /// Why access that was approved is not there.
    pub(crate) missing: Option<Missing>,
    pub(crate) needs_hand: bool,
    pub(crate) asks_renewal: bool,
    pub(crate) requested: When,
    /// When access ends, where it has not ended.
    pub(crate) ends: Option<When>,
}

impl Row {
    pub(crate) fn is_pending(&self) -> bool {
        self.status == Status::Pending
    }

    pub(crate) fn badge(&self) -> Badge {
        Badge::of(self.status, self.missing)
    }
}

/// Where a request stands, to be drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Badge {
    pub(crate) words: &'static str,
    pub(crate) tone: &'static str,
}

impl Badge {
    pub(crate) fn of(status: Status, missing: Option<Missing>) -> Self {
        let words = match missing {
            Some(missing) => missing_words(missing),
            None => status_words(status),
        };
        let tone = match (status, missing) {
            (_, Some(Missing::UnknownYet))
            | (Status::Pending | Status::Activating | Status::Revoking, None) => "waiting",
            (_, Some(Missing::Unknown | Missing::TakenOut | Missing::NoRoom)) => "wrong",
            (Status::Active, None) => "active",
            (
                Status::Denied
                | Status::Withdrawn
                | Status::Lapsed
                | Status::Revoked
                | Status::Ended,
                None,
            ) => "over",
        };
        Self { words, tone }
    }
}

/// Why approved access is not there, as people call it.
fn missing_words(missing: Missing) -> &'static str {
    match missing {
        Missing::Unknown => "Approved, but AWS does not know the name",
        Missing::UnknownYet => "Approved, AWS does not know the name yet",
        Missing::TakenOut => "Approved, but taken out by somebody",
        Missing::NoRoom => "Approved, but the policy is full",
    }
}

/// Where a request stands, as people call it.
pub(crate) fn status_words(status: Status) -> &'static str {
    match status {
        Status::Pending => "Waits for an answer",
        Status::Activating => "Approved, being set up",
        Status::Active => "Active",
        Status::Revoking => "Being removed",
        Status::Denied => "Denied",
        Status::Withdrawn => "Withdrawn",
        Status::Lapsed => "Lapsed",
        Status::Revoked => "Revoked",
        Status::Ended => "Ended",
    }
}
