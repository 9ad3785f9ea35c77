//! Links: where the server is reached, and the paths below.

use std::fmt;
use std::net::SocketAddr;

use wharfinger_core::tool_path::ToolPath;
use wharfinger_store::{RegistryRequestId, RequestId};

use crate::accounts::links;
use crate::config;
use crate::secret::Secret;

/// Where people reach the server: scheme, host and port.
///
/// ```
/// use wharfinger_server::mail::{LocalPath, PublicUrl};
/// use wharfinger_store::{RequestId, Uuid};
/// let url = PublicUrl::parse("https://tools.example.org").unwrap();
/// let path = LocalPath::request(RequestId::from_uuid(Uuid::from_u128(7)));
/// assert_eq!(
///     url.join(&path),
///     "https://tools.example.org/requests/00000000-0000-0000-0000-000000000007"
/// );
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

/// The path of a page of ours.
///
/// It cannot lead elsewhere, and has no character at which a mail program would end the link: it is
/// made of ids and tool paths, which have none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalPath(String);

impl LocalPath {
    /// The page of an access request.
    #[must_use]
    pub fn request(id: RequestId) -> Self {
        Self(format!("/requests/{id}"))
    }

    /// The place on the page of an access request where more time is asked for.
    #[must_use]
    pub fn more_time(id: RequestId) -> Self {
        Self(format!("/requests/{id}#more-time"))
    }

    /// The page on which access to a tool is asked for.
    #[must_use]
    pub fn ask(tool: &ToolPath) -> Self {
        Self(format!("/request/{tool}"))
    }

    /// The page of a request for a registry.
    #[must_use]
    pub fn registry_request(id: RegistryRequestId) -> Self {
        Self(format!("/registries/requests/{id}"))
    }

    /// The page of one's own account.
    #[must_use]
    pub fn account() -> Self {
        Self("/account".to_owned())
    }

    /// The page of a tool.
    #[must_use]
    pub fn tool(tool: &ToolPath) -> Self {
        Self(format!("/tools/{tool}"))
    }
}

/// The path of a page of ours that lets in whoever has it, once. It is not shown by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretPath(LocalPath);

impl SecretPath {
    /// The page that confirms an address.
    #[must_use]
    pub fn verify(secret: &Secret) -> Self {
        Self(LocalPath(links::path(links::VERIFY, secret)))
    }

    /// The page on which a password is chosen.
    #[must_use]
    pub fn password(secret: &Secret) -> Self {
        Self(LocalPath(links::path(links::PASSWORD, secret)))
    }

    pub(crate) fn reveal(&self) -> &LocalPath {
        &self.0
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
    use crate::seams::System;
    use crate::secret::Kind;

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
    fn a_secret_path_is_not_shown_by_accident() {
        let secret = Secret::generate(Kind::Link, &System);
        for path in [SecretPath::verify(&secret), SecretPath::password(&secret)] {
            assert_eq!(format!("{path:?}"), "SecretPath(..)");
            let site = PublicUrl::parse("https://tools.example.org").unwrap();
            assert!(site.join(path.reveal()).ends_with(secret.reveal()));
        }
    }
}
