//! A client in front of servers on loopback, and what is asked of it.

use std::collections::BTreeMap;
use std::io;
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use wharfinger_core::evidence::Evidence;
use wharfinger_core::timestamp::Timestamp;
use wharfinger_registry::Registries;
use wharfinger_registry::distribution::{Image, Login};
use wharfinger_registry::guard::{Guard, Listed};
use wharfinger_registry::http::{Http, Lookup, Names, system_tls};

use crate::server::Server;

/// When all evidence of these tests is gathered.
pub(crate) const NOW: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);

/// Names with the answers that they get, one after the other; the last one stays.
#[derive(Default)]
pub(crate) struct Zone {
    answers: Mutex<BTreeMap<String, Vec<&'static str>>>,
    /// How often somebody asked.
    pub(crate) asked: AtomicUsize,
}

impl Zone {
    /// A zone with one name.
    pub(crate) fn with(name: &str, answers: &[&'static str]) -> Self {
        let answers = BTreeMap::from([(name.to_owned(), answers.to_vec())]);
        Self {
            answers: Mutex::new(answers),
            asked: AtomicUsize::new(0),
        }
    }
}

impl Names for Zone {
    fn addresses<'a>(&'a self, host: &'a str) -> Lookup<'a> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let mut answers = self.answers.lock().unwrap();
        let found = answers.get_mut(host.trim_end_matches('.')).map(|answers| {
            if answers.len() > 1 {
                answers.remove(0)
            } else {
                answers[0]
            }
        });
        let found: io::Result<Vec<IpAddr>> = found
            .map(|address| vec![address.parse().unwrap()])
            .ok_or_else(|| io::ErrorKind::NotFound.into());
        Box::pin(async move { found })
    }
}

/// A client for whom these hosts are listed without TLS.
pub(crate) fn registries(listed: &[&str], zone: Arc<Zone>, logins: Vec<Login>) -> Registries {
    let listed = listed
        .iter()
        .map(|host| Listed::parse(&format!("http://{host}")).unwrap());
    let guard = Guard::new(listed.collect());
    Registries::new(Http::new(guard, zone, system_tls().unwrap()), logins)
}

/// A client for one server.
pub(crate) fn registries_at(server: &Server) -> Registries {
    registries(&[&server.authority], Arc::default(), Vec::new())
}

/// The image `team/tool` at a server.
pub(crate) fn image(host: &str, reference: Option<&str>) -> Image {
    Image {
        host: host.to_owned(),
        repository: "team/tool".to_owned(),
        reference: reference.map(str::to_owned),
    }
}

/// What is found out about `team/tool:1` at a server.
pub(crate) async fn evidence_at(server: &Server) -> Evidence {
    let image = image(&server.authority, Some("1"));
    registries_at(server).evidence(&image, NOW).await
}
