//! Conditional requests (RFC 9110, section 13).

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderName};

use crate::problem::Problem;

/// Whether the client already has the representation with this entity tag: `If-None-Match` names
/// it or `*`. Weak comparison, as section 13.1.2 asks.
#[must_use]
pub(crate) fn none_match(request: &HttpRequest, tag: &str) -> bool {
    tags(request, header::IF_NONE_MATCH)
        .any(|named| named == "*" || named.strip_prefix("W/").unwrap_or(named) == tag)
}

/// Checks `If-Match` of a change: one of the tags it names is that of the current version, which
/// `is_current` tells. Where none is, `stale` says what the current one is.
pub(crate) fn check_match(
    request: &HttpRequest,
    is_current: impl Fn(&str) -> bool,
    stale: impl FnOnce() -> Problem,
) -> Result<(), Problem> {
    let mut is_given = false;
    for named in tags(request, header::IF_MATCH) {
        is_given = true;
        if named == "*" || is_current(named) {
            return Ok(());
        }
    }
    Err(if is_given {
        stale()
    } else {
        Problem::PreconditionRequired
    })
}

/// The entity tags that a header lists, white space taken off.
///
/// Splitting at commas is safe for our own tags, which contain none; a foreign tag with a comma
/// falls into pieces that match nothing.
pub(crate) fn tags(request: &HttpRequest, header: HeaderName) -> impl Iterator<Item = &str> {
    request
        .headers()
        .get_all(header)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[track_caller]
    fn check(named: &str, expected: bool) {
        let request = TestRequest::default()
            .insert_header((header::IF_NONE_MATCH, named))
            .to_http_request();
        assert_eq!(none_match(&request, "\"7\""), expected, "{named}");
    }

    #[test]
    fn tags_are_compared_weakly() {
        check("\"7\"", true);
        check("W/\"7\"", true);
        check("\"6\", \"7\"", true);
        check("*", true);
        check("\"77\"", false);
        check("7", false);
        check("", false);
    }
}
