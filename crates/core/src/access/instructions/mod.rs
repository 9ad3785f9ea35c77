//! What people do themselves: requesters on their own side, and maintainers at registries that this
//! software does not operate.
//!
//! The names of pages and buttons are those of the registries' documentation; registries rename
//! them without notice. Unverified, because no account was at hand: the address of a repository in
//! the Amazon ECR console, the addresses of the pages that make tokens at Docker, GitLab and GitHub,
//! the address of a project's members at GitLab and that Guests cannot pull there, and the names of
//! pages at Seven Bridges.
//!
//! Links and commands are made of parts that were parsed: a registration's path and a principal.

mod ecr;
mod registries;

#[cfg(test)]
mod tests;

use crate::principal::Principal;
use crate::registration::Registration;
use crate::registry::EcrHost;

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What to do, in the imperative; literals stand in backticks.
    pub text: String,
    /// Where to do it.
    pub link: Option<String>,
    /// What to paste there, or into a POSIX shell.
    pub copy: Option<String>,
}

impl Step {
    fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            link: None,
            copy: None,
        }
    }

    fn link(self, link: impl Into<String>) -> Self {
        Self {
            link: Some(link.into()),
            ..self
        }
    }

    fn copy(self, copy: impl Into<String>) -> Self {
        Self {
            copy: Some(copy.into()),
            ..self
        }
    }
}

/// What is to be done at the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Let the principal pull.
    Grant,
    /// Let the principal pull no more.
    Remove,
}

/// What the requester does before the image can be pulled, besides waiting for the approval.
///
/// On Amazon ECR nothing works without it: the right to log in comes from the puller's own account
/// only, and across accounts both sides must allow the pull (Amazon ECR User Guide, Private
/// repository policies).
///
/// ```
/// use wharfinger_core::access::instructions::own_side;
/// use wharfinger_core::registration::{Draft, check};
/// use wharfinger_core::{principal, registry::Catalogue, report::Field};
///
/// let catalogue = Catalogue::built_in();
/// let draft = Draft::default()
///     .with(Field::Image, "ghcr.io/team/tool")
///     .with(Field::Visibility, "private")
///     .with(Field::ContactEmail, "tools@example.org");
/// let tool = check(&catalogue, &draft).registration.unwrap();
/// let ada = principal::check(catalogue.by_id("ghcr"), "ghcr.io", "ada").unwrap();
/// let steps = own_side(&tool, &ada);
/// assert!(steps[0].text.starts_with("Accept the invitation"));
/// ```
#[must_use]
pub fn own_side(tool: &Registration, principal: &Principal) -> Vec<Step> {
    match (EcrHost::parse(tool.tool_path().host()), principal) {
        (Some(host), Principal::Aws(aws)) => {
            ecr::own_side(host, tool.tool_path().repository(), aws)
        }
        _ => registries::own_side(tool, principal.as_str()),
    }
}

/// What a maintainer does at the registry, where nobody does it for them.
///
/// ```
/// use wharfinger_core::access::instructions::{Action, by_hand};
/// # use wharfinger_core::registration::{Draft, check};
/// # use wharfinger_core::{principal, registry::Catalogue, report::Field};
/// # let catalogue = Catalogue::built_in();
/// # let draft = Draft::default()
/// #     .with(Field::Image, "quay.io/team/tool")
/// #     .with(Field::Visibility, "private")
/// #     .with(Field::ContactEmail, "tools@example.org");
/// # let tool = check(&catalogue, &draft).registration.unwrap();
/// # let ada = principal::check(catalogue.by_id("quay"), "quay.io", "ada").unwrap();
/// let steps = by_hand(&tool, &ada, Action::Grant);
/// assert_eq!(steps[0].link.as_deref(), Some("https://quay.io/repository/team/tool"));
/// assert_eq!(steps[1].copy.as_deref(), Some("ada"));
/// ```
#[must_use]
pub fn by_hand(tool: &Registration, principal: &Principal, action: Action) -> Vec<Step> {
    match (EcrHost::parse(tool.tool_path().host()), principal) {
        (Some(host), Principal::Aws(aws)) => {
            ecr::by_hand(host, tool.tool_path().repository(), aws, action)
        }
        _ => registries::by_hand(tool, principal.as_str(), action),
    }
}
