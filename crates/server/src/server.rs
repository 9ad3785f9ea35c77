//! Starting and stopping.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use actix_web::middleware::from_fn;
use actix_web::web::Data;
use actix_web::{App, HttpServer};
use wharfinger_store::{Failure, InvalidDatabase, Link, LinkPurpose, OpenError, Store};

use crate::config::Config;
pub use crate::database::open;
use crate::mail::{NoPublicUrl, PublicUrl};
use crate::operator_token::OperatorToken;
use crate::problem::Problem;
use crate::seams::{Clock, Entropy, System};
use crate::secret::{Kind, Secret};
use crate::sessions::later;
use crate::state::State;
use crate::{app, demo, edge, limits};

/// A server that is bound to its address, and not running yet.
pub struct Server {
    inner: actix_web::dev::Server,
    addresses: Vec<SocketAddr>,
    first_link: Option<Secret>,
    demo_tools: usize,
}

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The database's address means nothing to us.
    #[error(transparent)]
    Database(#[from] InvalidDatabase),
    /// The database does not open.
    #[error("the database `{database}` cannot be opened")]
    Open {
        /// What was to be opened, without what may hold a password.
        database: String,
        /// Why not.
        source: OpenError,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on `{listen}`; stop what listens there, or choose another address")]
    Listen {
        /// The address.
        listen: String,
        /// Why not.
        source: std::io::Error,
    },
    /// The operator chose a token that can be guessed, for a server that others can reach.
    #[error(
        "the operator's token has fewer than {} characters, which is only good for a server on \
         loopback; choose a longer one",
        limits::CHOSEN_TOKEN_BYTES_MIN
    )]
    ShortToken,
    /// Mail is to be sent, and nobody said where its links lead.
    #[error(transparent)]
    NoPublicUrl(#[from] NoPublicUrl),
    /// The database opened and does not answer.
    #[error("the database does not answer")]
    Store(#[from] Failure),
    /// The example tools were refused.
    #[error("the example tools cannot be registered: {0}")]
    Demo(Problem),
}

impl Server {
    /// Opens the database, binds the address and prepares what the first start needs.
    ///
    /// Call it, and [`Server::run`], inside an actix system (`#[actix_web::main]`).
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let store = open(&config.database)?;
        Self::start_with(config, store, Arc::new(System), Arc::new(System)).await
    }

    /// The same over a store, a clock and randomness of the caller's choice.
    pub async fn start_with(
        config: Config,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, StartError> {
        let state = Data::new(State::new(config, store, clock, entropy));
        let config = &state.config;
        let app_state = state.clone();
        let mut server = HttpServer::new(move || {
            App::new()
                .wrap(from_fn(edge::edge))
                .configure(app::configure(app_state.clone()))
        })
        .keep_alive(limits::KEEP_ALIVE)
        .client_request_timeout(limits::HEAD_TIMEOUT)
        // Whoever runs it listens for signals, and says that it stops.
        .disable_signals()
        .shutdown_timeout(limits::SHUTDOWN_TIMEOUT.as_secs())
        .max_connections(limits::CONNECTIONS_PER_WORKER_MAX)
        .backlog(limits::BACKLOG);
        if let Some(workers) = config.workers {
            server = server.workers(workers);
        }
        // Bound before anything is stored: a link that was stored and never shown is of no use.
        let server = server
            .bind(&config.listen)
            .map_err(|source| StartError::Listen {
                listen: config.listen.clone(),
                source,
            })?;
        let addresses = server.addrs();
        let is_reachable =
            config.public_url.is_some() || !addresses.iter().all(|at| at.ip().is_loopback());
        let is_short = config.operator_token.as_ref();
        if is_reachable && is_short.is_some_and(OperatorToken::is_short) {
            return Err(StartError::ShortToken);
        }
        if config.mail.is_some() {
            PublicUrl::of_server(config.public_url.as_deref(), &addresses)?;
        }
        let first_link = provide_link(&state).await?;
        let demo_tools = if config.demo {
            demo::seed(&state).await.map_err(StartError::Demo)?
        } else {
            0
        };
        Ok(Self {
            inner: server.run(),
            addresses,
            first_link,
            demo_tools,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// The path of the page that makes the first administrator, where there is none yet: the one time
    /// it can be shown. It works once, and for a day.
    #[must_use]
    pub fn first_link(&self) -> Option<String> {
        let secret = self.first_link.as_ref()?;
        Some(format!("/welcome/{}", secret.reveal()))
    }

    /// How many example tools this start registered.
    #[must_use]
    pub fn demo_tools(&self) -> usize {
        self.demo_tools
    }

    /// A handle to stop it with; requests in flight are answered first.
    #[must_use]
    pub fn handle(&self) -> actix_web::dev::ServerHandle {
        self.inner.handle()
    }

    /// Serves until it is stopped by its handle.
    pub fn run(self) -> impl Future<Output = std::io::Result<()>> {
        self.inner
    }
}

/// Makes a link to the first administrator's account where there is no administrator; an earlier link
/// that was not followed works until its own end.
async fn provide_link(state: &State) -> Result<Option<Secret>, Failure> {
    if state.store.has_administrator().await? {
        return Ok(None);
    }
    let now = state.clock.now();
    let secret = Secret::generate(Kind::Link, &*state.entropy);
    let link = Link {
        hash: secret.hash(),
        purpose: LinkPurpose::FirstAdministrator,
        expires_at: later(now, limits::FIRST_LINK_LIFETIME),
    };
    state.store.make_link(link, now).await?;
    Ok(Some(secret))
}
