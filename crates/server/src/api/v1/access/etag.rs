//! The entity tag of an access request: its revision, that of the tool, whose image the steps and commands
//! name, and how its access was found last, which changes without a new revision.

use actix_web::HttpRequest;
use wharfinger_core::grants::Hold;
use wharfinger_store::{RepositoryGrant, Revision, Timestamp};

use crate::access::seen::Seen;
use crate::conditional;
use crate::problem::Problem;

/// The strong entity tag of a request as it is shown.
#[must_use]
pub(super) fn of(seen: &Seen) -> String {
    let kept = seen.kept.as_ref().map(found).unwrap_or_default();
    format!("\"{}-{}{kept}\"", seen.stored.revision, seen.tool.revision)
}

/// How a grant was found, as a part of a tag.
fn found(kept: &RepositoryGrant) -> String {
    let at = kept.observed_at.map_or(0, Timestamp::as_micros);
    let hold = kept.hold.map_or("free", Hold::as_str);
    format!("-{}-{at}-{hold}", kept.observed.as_str())
}

/// The refusal of a change to a version that is no longer the current one.
pub(super) fn stale(current: Revision) -> Problem {
    Problem::Stale {
        current: format!("\"{current}\""),
    }
}

/// The revision that `If-Match` of a change to `seen` names; none for `*`.
///
/// A change is compared with the request alone: another description of the tool is no reason to look
/// again. Of several tags the current one counts; where none is, the store says so, unless the change
/// is repeated under its idempotency key.
pub(super) fn expected(request: &HttpRequest, seen: &Seen) -> Result<Option<Revision>, Problem> {
    let current = seen.stored.revision;
    let mut expected = Err(stale(current));
    for named in conditional::if_match(request)? {
        match revision(named) {
            _ if named == "*" => return Ok(None),
            Some(named) if named == current => return Ok(Some(current)),
            Some(named) => expected = Ok(Some(named)),
            None => {}
        }
    }
    expected
}

/// The revision of the request that a tag names. A weak tag names none: `If-Match` compares strongly
/// (RFC 9110, 13.1.1).
fn revision(tag: &str) -> Option<Revision> {
    let text = tag.strip_prefix('"')?.strip_suffix('"')?;
    let digits = text.split_once('-').map_or(text, |(request, _)| request);
    let revision: Revision = digits.parse().ok()?;
    (revision.to_string() == digits).then_some(revision)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_names_the_revision_of_the_request() {
        let seven = Revision::new(7);
        assert_eq!(revision("\"7\""), seven);
        assert_eq!(revision("\"7-2\""), seven);
        assert_eq!(revision("\"7-2-present-1-vanished\""), seven);
        for tag in ["7", "W/\"7-2\"", "\"07\"", "\"-2\"", "\"0-1\"", "\"x\"", ""] {
            assert_eq!(revision(tag), None, "{tag}");
        }
    }
}
