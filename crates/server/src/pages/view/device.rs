//! A machine that asks to be logged in.

use askama::Template;

use super::frame::{Frame, When};
use super::line::{Line, Refusal};

/// The page that lets machines in.
#[derive(Debug, Template)]
#[template(path = "device.html")]
pub(crate) struct DevicePage {
    pub(crate) frame: Frame,
    /// What the visitor has just done.
    pub(crate) done: Option<&'static str>,
    pub(crate) refusal: Option<Refusal>,
    pub(crate) code: Line,
    /// The machine with the code that was typed.
    pub(crate) asking: Option<Asking>,
}

/// A machine that asks, as it describes itself.
#[derive(Debug)]
pub(crate) struct Asking {
    /// The code that it shows.
    pub(crate) code: String,
    pub(crate) name: String,
    /// What the program calls itself; empty where it does not say.
    pub(crate) program: String,
    pub(crate) address: String,
    /// Whether that is the address of whoever looks at the page.
    pub(crate) is_from_here: bool,
    pub(crate) asked: When,
    /// When the token would end that it gets.
    pub(crate) until: When,
}
