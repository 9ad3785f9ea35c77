//! What somebody is told.

use askama::Template;

use super::frame::{Frame, When};
use super::requests::Pages;

/// The page of notices.
#[derive(Debug, Template)]
#[template(path = "inbox.html")]
pub(crate) struct Inbox {
    pub(crate) frame: Frame,
    /// Why nothing was done, without a full stop.
    pub(crate) refusal: Option<&'static str>,
    pub(crate) notices: Vec<Notice>,
    /// Notices of the page that are stored damaged.
    pub(crate) left_out: usize,
    /// The newest notice of the page, where any on it is unread.
    pub(crate) through: Option<i64>,
    pub(crate) pages: Pages,
}

/// A notice.
#[derive(Clone, Debug)]
pub(crate) struct Notice {
    /// A sentence without its full stop.
    pub(crate) text: String,
    /// The tool that it is about.
    pub(crate) path: Option<String>,
    /// Where to go.
    pub(crate) href: String,
    pub(crate) when: When,
    pub(crate) is_unread: bool,
}
