//! Conditional requests (RFC 9110, section 13).

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderName, HeaderValue};

use crate::problem::Problem;
use crate::query::shortened;

/// Names whatever there is.
const ANY: &str = "*";

/// Whether the client already has the representation with this entity tag: `If-None-Match` names
/// it or `*`. Weak comparison, as section 13.1.2 asks. A header that is no list of entity tags names
/// none: the whole answer does no harm.
#[must_use]
pub(crate) fn none_match(request: &HttpRequest, tag: &str) -> bool {
    lists(request, header::IF_NONE_MATCH)
        .flatten()
        .flatten()
        .any(|named| named == ANY || named.strip_prefix("W/").unwrap_or(named) == tag)
}

/// Checks `If-Match` of a change: one of the tags it names is that of the current version, which
/// `is_current` tells. Where none is, `stale` says what the current one is.
pub(crate) fn check_match(
    request: &HttpRequest,
    is_current: impl Fn(&str) -> bool,
    stale: impl FnOnce() -> Problem,
) -> Result<(), Problem> {
    let named = if_match(request)?;
    if named.iter().any(|named| *named == ANY || is_current(named)) {
        Ok(())
    } else {
        Err(stale())
    }
}

/// The entity tags that `If-Match` of a change names, or `*`; at least one.
///
/// Anything else is refused as what it is: whoever leaves the quotes out would look in vain for what
/// has changed.
pub(crate) fn if_match(request: &HttpRequest) -> Result<Vec<&str>, Problem> {
    let mut named = Vec::new();
    for list in lists(request, header::IF_MATCH) {
        named.extend(list.map_err(not_a_list)?);
    }
    if named.is_empty() && request.headers().contains_key(header::IF_MATCH) {
        return Err(not_a_list(&HeaderValue::from_static("")));
    }
    if named.is_empty() {
        return Err(Problem::PreconditionRequired);
    }
    Ok(named)
}

fn not_a_list(value: &HeaderValue) -> Problem {
    let given = String::from_utf8_lossy(value.as_bytes());
    Problem::BadHeader(format!(
        "`If-Match: {}` names no version; send what `ETag` gave, with its quotes, such as `\"1\"`, or `*`",
        shortened(&given)
    ))
}

/// What each line of a header lists, or the line where that is something else than entity tags.
fn lists(
    request: &HttpRequest,
    header: HeaderName,
) -> impl Iterator<Item = Result<Vec<&str>, &HeaderValue>> {
    let lines = request.headers().get_all(header);
    lines.map(|line| line.to_str().ok().and_then(entity_tags).ok_or(line))
}

/// The entity tags of a list, quotes and weakness included (RFC 9110, 8.8.3), or `*`; nothing where
/// something else is listed. Elements may be empty (5.6.1.2).
fn entity_tags(list: &str) -> Option<Vec<&str>> {
    const SPACE: [char; 2] = [' ', '\t'];
    if list.trim_matches(SPACE) == ANY {
        return Some(vec![ANY]);
    }
    let mut tags = Vec::new();
    let mut rest = list;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        if rest.is_empty() {
            return Some(tags);
        }
        let opaque = rest.strip_prefix("W/").unwrap_or(rest);
        let (inner, behind) = opaque.strip_prefix('"')?.split_once('"')?;
        if !inner.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        tags.push(&rest[..rest.len() - behind.len()]);
        rest = behind.trim_start_matches(SPACE);
        if !rest.is_empty() && !rest.starts_with(',') {
            return None;
        }
    }
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

    #[test]
    fn a_list_is_read_tag_by_tag() {
        for (list, expected) in [
            ("*", &["*"][..]),
            (" * ", &["*"]),
            ("\"1\"", &["\"1\""]),
            ("\"\"", &["\"\""]),
            (
                "\"1-whole\",W/\"2\" , \"3\"",
                &["\"1-whole\"", "W/\"2\"", "\"3\""],
            ),
            ("\"a,b\"", &["\"a,b\""]),
            (",, \"1\",,", &["\"1\""]),
            ("", &[]),
        ] {
            assert_eq!(entity_tags(list).as_deref(), Some(expected), "{list}");
        }
        for list in [
            "1",
            "\"1",
            "1\"",
            "w/\"1\"",
            "W/1",
            "\"1\" \"2\"",
            "\"1\"2",
            "*, \"1\"",
            "\"a b\"",
        ] {
            assert_eq!(entity_tags(list), None, "{list}");
        }
    }

    #[test]
    fn a_change_says_which_version_it_is_for() {
        let ask = |lines: &[&'static str]| {
            let mut request = TestRequest::default();
            for line in lines {
                request = request.append_header((header::IF_MATCH, *line));
            }
            let request = request.to_http_request();
            if_match(&request).map(|named| named.join(" "))
        };
        assert_eq!(ask(&["\"1\"", "W/\"2\""]).unwrap(), "\"1\" W/\"2\"");
        assert!(matches!(ask(&[]), Err(Problem::PreconditionRequired)));
        for (lines, said) in [
            (&["1"][..], "`If-Match: 1` names no version"),
            (&["\"1\"", "2"], "`If-Match: 2` names no version"),
            (&[""], "`If-Match: ` names no version"),
        ] {
            let refused = ask(lines).unwrap_err();
            assert!(matches!(refused, Problem::BadHeader(_)), "{refused}");
            assert!(refused.detail().unwrap().starts_with(said), "{refused}");
        }
    }
}
