//! The address of a server, as people type it.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

/// Where a server is: its origin, over TLS, or without it on this very machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServerAddress {
    /// The origin, such as `https://tools.example.org`.
    origin: String,
    is_loopback: bool,
}

/// A text that is no address of a server.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InvalidAddress {
    /// Nothing that an address can be read from.
    #[error("`{0}` is no address of a server; it looks like `https://tools.example.org`")]
    Unreadable(String),
    /// More than an origin.
    #[error("`{given}` has more than a scheme and a host; give `{origin}`")]
    MoreThanOrigin {
        /// What was given, without what may be a password.
        given: String,
        /// What is meant, most likely.
        origin: String,
    },
    /// Without TLS, and elsewhere than on this machine.
    #[error(
        "`{0}` is not encrypted, so that anybody on the way could read the token; give an address with \
         `https`"
    )]
    Insecure(String),
}

impl ServerAddress {
    /// The origin, without a slash at its end: what credentials are kept under.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether it is this machine, which no proxy stands before.
    pub(super) const fn is_loopback(&self) -> bool {
        self.is_loopback
    }
}

impl fmt::Display for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)
    }
}

impl FromStr for ServerAddress {
    type Err = InvalidAddress;

    /// Reads an origin; without a scheme, `https` is meant, and on this very machine `http`, which is what a
    /// server speaks that no proxy stands before.
    fn from_str(text: &str) -> Result<Self, InvalidAddress> {
        let text = text.trim();
        let unreadable = || InvalidAddress::Unreadable(text.to_owned());
        let parse = |text: &str| Url::parse(text).map_err(|_| unreadable());
        let url = if text.contains("://") {
            parse(text)?
        } else {
            let url = parse(&format!("https://{text}"))?;
            if is_loopback(&url) {
                parse(&format!("http://{text}"))?
            } else {
                url
            }
        };
        if !matches!(url.scheme(), "https" | "http") || !url.has_host() {
            return Err(unreadable());
        }
        let origin = url.origin().ascii_serialization();
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            let given = format!("{origin}{}", url.path());
            return Err(InvalidAddress::MoreThanOrigin { given, origin });
        }
        if !url.username().is_empty() || url.password().is_some() {
            let given = format!("{}://...@{}", url.scheme(), host_and_port(&url));
            return Err(InvalidAddress::MoreThanOrigin { given, origin });
        }
        let is_loopback = is_loopback(&url);
        if url.scheme() == "http" && !is_loopback {
            return Err(InvalidAddress::Insecure(origin));
        }
        Ok(Self {
            origin,
            is_loopback,
        })
    }
}

/// The host and the port of a URL, for people.
fn host_and_port(url: &Url) -> &str {
    let authority = url.authority();
    authority
        .rsplit_once('@')
        .map_or(authority, |(_, rest)| rest)
}

/// Whether a URL names this machine, by an address or by the name that no resolver may send elsewhere
/// (RFC 6761, 6.3).
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, InvalidAddress> {
        text.parse().map(|address: ServerAddress| address.origin)
    }

    #[test]
    fn an_origin_has_one_spelling() {
        for (given, origin) in [
            ("https://tools.example.org", "https://tools.example.org"),
            ("https://tools.example.org/", "https://tools.example.org"),
            ("https://tools.example.org:443", "https://tools.example.org"),
            ("HTTPS://Tools.Example.org", "https://tools.example.org"),
            (" tools.example.org ", "https://tools.example.org"),
            ("tools.example.org:8443", "https://tools.example.org:8443"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://localhost:8080/", "http://localhost:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
            ("127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("localhost:8080", "http://localhost:8080"),
            ("https://localhost:8443", "https://localhost:8443"),
        ] {
            assert_eq!(read(given).unwrap(), origin, "{given}");
        }
    }

    #[test]
    fn without_tls_only_this_machine_is_spoken_to() {
        for given in [
            "http://tools.example.org",
            "http://localhost.example.org",
            "http://192.0.2.1:8080",
            "http://[::2]",
        ] {
            assert!(
                matches!(read(given), Err(InvalidAddress::Insecure(_))),
                "{given}"
            );
        }
    }

    #[test]
    fn more_than_an_origin_is_refused_without_repeating_a_password() {
        for given in [
            "https://tools.example.org/device",
            "https://tools.example.org?a=b",
            "https://tools.example.org#a",
            "https://ada:hunter22@tools.example.org",
        ] {
            let refused = read(given).unwrap_err().to_string();
            assert!(
                refused.ends_with("give `https://tools.example.org`"),
                "{refused}"
            );
            assert!(!refused.contains("hunter22"), "{refused}");
        }
    }

    #[test]
    fn what_is_no_address_is_said_to_be_none() {
        for given in [
            "",
            "https://",
            "ftp://tools.example.org",
            "file:///etc",
            "a b",
        ] {
            assert!(
                matches!(read(given), Err(InvalidAddress::Unreadable(_))),
                "{given}"
            );
        }
    }
}
