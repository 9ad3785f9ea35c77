//! The list of tools.

use askama::Template;

use super::frame::{Frame, When};

/// The home page.
#[derive(Debug, Template)]
#[template(path = "home.html")]
pub(crate) struct Home {
    pub(crate) frame: Frame,
    pub(crate) query: String,
    /// Most letters of a search; letters beyond ASCII take more than a byte, and are cut later.
    pub(crate) search_max: usize,
    pub(crate) registries: Vec<Choice>,
    pub(crate) visibility: &'static str,
    pub(crate) tools: Vec<Row>,
    /// Tools of the page that are stored damaged.
    pub(crate) left_out: usize,
    /// Whether a registry or a visibility was chosen.
    pub(crate) is_narrowed: bool,
    /// Whether the list starts behind the newest tool.
    pub(crate) is_later_page: bool,
    pub(crate) first: String,
    pub(crate) next: Option<String>,
}

/// A registry to choose.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) is_chosen: bool,
}

/// A tool in the list.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) path: String,
    pub(crate) href: String,
    pub(crate) registry: String,
    pub(crate) is_private: bool,
    pub(crate) is_archived: bool,
    /// Whether a maintainer is known to hold the AWS account; absent where there is none.
    pub(crate) is_owner_verified: Option<bool>,
    pub(crate) description: Option<String>,
    pub(crate) updated: When,
}

impl Home {
    fn is_filtered(&self) -> bool {
        self.is_narrowed || !self.query.is_empty()
    }
}
