//! Who maintains a tool.

use wharfinger_core::account::{AccountId, AccountName};

use crate::Timestamp;

/// Most maintainers of a tool: more than any team has, few enough to be told about every request.
pub const MAINTAINERS_MAX: usize = 50;

/// Somebody who answers for a tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Maintainer {
    /// Who.
    pub account: AccountId,
    /// Their name.
    pub name: AccountName,
    /// Whether their account is disabled.
    pub disabled: bool,
    /// Since when.
    pub since: Timestamp,
    /// Who added them; themselves where they registered the tool.
    pub added_by: AccountId,
}
