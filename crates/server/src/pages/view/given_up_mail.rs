//! Letters that could not be sent.

use askama::Template;

use super::frame::{Frame, When};
use super::requests::Pages;

/// The list of them.
#[derive(Debug, Template)]
#[template(path = "given_up_mail.html")]
pub(crate) struct GivenUpMail {
    pub(crate) frame: Frame,
    /// What the visitor has just done.
    pub(crate) done: Option<&'static str>,
    /// Why nothing was done, without a full stop.
    pub(crate) refusal: Option<&'static str>,
    /// Whether this server sends mail at all.
    pub(crate) sends_mail: bool,
    pub(crate) rows: Vec<Row>,
    /// Letters of the page that are stored damaged.
    pub(crate) left_out: usize,
    pub(crate) pages: Pages,
}

/// A letter.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) id: i64,
    /// An account's name, or an address.
    pub(crate) to: String,
    /// The account's page.
    pub(crate) href: Option<String>,
    pub(crate) about: &'static str,
    /// When what it tells came about.
    pub(crate) created: When,
    /// When it was given up.
    pub(crate) since: When,
}
