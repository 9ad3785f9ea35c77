//! `Link`: where the next page is (RFC 8288).

/// Most bytes of a field that are read.
const LINK_BYTES_MAX: usize = 8_192;

/// A field with more bytes than are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a `Link` field has {0} bytes; at most {LINK_BYTES_MAX} are read")]
pub struct LinkTooLong(usize);

/// The target of the link with `rel=next`, as it was written; `None` where there is no such link.
///
/// ```
/// use wharfinger_registry::distribution::next_link;
///
/// let field = r#"</v2/team/tool/tags/list?last=b&n=2>; rel="next""#;
/// assert_eq!(next_link(field), Ok(Some("/v2/team/tool/tags/list?last=b&n=2")));
/// ```
///
/// # Errors
///
/// A field that is too long: its beginning alone would look like the last page.
pub fn next_link(field: &str) -> Result<Option<&str>, LinkTooLong> {
    if field.len() > LINK_BYTES_MAX {
        return Err(LinkTooLong(field.len()));
    }
    Ok(next_of(field))
}

fn next_of(field: &str) -> Option<&str> {
    let mut rest = field;
    loop {
        rest = rest
            .trim_start_matches([' ', '\t', ','])
            .strip_prefix('<')?;
        let (target, behind) = rest.split_once('>')?;
        // A comma inside a quoted parameter would end the link early; no registry writes one.
        let (parameters, others) = behind.split_once(',').unwrap_or((behind, ""));
        if parameters.split(';').any(is_next) {
            return Some(target);
        }
        rest = others;
    }
}

/// Whether a parameter is `rel` with `next` among its words.
fn is_next(parameter: &str) -> bool {
    parameter.split_once('=').is_some_and(|(name, value)| {
        let mut words = value.trim().trim_matches('"').split_ascii_whitespace();
        name.trim().eq_ignore_ascii_case("rel")
            && words.any(|word| word.eq_ignore_ascii_case("next"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_found_among_links() {
        let cases = [
            (
                r#"</v2/a/tags/list?n=2>; rel="next""#,
                Some("/v2/a/tags/list?n=2"),
            ),
            ("<https://h/x>;rel=next", Some("https://h/x")),
            (
                r#"</a>; rel="prev", </b>; title="x"; REL="last NEXT""#,
                Some("/b"),
            ),
            (r#"</a>; rel="prev""#, None),
            (r#"</a>; rel="nextly""#, None),
            ("</a>", None),
            ("</a; rel=next", None),
            ("/a; rel=next", None),
            ("", None),
        ];
        for (field, expected) in cases {
            assert_eq!(next_link(field), Ok(expected), "{field}");
        }
    }

    #[test]
    fn a_field_that_is_too_long_is_no_last_page() {
        let field = format!("</{}>; rel=\"next\"", "a".repeat(LINK_BYTES_MAX));
        assert_eq!(next_link(&field), Err(LinkTooLong(field.len())));
    }
}
