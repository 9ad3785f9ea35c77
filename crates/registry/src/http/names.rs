//! Names of hosts and their addresses.

use std::future::Future;
use std::io;
use std::net::{IpAddr, ToSocketAddrs};
use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::Semaphore;

use super::limits::LOOKUPS_MAX;

/// What a look-up comes to.
pub type Lookup<'a> = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>>;

/// Resolves names. The guard judges what comes out, so an implementation need not be trusted.
pub trait Names: Send + Sync {
    /// The addresses of a host.
    fn addresses<'a>(&'a self, host: &'a str) -> Lookup<'a>;
}

/// The machine's own resolver.
#[derive(Clone, Debug)]
pub struct SystemNames {
    places: Arc<Semaphore>,
}

impl Default for SystemNames {
    fn default() -> Self {
        Self {
            places: Arc::new(Semaphore::new(LOOKUPS_MAX)),
        }
    }
}

impl Names for SystemNames {
    fn addresses<'a>(&'a self, host: &'a str) -> Lookup<'a> {
        let host = host.to_owned();
        let places = self.places.clone();
        Box::pin(async move {
            let place = places.acquire_owned().await.map_err(io::Error::other)?;
            let looked_up = tokio::task::spawn_blocking(move || {
                // The place is free when the thread is, which may outlive whoever asked.
                let _place = place;
                resolve(&host)
            });
            looked_up.await.map_err(io::Error::other)?
        })
    }
}

fn resolve(host: &str) -> io::Result<Vec<IpAddr>> {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that looks names up"
    )]
    // The port plays no part: the guard puts the target's own in.
    let found = (host, 0).to_socket_addrs()?;
    Ok(found.map(|socket| socket.ip()).collect())
}
