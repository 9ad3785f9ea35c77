//! Where a request comes from: its address, and for a browser the site that sent it.

use std::net::{IpAddr, Ipv4Addr};

use actix_web::HttpRequest;
use actix_web::http::header;

use crate::config::Config;

/// The client's address: the peer's, or what the nearest trusted proxies say it is.
///
/// Each trusted proxy appends the address it was called from to `X-Forwarded-For`, so with `n`
/// of them the client stands `n` from the right; what stands further left can be invented.
#[must_use]
pub(crate) fn client_address(request: &HttpRequest, config: &Config) -> IpAddr {
    let peer = request
        .peer_addr()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    if config.trusted_proxies == 0 {
        return peer;
    }
    let forwarded: Vec<&str> = request
        .headers()
        .get_all(header::X_FORWARDED_FOR)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    forwarded
        .len()
        .checked_sub(usize::from(config.trusted_proxies))
        .and_then(|index| forwarded[index].parse().ok())
        .unwrap_or(peer)
}

/// Whether a browser sent this from one of our own pages.
///
/// `Sec-Fetch-Site` says so in every browser of today; where it is missing, `Origin` must be ours.
/// A request with neither is refused: no browser sends a form without both.
#[must_use]
pub(crate) fn is_same_origin(request: &HttpRequest, config: &Config) -> bool {
    let header = |name| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    if let Some(site) = header(header::HeaderName::from_static("sec-fetch-site")) {
        return site == "same-origin";
    }
    let Some(origin) = header(header::ORIGIN) else {
        return false;
    };
    match &config.public_url {
        Some(public_url) => origin == public_url,
        None => header(header::HOST).is_some_and(|host| {
            let authority = origin.split_once("://").map(|(_, authority)| authority);
            authority == Some(host)
        }),
    }
}

/// Where people reach the server: as configured, or as whoever asks has reached it. What a request says
/// of another host that it was forwarded for, anybody can say.
#[must_use]
pub(crate) fn public_url(request: &HttpRequest, config: &Config) -> String {
    if let Some(public_url) = &config.public_url {
        return public_url.clone();
    }
    let host = request.headers().get(header::HOST);
    let here = || request.app_config().local_addr().to_string();
    let host = host.and_then(|host| host.to_str().ok());
    format!("http://{}", host.map_or_else(here, str::to_owned))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn config(trusted_proxies: u8, public_url: Option<&str>) -> Config {
        Config {
            trusted_proxies,
            public_url: public_url.map(str::to_owned),
            ..Config::default()
        }
    }

    #[track_caller]
    fn check_address(forwarded: &str, trusted_proxies: u8, expected: &str) {
        let request = TestRequest::default()
            .peer_addr("192.0.2.1:1234".parse().unwrap())
            .insert_header((header::X_FORWARDED_FOR, forwarded))
            .to_http_request();
        let address = client_address(&request, &config(trusted_proxies, None));
        assert_eq!(address.to_string(), expected);
    }

    #[test]
    fn only_trusted_proxies_say_who_the_client_is() {
        check_address("198.51.100.7", 0, "192.0.2.1");
        check_address("198.51.100.7", 1, "198.51.100.7");
        check_address("203.0.113.9, 198.51.100.7", 1, "198.51.100.7");
        check_address("203.0.113.9, 198.51.100.7", 2, "203.0.113.9");
        check_address("198.51.100.7", 2, "192.0.2.1");
        check_address("not an address", 1, "192.0.2.1");
    }

    #[track_caller]
    fn check_origin(headers: &[(&str, &str)], public_url: Option<&str>, expected: bool) {
        let mut request = TestRequest::default();
        for header in headers {
            request = request.insert_header(*header);
        }
        assert_eq!(
            is_same_origin(&request.to_http_request(), &config(0, public_url)),
            expected,
            "{headers:?}"
        );
    }

    #[test]
    fn where_the_server_is_nobody_else_says() {
        let request = TestRequest::default()
            .insert_header((header::HOST, "wharf.example:8080"))
            .insert_header((header::X_FORWARDED_HOST, "evil.example"))
            .insert_header((header::FORWARDED, "host=evil.example;proto=https"))
            .to_http_request();
        let reached = public_url(&request, &config(0, None));
        assert_eq!(reached, "http://wharf.example:8080");
        let configured = Some("https://wharf.example");
        let reached = public_url(&request, &config(0, configured));
        assert_eq!(reached, "https://wharf.example");
    }

    #[test]
    fn forms_of_other_sites_are_told_apart() {
        check_origin(&[("sec-fetch-site", "same-origin")], None, true);
        check_origin(&[("sec-fetch-site", "same-site")], None, false);
        check_origin(&[("sec-fetch-site", "cross-site")], None, false);
        check_origin(&[("sec-fetch-site", "none")], None, false);
        check_origin(&[], None, false);
        let host = ("host", "wharf.example:8080");
        check_origin(&[host, ("origin", "http://wharf.example:8080")], None, true);
        check_origin(&[host, ("origin", "http://wharf.example")], None, false);
        check_origin(&[host, ("origin", "null")], None, false);
        let public = Some("https://wharf.example");
        check_origin(&[host, ("origin", "https://wharf.example")], public, true);
        check_origin(
            &[host, ("origin", "http://wharf.example:8080")],
            public,
            false,
        );
    }
}
