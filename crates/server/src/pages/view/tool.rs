//! One tool.

use askama::Template;

use super::evidence::Evidence;
use super::frame::{Frame, When};
use super::requests::Badge;

/// The page of a tool.
#[derive(Debug, Template)]
#[template(path = "tool.html")]
pub(crate) struct ToolPage<'a> {
    pub(crate) frame: Frame,
    /// What the visitor has just done.
    pub(crate) done: Option<&'static str>,
    /// Why nothing was done, without a full stop.
    pub(crate) refusal: Option<&'static str>,
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
    /// Whose the AWS account is that the image lies in; absent where it lies in none.
    pub(crate) owner: Option<AccountOwner>,
    /// What the registry said about the image; absent where it was not asked, or that is for maintainers.
    pub(crate) evidence: Option<Evidence>,
    /// Who can be asked for access, and what has come of asking; absent where nobody need ask.
    pub(crate) access: Option<Access>,
    pub(crate) maintainers: Vec<String>,
    /// What describes the tool to workflow engines.
    pub(crate) described: Described,
    /// What maintainers find here.
    pub(crate) upkeep: Option<Upkeep>,
    pub(crate) created: When,
    pub(crate) updated: When,
}

impl ToolPage<'_> {
    /// Whether the visitor has asked for access, and something may still come of it.
    fn is_asked_for(&self) -> bool {
        let mine = self.access.as_ref().and_then(|access| access.mine.as_ref());
        mine.is_some_and(|mine| mine.is_live)
    }
}

/// What is known of whoever registered a tool in an AWS account.
#[derive(Debug)]
pub(crate) struct AccountOwner {
    /// The 12 digits.
    pub(crate) account: String,
    /// Whether a maintainer is known to hold it.
    pub(crate) is_verified: bool,
    /// Where a maintainer shows that they do.
    pub(crate) connect: Option<String>,
}

/// Asking for access to a private tool.
#[derive(Debug)]
pub(crate) struct Access {
    /// The form to ask with; absent where the tool is archived.
    pub(crate) ask: Option<String>,
    /// The visitor's own latest request.
    pub(crate) mine: Option<Mine>,
}

/// A request of the visitor's own.
#[derive(Debug)]
pub(crate) struct Mine {
    pub(crate) href: String,
    pub(crate) badge: Badge,
    /// Whether something may still come of it.
    pub(crate) is_live: bool,
    pub(crate) principal: String,
    pub(crate) requested: When,
}

/// The files that describe a tool.
#[derive(Debug)]
pub(crate) struct Described {
    /// The page of the files.
    pub(crate) href: String,
    pub(crate) files: Vec<File>,
}

/// A file.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) title: &'static str,
    pub(crate) path: String,
    /// Whether it was written for the version that the tool is at.
    pub(crate) is_current: bool,
}

/// What maintainers find on the page.
#[derive(Debug)]
pub(crate) struct Upkeep {
    pub(crate) edit: String,
    pub(crate) maintainers: String,
    pub(crate) audit: String,
    /// Where the registry is asked about the image now; absent where it is not.
    pub(crate) look: Option<String>,
    /// Where the server is made to give access by itself; absent where it cannot.
    pub(crate) automation: Option<String>,
    /// The requests, for those who answer them.
    pub(crate) review: Option<String>,
    /// The contact's address.
    pub(crate) contact: Option<Contact>,
}

/// The address that answers for a tool.
#[derive(Debug)]
pub(crate) struct Contact {
    pub(crate) address: String,
    /// Since when it is known to be right.
    pub(crate) confirmed: Option<When>,
    /// Where to send the link once more, if the server sends mail.
    pub(crate) ask: Option<String>,
}
