//! Which network an address belongs to, where that is not the internet.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A network that is not the internet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Network {
    /// No host at all: `0.0.0.0/8`, `::`. Linux connects to itself there.
    Unspecified,
    /// The machine itself.
    Loopback,
    /// An organisation's own network (RFC 1918).
    Private,
    /// The same in IPv6 (RFC 4193, and the site-local addresses before it).
    UniqueLocal,
    /// Between a provider and its customers (RFC 6598).
    CarrierGrade,
    /// The next cable; clouds serve credentials there.
    LinkLocal,
    /// A cloud's service for its machines at an address of its own.
    Metadata,
    /// Many machines at once, broadcast included.
    Multicast,
    /// Examples in texts and measurements.
    Documentation,
    /// An IPv4 address in IPv6's clothes: mapped, compatible or translated locally.
    Ipv4InIpv6,
    /// A tunnel that ends wherever its address says: 6to4, Teredo.
    Tunnel,
    /// Everything that nobody was given.
    Reserved,
}

impl Network {
    /// Its name in messages, in test data and in what is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::Loopback => "loopback",
            Self::Private => "private",
            Self::UniqueLocal => "unique-local",
            Self::CarrierGrade => "carrier-grade",
            Self::LinkLocal => "link-local",
            Self::Metadata => "metadata",
            Self::Multicast => "multicast",
            Self::Documentation => "documentation",
            Self::Ipv4InIpv6 => "ipv4-in-ipv6",
            Self::Tunnel => "tunnel",
            Self::Reserved => "reserved",
        }
    }

    /// Whether a registry that an operator listed may be there. No registry is where clouds hand
    /// out credentials, whatever the name of a listed one resolves to today.
    pub(super) const fn may_hold_listed(self) -> bool {
        matches!(
            self,
            Self::Loopback | Self::Private | Self::UniqueLocal | Self::CarrierGrade
        )
    }
}

/// The network that an address belongs to; `None` for the internet.
///
/// An address behind NAT64's well-known prefix (RFC 6052) is judged as the IPv4 address that it
/// leads to: on networks without IPv4, every registry without IPv6 is found there.
///
/// ```
/// use wharfinger_registry::guard::{Network, network_of};
///
/// let of = |text: &str| network_of(text.parse().unwrap());
/// assert_eq!(of("34.224.196.162"), None);
/// assert_eq!(of("169.254.169.254"), Some(Network::LinkLocal));
/// assert_eq!(of("::ffff:127.0.0.1"), Some(Network::Ipv4InIpv6));
/// assert_eq!(of("64:ff9b::10.0.0.1"), Some(Network::Private));
/// ```
#[must_use]
pub fn network_of(address: IpAddr) -> Option<Network> {
    match address {
        IpAddr::V4(address) => network_of_v4(address),
        IpAddr::V6(address) => network_of_v6(address),
    }
}

/// IANA's registry of special-purpose IPv4 addresses (RFC 6890), but for what is reached like any
/// other; and Azure's platform service, which has an address of the internet. The most specific
/// rows first.
const V4: &[([u8; 4], u32, Network)] = &[
    ([168, 63, 129, 16], 32, Network::Metadata),
    // Oracle's and Alibaba's, in the midst of other networks.
    ([192, 0, 0, 192], 32, Network::Metadata),
    ([100, 100, 100, 200], 32, Network::Metadata),
    ([0, 0, 0, 0], 8, Network::Unspecified),
    ([10, 0, 0, 0], 8, Network::Private),
    ([100, 64, 0, 0], 10, Network::CarrierGrade),
    ([127, 0, 0, 0], 8, Network::Loopback),
    ([169, 254, 0, 0], 16, Network::LinkLocal),
    ([172, 16, 0, 0], 12, Network::Private),
    ([192, 0, 0, 0], 24, Network::Reserved),
    ([192, 0, 2, 0], 24, Network::Documentation),
    ([192, 88, 99, 0], 24, Network::Tunnel),
    ([192, 168, 0, 0], 16, Network::Private),
    ([198, 18, 0, 0], 15, Network::Documentation),
    ([198, 51, 100, 0], 24, Network::Documentation),
    ([203, 0, 113, 0], 24, Network::Documentation),
    ([224, 0, 0, 0], 4, Network::Multicast),
    ([255, 255, 255, 255], 32, Network::Multicast),
    ([240, 0, 0, 0], 4, Network::Reserved),
];

