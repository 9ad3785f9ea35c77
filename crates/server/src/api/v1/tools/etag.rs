//! The entity tag of a tool: its revision, what is known of its owner and its image, and who looks at it.

use std::fmt;

use actix_web::HttpRequest;
use wharfinger_store::{Revision, Timestamp, Tool};

use crate::conditional;
use crate::problem::Problem;
use crate::tools::known::Known;
use crate::tools::owner::Owner;
use crate::tools::sight::Sight;

/// Marks the whole, which holds more than everybody sees: one tag must not name two documents
/// (RFC 9110, 8.8.3).
const WHOLE: &str = "-whole";

/// Marks a tool whose owner is verified, which changes without a new revision.
const VERIFIED: &str = "-verified";

/// Stands before the microsecond of the evidence that is shown, which changes without a new revision.
const LOOKED: &str = "-looked-";

/// A strong entity tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Etag {
    revision: Revision,
    sight: Sight,
    is_verified: bool,
    looked_at: Option<Timestamp>,
}

impl Etag {
    /// The tag of as much of a tool as somebody sees.
    #[must_use]
    pub(crate) fn of(tool: &Tool, sight: Sight, known: &Known) -> Self {
        Self {
            revision: tool.revision,
            sight,
            is_verified: known.owner.is_some_and(Owner::is_verified),
            looked_at: known.looked_at(),
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
        is_verified: false,
        looked_at: None,
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
        let owner = if self.is_verified { VERIFIED } else { "" };
        write!(f, "\"{}{owner}", self.revision)?;
        if let Some(at) = self.looked_at {
            write!(f, "{LOOKED}{}", at.as_micros())?;
        }
        write!(f, "{view}\"")
    }
}

/// The revision that a tag names. A weak tag names none: `If-Match` compares strongly
/// (RFC 9110, 13.1.1).
fn revision(tag: &str) -> Option<Revision> {
    let text = tag.strip_prefix('"')?.strip_suffix('"')?;
    let seen = text.strip_suffix(WHOLE).unwrap_or(text);
    let known = match seen.split_once(LOOKED) {
        Some((known, at)) => is_number(at).then_some(known)?,
        None => seen,
    };
    let digits = known.strip_suffix(VERIFIED).unwrap_or(known);
    let revision: Revision = digits.parse().ok()?;
    (revision.to_string() == digits).then_some(revision)
}

/// Whether a text is a number as it is written, and in no other spelling.
fn is_number(text: &str) -> bool {
    let number = text.parse::<i64>();
    number.is_ok_and(|number| number.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_view_names_a_revision() {
        let seven = Revision::new(7);
        let current = seven.unwrap();
        for sight in [Sight::Public, Sight::Whole] {
            for is_verified in [false, true] {
                for looked_at in [None, Some(Timestamp::from_micros(7))] {
                    let tag = Etag {
                        revision: current,
                        sight,
                        is_verified,
                        looked_at,
                    };
                    assert_eq!(revision(&tag.to_string()), seven, "{tag}");
                }
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
            "\"7-looked-\"",
            "\"7-looked-07\"",
            "\"7-looked-7-verified\"",
            "\"-looked-7\"",
            "",
        ] {
            assert_eq!(revision(tag), None, "{tag}");
        }
    }
}
