//! Where a request goes: an address of the web that means what it says.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

use url::{Host, Url};

use super::Refusal;

/// Most bytes of an address. What registries sign into their redirects has some 1,500; RFC 9110,
/// section 4.1, asks for 8,000 at least to be supported, of those that people may meet.
pub const TARGET_BYTES_MAX: usize = 8_000;

/// An address with scheme `https` or `http`, whose host is written as it is connected to.
///
/// That it parses does not mean that it may be talked to; [`super::Guard::admit`] decides.
///
/// ```
/// use wharfinger_registry::guard::{Refusal, Target};
///
/// let target = Target::parse("https://quay.io/v2/").unwrap();
/// assert_eq!((target.host().as_str(), target.port()), ("quay.io", 443));
/// assert!(matches!(Target::parse("https://0x7f.1/"), Err(Refusal::OddSpelling { .. })));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target(Url);

/// Where credentials belong to: scheme, host and port (RFC 6454).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin {
    /// Whether it is `https`.
    pub is_secure: bool,
    /// The host, in lower case.
    pub host: String,
    /// The port.
    pub port: u16,
}

impl Target {
    /// Reads an address.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        if text.len() > TARGET_BYTES_MAX {
            return Err(Refusal::TooLong(text.len()));
        }
        // What the WHATWG's parser leaves out, trims or turns into a slash, others do not.
        let is_mended = |byte: u8| byte <= b' ' || byte == 0x7f || byte == b'\\';
        if text.bytes().any(is_mended) {
            return Err(Refusal::Malformed);
        }
        let url = Url::parse(text).map_err(|_| Refusal::Malformed)?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err(Refusal::Scheme(url.scheme().to_owned()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::UserInfo);
        }
        let written = written_host(text, url.scheme()).ok_or(Refusal::Malformed)?;
        let read = url.host_str().ok_or(Refusal::Malformed)?;
        if !is_same_host(written, &url) {
            return Err(Refusal::OddSpelling {
                host: written.to_owned(),
                read: read.to_owned(),
            });
        }
        Ok(Self(url))
    }

    /// Reads what an answer from here points to: an address, or one that is relative to this.
    pub(crate) fn join(&self, text: &str) -> Result<Self, Refusal> {
        if text.starts_with("//") {
            return Self::parse(&[self.0.scheme(), ":", text].concat());
        }
        let has_scheme = text
            .find([':', '/', '?', '#'])
            .is_some_and(|at| text[at..].starts_with(':'));
        if has_scheme {
            return Self::parse(text);
        }
        if text.contains('\\') {
            return Err(Refusal::Malformed);
        }
        let joined = self.0.join(text).map_err(|_| Refusal::Malformed)?;
        Self::parse(joined.as_str())
    }

    /// The same with `pairs` behind its query.
    pub(crate) fn with_query(mut self, pairs: &[(&str, &str)]) -> Self {
        self.0.query_pairs_mut().extend_pairs(pairs);
        self
    }

    /// The host: a name in lower case, or an address, IPv6 in brackets.
    #[must_use]
    pub fn host(&self) -> String {
        self.0.host_str().unwrap_or_default().to_owned()
    }

    /// The address that stands in the place of a name.
    #[must_use]
    pub fn address(&self) -> Option<IpAddr> {
        match self.0.host()? {
            Host::Ipv4(address) => Some(address.into()),
            Host::Ipv6(address) => Some(address.into()),
            Host::Domain(_) => None,
        }
    }

    /// The port, which is the scheme's own where none is written.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.0.port_or_known_default().unwrap_or_default()
    }

    /// Whether it is `https`.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Where credentials for it belong to.
    #[must_use]
    pub fn origin(&self) -> Origin {
        Origin {
            is_secure: self.is_secure(),
            host: self.host(),
            port: self.port(),
        }
    }

    /// What a request to it names: path and query, without the fragment.
    pub(crate) fn path_and_query(&self) -> String {
        match self.0.query() {
            Some(query) => [self.0.path(), "?", query].concat(),
            None => self.0.path().to_owned(),
        }
    }

    /// Host and port as the `Host` field has them.
    pub(crate) fn authority(&self) -> String {
        match self.0.port() {
            Some(port) => format!("{}:{port}", self.host()),
            None => self.host(),
        }
    }
}

impl fmt::Display for Target {
    /// Without the query, which may hold a signature that works like a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.0.scheme();
        write!(f, "{scheme}://{}{}", self.authority(), self.0.path())
    }
}

/// The host as it stands in the text, brackets included.
fn written_host<'a>(text: &'a str, scheme: &str) -> Option<&'a str> {
    let rest = text.get(scheme.len()..)?.strip_prefix("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = match authority.split_once(']') {
        Some((address, _)) => authority.get(..=address.len()),
        None => authority.split(':').next(),
    };
    host.filter(|host| !host.is_empty())
}

fn is_same_host(written: &str, url: &Url) -> bool {
    match url.host() {
        // An IPv6 address has many spellings of one meaning.
        Some(Host::Ipv6(address)) => written
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
            .and_then(|inner| inner.parse::<Ipv6Addr>().ok())
            .is_some_and(|written| written == address),
        _ => url
            .host_str()
            .is_some_and(|read| read.eq_ignore_ascii_case(written)),
    }
}
