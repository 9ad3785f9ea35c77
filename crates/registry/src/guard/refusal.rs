//! Why a target is not talked to.

use std::net::IpAddr;

use super::Network;
use super::target::TARGET_BYTES_MAX;

/// Why a target is not talked to. The texts end a sentence that begins with the target.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Longer than any address of a registry.
    #[error("has {0} bytes; at most {TARGET_BYTES_MAX} are read")]
    TooLong(usize),
    /// No address of the web.
    #[error("is not an address of the web")]
    Malformed,
    /// Another scheme than `https` and `http`.
    #[error("has the scheme `{0}`; registries speak `https`")]
    Scheme(String),
    /// `http` to a host that no operator listed for it.
    #[error("is not encrypted; `http` is for hosts that the operator listed with it")]
    Plaintext,
    /// A name or a password in front of the host.
    #[error("holds a user name or a password")]
    UserInfo,
    /// A host that programs would read differently: `0x7f.1`, `2130706433`, `１２７.0.0.1`.
    #[error("spells its host `{host}` in a way that is read as `{read}`")]
    OddSpelling {
        /// As it was written.
        host: String,
        /// As it would be connected to.
        read: String,
    },
    /// A name that means something else on every network: `localhost`, `db`, `x.internal`.
    #[error("names `{0}`, which every network takes for something else")]
    LocalName(String),
    /// A port that registries do not listen on.
    #[error("asks for port {0}; other ports than {ports} are for hosts that the operator listed", ports = super::PORTS_TEXT)]
    Port(u16),
    /// An address that is not on the internet.
    #[error("leads to a {network} address, not to the internet", network = network.as_str())]
    Network {
        /// The address. It is not shown: whoever typed a name must not learn what an organisation's
        /// own name servers make of it.
        address: IpAddr,
        /// Where it is.
        network: Network,
    },
    /// A name with more addresses than any registry's.
    #[error("has {0} addresses; at most {max} are judged", max = super::ADDRESSES_MAX)]
    TooManyAddresses(usize),
    /// A host of the internet that points at a listed one.
    #[error("is an internal registry, which hosts of the internet may not point to")]
    Inward,
}

impl Refusal {
    /// A short name for test data and logs.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::TooLong(_) => "too-long",
            Self::Malformed => "malformed",
            Self::Scheme(_) => "scheme",
            Self::Plaintext => "plaintext",
            Self::UserInfo => "user-info",
            Self::OddSpelling { .. } => "odd-spelling",
            Self::LocalName(_) => "local-name",
            Self::Port(_) => "port",
            Self::Network { network, .. } => network.as_str(),
            Self::TooManyAddresses(_) => "too-many-addresses",
            Self::Inward => "inward",
        }
    }
}
