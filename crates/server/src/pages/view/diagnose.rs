//! The page that explains failed pulls.

use askama::Template;
use wharfinger_core::diagnosis;

use super::frame::{Frame, When};
use super::requests::Badge;
use crate::pull_passwords::Commands;

/// The form, and what was found in what it sent.
#[derive(Debug, Template)]
#[template(path = "diagnose.html")]
pub(crate) struct DiagnosePage<'a> {
    pub(crate) frame: Frame,
    /// What was pasted, without its secrets.
    pub(crate) text: &'a str,
    pub(crate) shown: Option<Findings>,
}

/// What was found.
#[derive(Debug)]
pub(crate) struct Findings {
    pub(crate) first: Option<First>,
    pub(crate) others: Vec<diagnosis::Cause>,
    pub(crate) known: Option<Known>,
    pub(crate) masked: usize,
    pub(crate) is_cut: bool,
}

/// The likeliest cause.
#[derive(Debug)]
pub(crate) struct First {
    pub(crate) cause: diagnosis::Cause,
    pub(crate) sure: &'static str,
    pub(crate) image: Option<String>,
    pub(crate) evidence: Vec<String>,
    pub(crate) advice: String,
    pub(crate) commands: Vec<String>,
}

/// What is known here about the tool.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) path: String,
    pub(crate) tool: String,
    pub(crate) text: &'static str,
    pub(crate) href: String,
    pub(crate) label: &'static str,
    pub(crate) badge: Option<Badge>,
    pub(crate) principal: Option<String>,
    pub(crate) since: Option<When>,
    pub(crate) login: Option<String>,
    pub(crate) login_note: Option<&'static str>,
    pub(crate) pull: Option<String>,
    /// What is typed in place of the login.
    pub(crate) by_password: Option<Commands>,
}
