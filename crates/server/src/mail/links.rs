//! Links: where the server is reached, and the paths below.

use std::fmt;
use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use super::limits::LINK_BYTES_MAX;
use crate::config;

/// Where people reach the server: scheme, host and port.
///
/// ```
/// use wharfinger_server::mail::{LocalPath, PublicUrl};
/// let url = PublicUrl::parse("https://tools.example.org").unwrap();
/// let path = LocalPath::parse("/access/7").unwrap();
/// assert_eq!(url.join(&path), "https://tools.example.org/access/7");
/// assert_eq!(url.host(), "tools.example.org");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(String);

/// Letters need links, and nobody said where they lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "mail has links, and nobody said where people reach the server; give `--public-url`, such as \
     `https://tools.example.org`"
)]
pub struct NoPublicUrl;

impl PublicUrl {
    /// Reads an origin, such as `https://tools.example.org`.
    pub fn parse(text: &str) -> Result<Self, String> {
        config::public_url(text).map(Self)
    }

    /// The address of a server that listens on `addresses`: the public one, or its own where only
    /// the machine itself can reach it.
    pub fn of_server(
        public_url: Option<&str>,
        addresses: &[SocketAddr],
    ) -> Result<Self, NoPublicUrl> {
        match (public_url, addresses) {
            (Some(url), _) => Self::parse(url).map_err(|_| NoPublicUrl),
            (None, [first, ..]) if addresses.iter().all(|at| at.ip().is_loopback()) => {
                Ok(Self(format!("http://{first}")))
            }
            (None, _) => Err(NoPublicUrl),
        }
    }

    /// The host, without scheme and port; an IPv6 address keeps its brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        let authority = self.0.split_once("://").map_or(&*self.0, |(_, rest)| rest);
        match authority.find(']') {
            Some(end) if authority.starts_with('[') => &authority[..=end],
            _ => authority.split(':').next().unwrap_or(authority),
        }
    }

    /// The whole link to a path.
    #[must_use]
    pub fn join(&self, path: &LocalPath) -> String {
        [&*self.0, &*path.0].concat()
    }
}

/// A path on this server, with its query if any: `/access/7`.
///
/// It cannot lead elsewhere, and has no character at which a mail program would end the link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LocalPath(String);

/// Why a text is no path on this server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a path starts with one `/`, and has at most {LINK_BYTES_MAX} bytes of letters, digits and \
     `/-._~%?&=+:@`; percent-encode the others"
)]
pub struct NotALocalPath;

impl LocalPath {
    /// Reads a path.
    pub fn parse(text: &str) -> Result<Self, NotALocalPath> {
        let is_path = text.starts_with('/') && !text.starts_with("//");
        let fits = text.len() <= LINK_BYTES_MAX
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"/-._~%?&=+:@".contains(&byte));
        if is_path && fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotALocalPath)
        }
    }
}

impl TryFrom<String> for LocalPath {
    type Error = NotALocalPath;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<LocalPath> for String {
    fn from(path: LocalPath) -> Self {
        path.0
    }
}

/// A path whose token lets in whoever has it. It is not shown by accident.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SecretPath(LocalPath);

impl SecretPath {
    pub(crate) fn reveal(&self) -> &LocalPath {
        &self.0
    }
}

impl From<LocalPath> for SecretPath {
    fn from(path: LocalPath) -> Self {
        Self(path)
    }
}

impl fmt::Debug for SecretPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretPath(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_what_stands_between_scheme_and_port() {
        for (url, host) in [
            ("https://tools.example.org", "tools.example.org"),
            ("http://127.0.0.1:8080", "127.0.0.1"),
            ("http://[::1]:8080", "[::1]"),
            ("http://[::1]", "[::1]"),
        ] {
            assert_eq!(PublicUrl::parse(url).unwrap().host(), host);
        }
    }

    #[test]
    fn a_server_that_others_reach_must_know_its_address() {
        let loopback: SocketAddr = "127.0.0.1:4711".parse().unwrap();
        let open: SocketAddr = "0.0.0.0:80".parse().unwrap();
        let of = |url, addresses: &[SocketAddr]| PublicUrl::of_server(url, addresses);
        let url = |text: &str| Ok(PublicUrl(text.to_owned()));
        assert_eq!(
            of(Some("https://a.example"), &[open]),
            url("https://a.example")
        );
        assert_eq!(of(None, &[loopback]), url("http://127.0.0.1:4711"));
        assert_eq!(of(None, &[loopback, open]), Err(NoPublicUrl));
        assert_eq!(of(None, &[]), Err(NoPublicUrl));
    }

    #[test]
    fn a_path_stays_on_the_server_and_on_its_line() {
        for path in ["/", "/a/b?c=d&e=%20", "/tools/quay.io/a/b"] {
            LocalPath::parse(path).unwrap();
        }
        let long = format!("/{}", "a".repeat(LINK_BYTES_MAX));
        for path in [
            "",
            "a",
            "//evil.example",
            "/\\evil",
            "/a b",
            "/a\r\nb",
            "/é",
            "/a>",
            &long,
        ] {
            assert_eq!(LocalPath::parse(path), Err(NotALocalPath), "{path:?}");
        }
    }

    #[test]
    fn a_secret_path_is_stored_and_not_shown() {
        let path = SecretPath::from(LocalPath::parse("/verify?token=swordfish").unwrap());
        assert_eq!(format!("{path:?}"), "SecretPath(..)");
        let stored = serde_json::to_string(&path).unwrap();
        assert_eq!(stored, "\"/verify?token=swordfish\"");
        assert_eq!(serde_json::from_str::<SecretPath>(&stored).unwrap(), path);
        serde_json::from_str::<SecretPath>("\"https://evil.example\"").unwrap_err();
    }
}
