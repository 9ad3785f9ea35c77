//! The entity tag of a tool: its revision, what is known of its owner, and who looks at it.

use std::fmt;

use actix_web::HttpRequest;
use wharfinger_store::{Revision, Tool};

use crate::conditional;
use crate::problem::Problem;
use crate::tools::owner::Owner;
use crate::tools::sight::Sight;

/// Marks the whole, which holds more than everybody sees: one tag must not name two documents
/// (RFC 9110, 8.8.3).
const WHOLE: &str = "-whole";

/// Marks a tool whose owner is verified, which changes without a new revision.
const VERIFIED: &str = "-verified";

/// A strong entity tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Etag {
    revision: Revision,
    sight: Sight,
    owner: Option<Owner>,
}

impl Etag {
    /// The tag of as much of a tool as somebody sees.
    #[must_use]
    pub(crate) fn of(tool: &Tool, sight: Sight, owner: Option<Owner>) -> Self {
        Self {
            revision: tool.revision,
            sight,
            owner,
        }
    }

    /// Checks `If-Match` of a change to `tool`: the version it names is the current one.
    ///
    /// Every tag of a revision will do, since all name the version that was looked at.
    pub(crate) fn check_match(request: &HttpRequest, tool: &Tool) -> Result<(), Problem> {
        let current = tool.revision;
        let is_current = |named: &str| revision(named) == Some(current);
        conditional::check_match(request, is_current, || stale(current))
    }
}

/// The refusal of a change to a version that is no longer the current one.
pub(super) fn stale(current: Revision) -> Problem {
    let current = Etag {
        revision: current,
        sight: Sight::Whole,
        owner: None,
    };
    Problem::Stale {
        current: current.to_string(),
    }
}

impl fmt::Display for Etag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let view = match self.sight {
            Sight::Whole => WHOLE,
            Sight::Public => "",
        };
        let owner = match self.owner {
            Some(Owner::Verified) => VERIFIED,
            Some(Owner::Unverified) | None => "",
        };
        write!(f, "\"{}{owner}{view}\"", self.revision)
    }
}

/// The revision that a tag names. A weak tag names none: `If-Match` compares strongly
/// (RFC 9110, 13.1.1).
fn revision(tag: &str) -> Option<Revision> {
    let text = tag.strip_prefix('"')?.strip_suffix('"')?;
    let seen = text.strip_suffix(WHOLE).unwrap_or(text);
    let digits = seen.strip_suffix(VERIFIED).unwrap_or(seen);
    let revision: Revision = digits.parse().ok()?;
    (revision.to_string() == digits).then_some(revision)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_view_names_a_revision() {
        let seven = Revision::new(7);
        let current = seven.unwrap();
        for sight in [Sight::Public, Sight::Whole] {
            for owner in [None, Some(Owner::Unverified), Some(Owner::Verified)] {
                let tag = Etag {
                    revision: current,
                    sight,
                    owner,
                };
                assert_eq!(revision(&tag.to_string()), seven, "{tag}");
            }
        }
        for tag in [
            "7",
            "\"7",
            "W/\"7\"",
            "\"07\"",
            "\"+7\"",
            "\"0\"",
            "\"x\"",
            "\"7-whole-verified\"",
            "",
        ] {
            assert_eq!(revision(tag), None, "{tag}");
        }
    }
}
