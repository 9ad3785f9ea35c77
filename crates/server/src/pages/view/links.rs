//! The pages about one-time links, and what they lead to.

use askama::Template;

use super::frame::Frame;
use super::line::{Line, Refusal};

/// Setting a password by a link.
#[derive(Debug, Template)]
#[template(path = "password.html")]
pub(crate) struct SetPassword {
    pub(crate) frame: Frame,
    pub(crate) action: String,
    /// Whose password it is.
    pub(crate) name: String,
    pub(crate) refusal: Option<Refusal>,
    pub(crate) password: Line,
}

/// Asking for a link to set a password.
#[derive(Debug, Template)]
#[template(path = "forgot_password.html")]
pub(crate) struct ForgotPassword {
    pub(crate) frame: Frame,
    pub(crate) refusal: Option<Refusal>,
    /// Whether it has been asked for.
    pub(crate) is_asked: bool,
    /// Whether this server sends mail at all.
    pub(crate) sends_mail: bool,
    pub(crate) name: Line,
}

/// Verifying an address by a link.
#[derive(Debug, Template)]
#[template(path = "verify.html")]
pub(crate) struct Verify {
    pub(crate) frame: Frame,
    pub(crate) action: String,
    pub(crate) address: String,
}

/// An address is verified.
#[derive(Debug, Template)]
#[template(path = "verified.html")]
pub(crate) struct Verified {
    pub(crate) frame: Frame,
}
