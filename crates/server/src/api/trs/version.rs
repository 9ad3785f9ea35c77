//! Versions: what is registered of a tool is one version.
//!
//! Wharfinger remembers one image of a tool, not what its registry held before. So a tool has exactly
//! one version, and [`Registration::version`] names it.
//!
//! Only a digest names the same bytes tomorrow, so only with one is a version `is_production`, which
//! promises just that. It promises it of all that belongs to the version, and files that describe it can be
//! written anew under the same digest, so a version that has any is none.

use wharfinger_core::registration::Registration;

/// What people call the version.
pub(super) fn name(registration: &Registration) -> &str {
    registration.tag().unwrap_or(registration.version())
}

/// Whether a text names the version. The tag of a pinned image does, as long as it is registered beside
/// the digest: people know it by that.
pub(super) fn is_named(registration: &Registration, text: &str) -> bool {
    text == registration.version() || text == name(registration)
}

/// Whether the version can never mean other bytes, where it has files that describe it or has none.
pub(super) fn is_production(registration: &Registration, is_described: bool) -> bool {
    registration.digest().is_some() && !is_described
}

/// The algorithm of the digest, as the GA4GH and IANA (RFC 6920, 9.4) call it, and what it gives.
pub(super) fn checksum(registration: &Registration) -> Option<(&str, &str)> {
    let (algorithm, value) = registration.digest()?.split_once(':')?;
    let algorithm = match algorithm {
        "sha256" => "sha-256",
        "sha384" => "sha-384",
        "sha512" => "sha-512",
        other => other,
    };
    Some((algorithm, value))
}
