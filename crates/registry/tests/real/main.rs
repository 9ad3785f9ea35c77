//! The client against a real registry, distribution's own, with real images.

#![expect(
    clippy::unwrap_used,
    reason = "test code; clippy exempts only functions marked as tests"
)]

mod open;
mod password;
mod tokens;

use std::sync::Arc;

use wharfinger_core::evidence::Evidence;
use wharfinger_core::timestamp::Timestamp;
use wharfinger_registry::Registries;
use wharfinger_registry::distribution::{Image, Login};
use wharfinger_registry::guard::{Guard, Listed};
use wharfinger_registry::http::{Http, SystemNames, system_tls};

/// When all evidence of these tests is gathered.
const NOW: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);

/// A client for which these hosts are listed without TLS.
fn registries(listed: &[&str], logins: Vec<Login>) -> Registries {
    let listed = listed
        .iter()
        .map(|host| Listed::parse(&format!("http://{host}")).unwrap());
    let names = Arc::new(SystemNames::default());
    let http = Http::new(Guard::new(listed.collect()), names, system_tls().unwrap());
    Registries::new(http, logins)
}

fn image(host: &str, repository: &str, reference: Option<&str>) -> Image {
    Image {
        host: host.to_owned(),
        repository: repository.to_owned(),
        reference: reference.map(str::to_owned),
    }
}

async fn evidence(
    registries: &Registries,
    host: &str,
    repository: &str,
    reference: Option<&str>,
) -> Evidence {
    registries
        .evidence(&image(host, repository, reference), NOW)
        .await
}
