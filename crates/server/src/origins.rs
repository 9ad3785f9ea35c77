//! The sites whose pages may read what the server tells everybody.
//!
//! A browser asks from where it stands: behind a firewall, on the machine itself. So whoever lets every
//! site read lets every site that one of its people opens read what only they can reach. The server cannot
//! know where it stands (a public name may lead into a private network), hence no site may unless the
//! operator says so. Programs that are no pages are not held to any of it.

use std::fmt;
use std::str::FromStr;

use crate::config;

/// Most sites that are named; each is compared with every request of another site.
const SITES_MAX: usize = 64;

/// Which sites' pages may read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origins {
    /// None but our own.
    #[default]
    None,
    /// Every one.
    Every,
    /// These, as browsers spell them.
    These(Vec<String>),
}

impl Origins {
    /// What an answer to a page of `origin` says of who may read it: nothing, where that page may not.
    #[must_use]
    pub fn allowed<'a>(&self, origin: Option<&'a str>) -> Option<&'a str> {
        match self {
            Self::None => None,
            Self::Every => Some("*"),
            Self::These(sites) => origin.filter(|origin| sites.iter().any(|site| site == origin)),
        }
    }

    /// Whether an answer depends on the site that asks, which whoever keeps answers has to know.
    #[must_use]
    pub fn varies(&self) -> bool {
        matches!(self, Self::These(_))
    }
}

/// Reads `off`, `*`, or sites with a comma between them.
///
/// ```
/// use wharfinger_server::origins::Origins;
/// let sites: Origins = "https://a.example.org,http://localhost:3000".parse().unwrap();
/// assert_eq!(sites.allowed(Some("http://localhost:3000")), Some("http://localhost:3000"));
/// assert_eq!(sites.allowed(Some("https://b.example.org")), None);
/// assert_eq!("off".parse(), Ok(Origins::None));
/// assert_eq!("*".parse::<Origins>().unwrap().allowed(None), Some("*"));
/// ```
impl FromStr for Origins {
    type Err = InvalidOrigins;

    fn from_str(text: &str) -> Result<Self, InvalidOrigins> {
        match text {
            "off" => return Ok(Self::None),
            "*" => return Ok(Self::Every),
            _ => {}
        }
        let sites: Vec<_> = text
            .split(',')
            .map(|site| config::public_url(site.trim()).map_err(|_| site))
            .collect::<Result<_, _>>()
            .map_err(|site| InvalidOrigins::Site(site.trim().to_owned()))?;
        if sites.len() > SITES_MAX {
            return Err(InvalidOrigins::TooMany(sites.len()));
        }
        Ok(Self::These(sites))
    }
}

/// Why a text names no sites.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidOrigins {
    /// This is no site.
    Site(String),
    /// So many are named.
    TooMany(usize),
}

impl fmt::Display for InvalidOrigins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Site(site) => write!(
                f,
                "`{site}` is no site; write `off`, `*`, or scheme and host of each in lower case, such as \
                 `https://tools.example.org,http://localhost:3000`"
            ),
            Self::TooMany(sites) => {
                write!(
                    f,
                    "{sites} sites are named; there may be at most {SITES_MAX}"
                )
            }
        }
    }
}

impl std::error::Error for InvalidOrigins {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_no_site_is_refused() {
        for text in [
            "",
            "On",
            "*,https://a.example.org",
            "https://a.example.org/x",
            "null",
        ] {
            text.parse::<Origins>().unwrap_err();
        }
        let many = ["https://a.example.org"; SITES_MAX + 1].join(",");
        assert_eq!(
            many.parse::<Origins>(),
            Err(InvalidOrigins::TooMany(SITES_MAX + 1))
        );
    }

    #[test]
    fn only_sites_that_were_named_may_read() {
        let sites: Origins = "https://a.example.org/, https://b.example.org"
            .parse()
            .unwrap();
        for site in ["https://a.example.org", "https://b.example.org"] {
            assert_eq!(sites.allowed(Some(site)), Some(site));
        }
        for other in [
            None,
            Some("null"),
            Some("https://a.example.org.evil.example"),
        ] {
            assert_eq!(sites.allowed(other), None);
        }
        assert_eq!(
            Origins::default().allowed(Some("https://a.example.org")),
            None
        );
    }
}
