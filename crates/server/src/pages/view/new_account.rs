//! The forms that make an account for whoever fills them in.

use askama::Template;

use super::frame::Frame;
use super::line::{Line, Refusal};

/// A form that makes an account.
#[derive(Debug, Template)]
#[template(path = "new_account.html")]
pub(crate) struct NewAccount {
    pub(crate) frame: Frame,
    pub(crate) title: &'static str,
    pub(crate) about: &'static str,
    pub(crate) action: String,
    pub(crate) button: &'static str,
    /// Where to go afterwards.
    pub(crate) next: String,
    pub(crate) refusal: Option<Refusal>,
    pub(crate) name: Line,
    pub(crate) email: Line,
    pub(crate) password: Line,
}
