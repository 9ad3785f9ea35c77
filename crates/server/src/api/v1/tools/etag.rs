//! The entity tag of a tool: its revision, and who looks at it.

use std::fmt;

use actix_web::HttpRequest;
use actix_web::http::header;
use wharfinger_store::{Revision, Tool};

use crate::conditional;
use crate::operator::Viewer;
use crate::problem::Problem;

/// Marks the operator's view, which holds more: one tag must not name two documents
/// (RFC 9110, 8.8.3).
const OPERATOR: &str = "-operator";

/// A strong entity tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Etag {
    revision: Revision,
    is_operators: bool,
}

impl Etag {
    /// The tag of what this viewer sees of a tool.
    #[must_use]
    pub(crate) fn of(tool: &Tool, viewer: &Viewer) -> Self {
        Self {
            revision: tool.revision,
            is_operators: viewer.operator.is_some(),
        }
    }

    /// Checks `If-Match` of a change to `tool`: the version it names is the current one.
    ///
    /// Either view's tag will do, since both name the version that was looked at.
    pub(crate) fn check_match(request: &HttpRequest, tool: &Tool) -> Result<(), Problem> {
        let mut is_given = false;
        for named in conditional::tags(request, header::IF_MATCH) {
            is_given = true;
            if named == "*" || revision(named) == Some(tool.revision) {
                return Ok(());
            }
        }
        if is_given {
            Err(stale(tool.revision))
        } else {
            Err(Problem::PreconditionRequired)
        }
    }
}

/// The refusal of a change to a version that is no longer the current one.
pub(super) fn stale(current: Revision) -> Problem {
    let current = Etag {
        revision: current,
        is_operators: true,
    };
    Problem::Stale {
        current: current.to_string(),
    }
}

impl fmt::Display for Etag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let view = if self.is_operators { OPERATOR } else { "" };
        write!(f, "\"{}{view}\"", self.revision)
    }
}

/// The revision that a tag names. A weak tag names none: `If-Match` compares strongly
/// (RFC 9110, 13.1.1).
fn revision(tag: &str) -> Option<Revision> {
    let text = tag.strip_prefix('"')?.strip_suffix('"')?;
    let digits = text.strip_suffix(OPERATOR).unwrap_or(text);
    let revision: Revision = digits.parse().ok()?;
    (revision.to_string() == digits).then_some(revision)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_views_name_a_revision() {
        let seven = Revision::new(7);
        assert_eq!(revision("\"7\""), seven);
        assert_eq!(revision("\"7-operator\""), seven);
        for tag in [
            "7", "\"7", "W/\"7\"", "\"07\"", "\"+7\"", "\"0\"", "\"x\"", "",
        ] {
            assert_eq!(revision(tag), None, "{tag}");
        }
    }
}