/// The same for IPv6, first 64 bits and length. What stands in no row is refused unless it lies
/// in [`GLOBAL_UNICAST`].
const V6: &[([u16; 4], u32, Network)] = &[
    // Inside unique-local addresses: Amazon's, Google's, Oracle's and Scaleway's.
    ([0xfd00, 0xec2, 0, 0], 32, Network::Metadata),
    ([0xfd20, 0xce, 0, 0], 64, Network::Metadata),
    ([0xfd00, 0xc1, 0, 0], 64, Network::Metadata),
    ([0xfd00, 0x42, 0, 0], 64, Network::Metadata),
    // NAT64 of a site's own choice (RFC 8215).
    ([0x64, 0xff9b, 1, 0], 48, Network::Ipv4InIpv6),
    // Teredo (RFC 4380), before the block that it lies in (RFC 2928).
    ([0x2001, 0, 0, 0], 32, Network::Tunnel),
    ([0x2001, 0, 0, 0], 23, Network::Reserved),
    ([0x2001, 0xdb8, 0, 0], 32, Network::Documentation),
    ([0x2002, 0, 0, 0], 16, Network::Tunnel),
    ([0x3fff, 0, 0, 0], 20, Network::Documentation),
    ([0xfc00, 0, 0, 0], 7, Network::UniqueLocal),
    ([0xfec0, 0, 0, 0], 10, Network::UniqueLocal),
    ([0xfe80, 0, 0, 0], 10, Network::LinkLocal),
    ([0xff00, 0, 0, 0], 8, Network::Multicast),
];

/// The only block that IANA hands out addresses of the internet from (RFC 4291, section 2.4).
const GLOBAL_UNICAST: ([u16; 4], u32) = ([0x2000, 0, 0, 0], 3);

fn network_of_v4(address: Ipv4Addr) -> Option<Network> {
    let bits = address.to_bits();
    V4.iter()
        .find(|(base, length, _)| {
            let differing = bits ^ Ipv4Addr::from(*base).to_bits();
            differing >> (u32::BITS - length) == 0
        })
        .map(|(_, _, network)| *network)
}

fn network_of_v6(address: Ipv6Addr) -> Option<Network> {
    if address == Ipv6Addr::LOCALHOST {
        return Some(Network::Loopback);
    }
    if address == Ipv6Addr::UNSPECIFIED {
        return Some(Network::Unspecified);
    }
    match address.segments() {
        // RFC 6052's well-known prefix.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            let embedded = Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low));
            return network_of_v4(embedded);
        }
        // Compatible (RFC 4291, 2.5.5.1), mapped (2.5.5.2), translated (RFC 2765).
        [0, 0, 0, 0, 0, 0 | 0xffff, _, _] | [0, 0, 0, 0, 0xffff, 0, _, _] => {
            return Some(Network::Ipv4InIpv6);
        }
        _ => {}
    }
    let lies_in = |base: &[u16; 4], length: u32| {
        let base = base
            .iter()
            .fold(0, |bits, part| bits << 16 | u128::from(*part))
            << 64;
        (address.to_bits() ^ base) >> (u128::BITS - length) == 0
    };
    V6.iter()
        .find(|(base, length, _)| lies_in(base, *length))
        .map(|(_, _, network)| *network)
        .or_else(|| {
            let (base, length) = GLOBAL_UNICAST;
            (!lies_in(&base, length)).then_some(Network::Reserved)
        })
}
