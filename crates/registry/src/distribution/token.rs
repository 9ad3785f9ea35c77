//! Tokens: what a token service hands out (Docker's token authentication specification).

use serde::Deserialize;

use crate::http::Authorization;

/// Most bytes of a token service's answer. GitLab's tokens have some 2,000, Azure's 1,500.
pub(super) const TOKEN_BYTES_MAX: usize = 64 * 1024;

#[derive(Deserialize)]
struct Granted {
    token: Option<String>,
    /// The same under the name that OAuth gives it.
    access_token: Option<String>,
}

/// Reads a token; `None` where there is none that can be sent.
pub(super) fn read(body: &[u8]) -> Option<Authorization> {
    let granted: Granted = serde_json::from_slice(body).ok()?;
    let tokens = [granted.token, granted.access_token];
    tokens
        .into_iter()
        .flatten()
        .find_map(|token| Authorization::bearer(&token))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_two_names_and_no_line_breaks() {
        let bearer = Authorization::bearer("abc").unwrap();
        assert_eq!(
            read(br#"{"token":"abc","expires_in":300}"#).as_ref(),
            Some(&bearer)
        );
        assert_eq!(read(br#"{"access_token":"abc"}"#).as_ref(), Some(&bearer));
        assert_eq!(
            read(br#"{"token":"","access_token":"abc"}"#).as_ref(),
            Some(&bearer)
        );
        for none in [
            "{}",
            r#"{"token":""}"#,
            r#"{"token":7}"#,
            r#"{"token":"a\r\nHost: x"}"#,
            r#"{"token":"a b"}"#,
            "<html>",
            "",
        ] {
            assert!(read(none.as_bytes()).is_none(), "{none}");
        }
    }
}
