//! Accounts, as administrators see them.

use askama::Template;

use super::frame::{Frame, When};
use super::line::{Line, Refusal};

/// The list of accounts, and the form that makes one.
#[derive(Debug, Template)]
#[template(path = "accounts.html")]
pub(crate) struct Accounts {
    pub(crate) frame: Frame,
    pub(crate) refusal: Option<Refusal>,
    pub(crate) rows: Vec<AccountRow>,
    /// Accounts of the page that are stored damaged.
    pub(crate) left_out: usize,
    /// Whether the list starts behind the newest account.
    pub(crate) is_later_page: bool,
    pub(crate) next: Option<String>,
    pub(crate) neglected: Neglected,
    pub(crate) name: Line,
    pub(crate) email: Line,
    /// Whether the account to make is an administrator's.
    pub(crate) is_administrator: bool,
}

/// An account in the list.
#[derive(Clone, Debug)]
pub(crate) struct AccountRow {
    pub(crate) name: String,
    pub(crate) is_administrator: bool,
    pub(crate) is_disabled: bool,
    pub(crate) created: When,
    /// Whether it is the operator's own, which stays as it is.
    pub(crate) is_built_in: bool,
}

/// One account, and what can be done about it.
#[derive(Debug, Template)]
#[template(path = "account_of.html")]
pub(crate) struct AccountOf {
    pub(crate) frame: Frame,
    /// What the visitor has just done.
    pub(crate) done: Option<&'static str>,
    pub(crate) refusal: Option<Refusal>,
    pub(crate) row: AccountRow,
    /// A link that was made just now.
    pub(crate) link: Option<String>,
    pub(crate) has_password: bool,
    /// Whether mail reaches its owner, in words.
    pub(crate) mail: &'static str,
    /// Whether it is the visitor's own.
    pub(crate) is_own: bool,
    /// Whether it is disabled and there are tools that nobody answers for.
    pub(crate) leaves_tools: bool,
}

/// What an administrator should look at besides.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Neglected {
    /// Whether there are tools that nobody answers for.
    pub(crate) tools: bool,
    /// Whether letters could not be sent.
    pub(crate) mail: bool,
}
