//! Starting and stopping.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use actix_web::web::{self, Data, PayloadConfig};
use actix_web::{App, HttpServer};
use wharfinger_core::timestamp::Timestamp;

use super::door::door;
use super::exchange::exchange;
use super::shared::Shared;
use crate::faults::Faults;
use crate::world::World;

/// Most bytes of a request: more than four times the longest policy, so that what is too long is refused
/// by the world and not by the transport.
const BODY_BYTES_MAX: usize = 1 << 20;

/// How long a stop waits for requests under way. Some of them hang on purpose.
const STOP_SECONDS: u64 = 1;

/// An AWS that listens on loopback.
///
/// ```no_run
/// use wharfinger_aws_sim::{Faults, Simulator, World};
/// use wharfinger_core::timestamp::Timestamp;
///
/// # async fn example() -> std::io::Result<()> {
/// let clock = || Timestamp::from_micros(1_796_000_000_000_000);
/// let simulator = Simulator::start(World::new(7), Faults::none(), clock)?;
/// println!("the endpoint of the SDKs is {}", simulator.url());
/// let shared = simulator.shared();
/// let handle = simulator.handle();
/// tokio::spawn(simulator.run());
/// // ... calls ...
/// handle.stop().await;
/// # drop(shared);
/// # Ok(())
/// # }
/// ```
pub struct Simulator {
    server: actix_web::dev::Server,
    shared: Shared,
    address: SocketAddr,
}

/// Stops a simulator.
#[derive(Clone)]
pub struct Handle(actix_web::dev::ServerHandle);

impl Simulator {
    /// Listens on a free port of loopback. `clock` is asked for the time of each call; signatures must be of
    /// that time too.
    ///
    /// Call it inside a tokio runtime.
    ///
    /// # Errors
    /// What the operating system says when it gives no port.
    pub fn start(
        world: World,
        faults: Faults,
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        let shared = Shared::new(world, faults, Arc::new(clock));
        let data = Data::new(shared.clone());
        let server = HttpServer::new(move || {
            App::new()
                .app_data(data.clone())
                .app_data(PayloadConfig::new(BODY_BYTES_MAX))
                .route("/", web::get().to(exchange))
                .route("/", web::post().to(exchange))
                .route("/v2/{rest:.*}", web::get().to(door))
                .route("/v2/{rest:.*}", web::head().to(door))
        })
        // Everything is done under one lock.
        .workers(1)
        .disable_signals()
        .shutdown_timeout(STOP_SECONDS)
        .bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = server.addrs().first().copied();
        let address = address.ok_or_else(|| std::io::Error::other("nothing was bound"))?;
        Ok(Self {
            server: server.run(),
            shared,
            address,
        })
    }

    /// The endpoint of all services.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Its world and faults.
    #[must_use]
    pub fn shared(&self) -> Shared {
        self.shared.clone()
    }

    /// A handle to stop it with.
    #[must_use]
    pub fn handle(&self) -> Handle {
        Handle(self.server.handle())
    }

    /// Answers until it is stopped.
    ///
    /// # Errors
    /// What the operating system says when it takes the port away.
    pub async fn run(self) -> std::io::Result<()> {
        self.server.await
    }
}

impl Handle {
    /// Stops it. Requests under way are not waited for: some hang on purpose.
    pub async fn stop(&self) {
        self.0.stop(false).await;
    }
}
