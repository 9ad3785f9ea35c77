//! Tools that nobody answers for.

use askama::Template;

use super::frame::Frame;
use super::requests::Pages;

/// The list of them.
#[derive(Debug, Template)]
#[template(path = "unmaintained.html")]
pub(crate) struct Unmaintained {
    pub(crate) frame: Frame,
    pub(crate) tools: Vec<Row>,
    /// Tools of the page that are stored damaged.
    pub(crate) left_out: usize,
    pub(crate) pages: Pages,
}

/// A tool in the list.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) path: String,
    /// Where somebody is added.
    pub(crate) maintainers: String,
    pub(crate) is_archived: bool,
}
