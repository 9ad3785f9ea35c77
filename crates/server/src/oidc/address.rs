//! Which addresses may be spoken to: with TLS, or without it on this very machine.

use std::net::IpAddr;

use openidconnect::url::{Host, Url};

/// Whether an issuer may be trusted with a secret: over TLS, or on loopback where nobody listens in.
pub(super) fn is_secure(url: &Url) -> bool {
    url.scheme() == "https" || url.scheme() == "http" && is_loopback(url)
}

/// Whether an address that a provider names may be used. A provider that is on the network must not
/// send us to this machine's own services, so loopback is for those that are there themselves.
pub(super) fn may_follow(issuer: &Url, named: &Url) -> bool {
    named.scheme() == "https" || is_secure(named) && is_loopback(issuer)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn without_tls_only_on_loopback() {
        for secure in [
            "https://id.example.org",
            "http://localhost:3000",
            "http://127.0.0.2",
            "http://[::1]:1",
        ] {
            assert!(is_secure(&url(secure)), "{secure}");
        }
        for insecure in [
            "http://id.example.org",
            "http://localhost.example.org",
            "http://192.0.2.1",
            "http://[::2]",
            "ftp://127.0.0.1",
            "file:///etc/passwd",
        ] {
            assert!(!is_secure(&url(insecure)), "{insecure}");
        }
    }

    #[test]
    fn a_provider_on_the_network_cannot_point_at_this_machine_without_tls() {
        let (near, far) = (url("http://127.0.0.1:1"), url("https://id.example.org"));
        let local = url("http://127.0.0.1:2/keys");
        assert!(may_follow(&near, &local));
        assert!(!may_follow(&far, &local));
        assert!(may_follow(&far, &url("https://keys.example.net/")));
        assert!(!may_follow(&near, &url("http://keys.example.net/")));
    }
}
