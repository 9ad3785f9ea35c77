//! Who maintains a tool.

use askama::Template;

use super::frame::{Frame, When};
use super::line::Line;

/// The page of a tool's maintainers.
#[derive(Debug, Template)]
#[template(path = "maintainers.html")]
pub(crate) struct Maintainers {
    pub(crate) frame: Frame,
    /// What the visitor has just done.
    pub(crate) done: Option<&'static str>,
    /// Why nothing was done, without a full stop.
    pub(crate) refusal: Option<String>,
    pub(crate) path: String,
    pub(crate) tool: String,
    pub(crate) action: String,
    pub(crate) people: Vec<Maintainer>,
    pub(crate) account: Line,
}

/// A maintainer.
#[derive(Clone, Debug)]
pub(crate) struct Maintainer {
    pub(crate) name: String,
    pub(crate) is_disabled: bool,
    pub(crate) is_visitor: bool,
    /// Whether they can be removed: not the last one who can sign in.
    pub(crate) can_go: bool,
    pub(crate) since: When,
}
