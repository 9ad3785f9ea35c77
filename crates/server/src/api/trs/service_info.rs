//! `GET /service-info`: what this service is (GA4GH service-info 1.0.0).

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::answer;
use crate::origin;
use crate::state::State;

/// The version of the standard that is served.
const STANDARD_VERSION: &str = "2.1.0";

#[derive(Serialize)]
struct ServiceInfo<'a> {
    id: String,
    name: &'static str,
    r#type: ServiceType,
    description: &'static str,
    organization: Organization<'a>,
    version: &'static str,
}

#[derive(Serialize)]
struct ServiceType {
    group: &'static str,
    artifact: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Organization<'a> {
    name: &'a str,
    url: &'a str,
}

/// Answers 200.
pub(super) async fn handle(state: Data<State>, request: HttpRequest) -> HttpResponse {
    let url = origin::public_url(&request, &state.config);
    let host = host(&url);
    answer(&ServiceInfo {
        id: id(host),
        name: "Wharfinger",
        r#type: ServiceType {
            group: "org.ga4gh",
            artifact: "trs",
            version: STANDARD_VERSION,
        },
        description: "Container tools under their registry paths",
        // Whose the server is, its address tells better than anything it could be told.
        organization: Organization {
            name: host,
            url: &url,
        },
        version: env!("CARGO_PKG_VERSION"),
    })
}

/// The host of an origin, without its port.
fn host(origin: &str) -> &str {
    let authority = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}

/// An id in reverse domain name notation, as the standard recommends; an address has no domain.
fn id(host: &str) -> String {
    let is_address = host.starts_with('[') || host.parse::<std::net::Ipv4Addr>().is_ok();
    let mut labels: Vec<&str> = if is_address {
        Vec::new()
    } else {
        host.rsplit('.').collect()
    };
    labels.push("wharfinger");
    labels.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_is_the_domain_the_other_way_round() {
        for (origin, expected) in [
            ("https://tools.example.org", "org.example.tools.wharfinger"),
            ("http://localhost:8080", "localhost.wharfinger"),
            ("http://127.0.0.1:8080", "wharfinger"),
            ("http://[::1]:8080", "wharfinger"),
            ("http://[::1]", "wharfinger"),
        ] {
            assert_eq!(id(host(origin)), expected, "{origin}");
        }
    }
}
