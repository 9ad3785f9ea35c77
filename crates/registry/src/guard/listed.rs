//! Internal registries that an operator lists.

use super::{Refusal, Target};

/// Most listed registries. An organisation has a handful.
pub const LISTED_MAX: usize = 64;

/// A registry, or the token service of one, that may be at an address of the operator's own
/// network.
///
/// It is one host and one port. Its name may lead to private, loopback, unique-local and
/// carrier-grade addresses, and to the internet; never to link-local ones, where clouds hand out
/// credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed(Target);

/// Why a text lists no registry.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not an internal registry: {why}; write `HOST[:PORT]`, or `http://HOST[:PORT]` where it has no TLS"
)]
pub struct InvalidListed {
    text: String,
    why: String,
}

impl Listed {
    /// Reads `HOST[:PORT]`, or `http://HOST[:PORT]`.
    ///
    /// ```
    /// use wharfinger_registry::guard::Listed;
    ///
    /// assert_eq!(Listed::parse("registry.lab:5000").unwrap().authority(), "registry.lab:5000");
    /// assert!(Listed::parse("registry.lab/team").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, InvalidListed> {
        let invalid = |why: String| InvalidListed {
            text: text.to_owned(),
            why,
        };
        let address = if text.contains("://") {
            text.to_owned()
        } else {
            ["https://", text].concat()
        };
        let target =
            Target::parse(&address).map_err(|refusal: Refusal| invalid(format!("it {refusal}")))?;
        if target.path_and_query() != "/" || text.ends_with('/') {
            return Err(invalid("it has a path".to_owned()));
        }
        Ok(Self(target))
    }

    /// Host and port, as images name them.
    #[must_use]
    pub fn authority(&self) -> String {
        self.0.authority()
    }

    /// Whether it is asked with TLS.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.0.is_secure()
    }

    pub(super) fn is_for(&self, target: &Target) -> bool {
        self.0.host() == target.host() && self.0.port() == target.port()
    }
}
