//! What strict mode refuses of what docker's grammar accepts, all of it about the host.

use super::ImageReference;
use super::explain::is_page;
use super::ip_address::{is_ipv4, is_ipv6};

/// Most bytes of a host name: RFC 1035 section 2.3.4, without the final dot and the length bytes.
pub const HOST_BYTES_MAX: usize = 253;

/// Most bytes of one label of a host name: RFC 1035 section 2.3.4.
pub const LABEL_BYTES_MAX: usize = 63;

/// Names on Docker Hub that nobody means: pasted transports and schemes, whose `:` docker reads
/// as the beginning of a tag. (`docker` and `registry` are real images.)
fn is_transport(name: &str) -> bool {
    matches!(
        name,
        "http"
            | "https"
            | "oci-archive"
            | "ocidir"
            | "docker-archive"
            | "docker-daemon"
            | "docker-image"
            | "containers-storage"
            | "sha256"
            | "sha384"
            | "sha512"
    )
}

/// Whether a reference that docker accepts names a place that can be asked.
#[inline]
pub(super) fn can_be_pulled(reference: &ImageReference<'_>) -> bool {
    match reference.host() {
        Some(host) => {
            // A plain host this short breaks no limit on names or labels; one that ends in a
            // letter is no address.
            let is_host =
                reference.is_plain && host.len() <= LABEL_BYTES_MAX && !ends_in_digit(host)
                    || is_host(host);
            is_host && !is_page(host, reference.path_span().of(reference.as_str()))
        }
        // A name without a slash is an official image, unless it is a host or a transport.
        // Docker's own rules for repository names leave the dot out, so a dot says host.
        None if reference.has_library => {
            let name = reference.path_span().of(reference.as_str());
            reference.is_plain
                && name != "localhost"
                && !(reference.tag_end > 0 && is_transport(name))
        }
        None => !reference.has_empty_domain,
    }
}

#[cold]
fn is_host(host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !host.ends_with(']') => (name, Some(port)),
        _ => (host, None),
    };
    if !port.is_none_or(is_port) {
        return false;
    }
    if let Some(address) = name.strip_prefix('[') {
        return address.strip_suffix(']').is_some_and(is_ipv6);
    }
    name.len() <= HOST_BYTES_MAX
        && !is_wrong_ipv4(name)
        && !name.bytes().any(|byte| byte.is_ascii_uppercase())
        && name.split('.').all(|label| label.len() <= LABEL_BYTES_MAX)
}

/// Whether a host ends in a number, which no domain name does, and is no IPv4 address
/// (WHATWG URL standard, "ends in a number"). A host without a dot may be all digits.
pub(super) fn is_wrong_ipv4(name: &str) -> bool {
    ends_in_digit(name)
        && name
            .rsplit_once('.')
            .is_some_and(|(_, last)| last.bytes().all(|byte| byte.is_ascii_digit()))
        && !is_ipv4(name)
}

fn ends_in_digit(name: &str) -> bool {
    name.as_bytes().last().is_some_and(u8::is_ascii_digit)
}

/// Whether `port` is a TCP port in canonical spelling: 1 to 65535 (RFC 6335), no leading zero.
pub(crate) fn is_port(port: &str) -> bool {
    !port.starts_with('0') && port.parse::<u16>().is_ok()
}
