//! The guard: which targets may be talked to, at which addresses.
//!
//! A target goes through three gates. [`Target::parse`] refuses what two programs could read
//! differently. [`Guard::admit`] judges scheme, name and port. [`Admission::judge`] judges the
//! addresses that the name resolved to; a connection is made to those and nothing else, so a name
//! that resolves differently a moment later changes nothing. Whatever an answer points to
//! (`Location`, `Link`, `realm`) goes through all three again.

mod listed;
mod network;
mod refusal;
mod target;

use std::net::{IpAddr, SocketAddr};

pub use listed::{InvalidListed, LISTED_MAX, Listed};
pub use network::{Network, network_of};
pub use refusal::Refusal;
pub use target::{Origin, TARGET_BYTES_MAX, Target};

/// Ports that registries of the internet listen on: TLS's own; distribution's default, which
/// JFrog and many others kept; GitLab's for a registry beside it; the one of Quay
/// and Harbor without root.
pub const PORTS: [u16; 4] = [443, 5000, 5050, 8443];

/// [`PORTS`] in a sentence.
const PORTS_TEXT: &str = "443, 5000, 5050 and 8443";

/// Most addresses of one name. Large registries answer with eight; more than this
/// is an attempt at something.
pub const ADDRESSES_MAX: usize = 32;

/// Ends of names that no network of the internet resolves: RFC 6761 and 6762 (with its appendix
/// G), 7686, 8375, 9476; `internal` is ICANN's own choice of July 2024.
const LOCAL_ENDS: &[&str] = &[
    "alt",
    "arpa",
    "corp",
    "example",
    "home",
    "internal",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "onion",
    "private",
    "test",
];

/// Whether a target was typed by somebody, or an answer of the internet points to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A host of the internet.
    Public,
    /// A host that the operator listed.
    Listed,
}

/// Decides which targets may be talked to.
///
/// ```
/// use wharfinger_registry::guard::{Guard, Listed, Standing, Target};
///
/// let guard = Guard::new(vec![Listed::parse("http://registry.internal:5000").unwrap()]);
/// let admission = guard.admit(&Target::parse("http://registry.internal:5000/v2/").unwrap(), None);
/// assert_eq!(admission.unwrap().standing(), Standing::Listed);
/// assert!(guard.admit(&Target::parse("http://quay.io/v2/").unwrap(), None).is_err());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Guard {
    listed: Vec<Listed>,
}

impl Guard {
    /// A guard with the internal registries that an operator lists.
    #[must_use]
    pub fn new(listed: Vec<Listed>) -> Self {
        Self { listed }
    }

    /// Judges a target as far as its text goes.
    ///
    /// `from` is the standing of whoever pointed there; `None` where a person named it. A host of
    /// the internet never leads to a listed one: it would choose the path there.
    pub fn admit(&self, target: &Target, from: Option<Standing>) -> Result<Admission, Refusal> {
        if let Some(listed) = self.listed.iter().find(|listed| listed.is_for(target)) {
            if from == Some(Standing::Public) {
                return Err(Refusal::Inward);
            }
            if !target.is_secure() && listed.is_secure() {
                return Err(Refusal::Plaintext);
            }
            return Ok(Admission::new(target, Standing::Listed));
        }
        if !target.is_secure() {
            return Err(Refusal::Plaintext);
        }
        if target.address().is_none() && is_local_name(&target.host()) {
            return Err(Refusal::LocalName(target.host()));
        }
        if !PORTS.contains(&target.port()) {
            return Err(Refusal::Port(target.port()));
        }
        let admission = Admission::new(target, Standing::Public);
        if let Some(address) = target.address() {
            admission.judge(&[address])?;
        }
        Ok(admission)
    }

    /// Where a host that somebody typed is asked: `https`, unless the operator listed it with
    /// `http`.
    #[must_use]
    pub fn scheme_of(&self, host: &str) -> &'static str {
        let is_plain = |listed: &Listed| !listed.is_secure() && listed.authority() == host;
        if self.listed.iter().any(is_plain) {
            "http"
        } else {
            "https"
        }
    }
}

/// A target whose text is admitted; its addresses are still to be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admission {
    standing: Standing,
    port: u16,
}

impl Admission {
    fn new(target: &Target, standing: Standing) -> Self {
        Self {
            standing,
            port: target.port(),
        }
    }

    /// Whether it is listed.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// Where to connect to, if every address is admitted.
    ///
    /// One bad address refuses them all: a name that leads to the internet and to a private
    /// network at once is the trick that this is about.
    pub fn judge(&self, addresses: &[IpAddr]) -> Result<Vec<SocketAddr>, Refusal> {
        if addresses.len() > ADDRESSES_MAX {
            return Err(Refusal::TooManyAddresses(addresses.len()));
        }
        addresses
            .iter()
            .map(|&address| match network_of(address) {
                Some(network) if !self.admits(network) => {
                    Err(Refusal::Network { address, network })
                }
                _ => Ok(SocketAddr::new(address, self.port)),
            })
            .collect()
    }

    fn admits(&self, network: Network) -> bool {
        self.standing == Standing::Listed && network.may_hold_listed()
    }
}

/// Whether a name means something else on every network: one label, which a search list would
/// complete, an end that the internet does not have, or no proper name.
fn is_local_name(host: &str) -> bool {
    match host.rsplit_once('.') {
        None => true,
        Some((_, end)) => end.is_empty() || LOCAL_ENDS.contains(&end),
    }
}
