//! One tool.

use askama::Template;

use super::frame::{Frame, When};

/// The page of a tool.
#[derive(Debug, Template)]
#[template(path = "tool.html")]
pub(crate) struct ToolPage<'a> {
    pub(crate) frame: Frame,
    /// What the visitor has just done.
    pub(crate) done: Option<&'static str>,
    pub(crate) archived: Option<When>,
    pub(crate) path: &'a str,
    pub(crate) registry: &'a str,
    pub(crate) is_private: bool,
    pub(crate) visibility_reason: String,
    pub(crate) login: Option<String>,
    pub(crate) login_note: Option<&'static str>,
    pub(crate) pull: String,
    pub(crate) image: String,
    pub(crate) image_page: Option<String>,
    pub(crate) tag: Option<&'a str>,
    pub(crate) digest: Option<&'a str>,
    pub(crate) source: Option<&'a str>,
    pub(crate) description: Option<&'a str>,
    /// What a user must say about themselves to be let in.
    pub(crate) identity: &'static str,
    pub(crate) created: When,
    pub(crate) updated: When,
    pub(crate) edit: Option<String>,
}
