//! Starting and stopping.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::Arc;

use actix_web::middleware::from_fn;
use actix_web::web::Data;
use actix_web::{App, HttpServer, rt};
use tokio::sync::watch;
use wharfinger_registry::http::TlsUnavailable;
use wharfinger_store::{Failure, InvalidDatabase, LinkPurpose, OpenError, Store};

use crate::access::advance::advance_for_ever;
use crate::accounts::links;
use crate::config::Config;
pub use crate::database::{open, open_beside};
use crate::demo::aws::DemoAws;
use crate::grants::{Grants, fresh_installation};
use crate::images::Images;
use crate::images::worker::look_for_ever;
use crate::limits::LINK_LIFETIME;
use crate::mail::{NoPublicUrl, PublicUrl, Smtp, TrustError, Worker};
use crate::oidc::{Providers, SetupError};
use crate::operator_token::OperatorToken;
use crate::problem::Problem;
use crate::seams::{Clock, Entropy, System};
use crate::secret::Secret;
use crate::state::State;
use crate::{app, demo, edge, limits};

/// What to do about an address that cannot be listened on.
fn where_to_listen(error: &std::io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::AddrInUse => "stop what listens there, or choose another address",
        ErrorKind::PermissionDenied => "choose a port above 1023, and put a proxy in front",
        _ => "expected an address of this machine and a port, such as `127.0.0.1:8080`",
    }
}

/// A server that is bound to its address, and not running yet.
pub struct Server {
    inner: actix_web::dev::Server,
    state: Data<State>,
    /// Sends mail, where it is to be sent.
    mail: Option<Worker<Smtp>>,
    /// Tells what runs beside the answering of requests to stop.
    stop: watch::Sender<bool>,
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
    #[error("cannot listen on `{listen}`; {}", where_to_listen(source))]
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
    /// No mail can be sent over TLS.
    #[error("mail cannot be sent; install the system's certificates (`ca-certificates`)")]
    Mail(#[from] TrustError),
    /// The providers that people are to sign in with cannot be used.
    #[error(transparent)]
    SignIn(#[from] SetupError),
    /// No registry can be asked about images.
    #[error("registries cannot be asked about images")]
    Images(#[from] TlsUnavailable),
    /// The database opened and does not answer.
    #[error("the database does not answer")]
    Store(#[from] Failure),
    /// The simulated AWS of a demo cannot listen.
    #[error("the simulated AWS of the demo cannot be started")]
    Simulator(#[source] std::io::Error),
    /// The example tools were refused.
    #[error("the example tools cannot be registered: {0}")]
    Demo(Problem),
}

/// Tries whether an address can be listened on, before anything is made that a start which fails would leave
/// behind, such as a database. [`Server::start_with`] binds it for good.
pub fn try_listening(listen: &str) -> Result<(), StartError> {
    match TcpListener::bind(listen) {
        Ok(_) => Ok(()),
        Err(source) => Err(StartError::Listen {
            listen: listen.to_owned(),
            source,
        }),
    }
}

impl Server {
    /// Opens the database, binds the address and prepares what the first start needs.
    ///
    /// Call it, and [`Server::run`], inside an actix system (`#[actix_web::main]`).
    pub async fn start(config: Config) -> Result<Self, StartError> {
        try_listening(&config.listen)?;
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
        let state = Data::new(state(config, store, clock, entropy).await?);
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
        let mail = mail_worker(&state, &addresses)?;
        let first_link = provide_link(&state).await?;
        let demo_tools = if config.demo {
            // In a box, because few starts have it.
            Box::pin(demo::seed(&state))
                .await
                .map_err(StartError::Demo)?
        } else {
            0
        };
        Ok(Self {
            inner: server.run(),
            state,
            mail,
            stop: watch::Sender::new(false),
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

    /// The address of the page that makes the first administrator, where there is none yet: the one time
    /// it can be shown. It works once, and for a day.
    #[must_use]
    pub fn first_link(&self) -> Option<String> {
        let path = links::path(links::WELCOME, self.first_link.as_ref()?);
        Some(match &self.state.config.public_url {
            Some(public_url) => format!("{public_url}{path}"),
            None => format!("http://{}{path}", from_here(self.addresses[0])),
        })
    }

    /// How many example tools this start registered.
    #[must_use]
    pub fn demo_tools(&self) -> usize {
        self.demo_tools
    }

    /// A handle to stop it with.
    #[must_use]
    pub fn handle(&self) -> Handle {
        Handle {
            inner: self.inner.handle(),
            stop: self.stop.clone(),
        }
    }

    /// Serves until it is stopped by its handle. What time brings about, such as the end of access, is
    /// brought about meanwhile, images are looked at, mail is sent, and the policies of repositories are kept;
    /// all have come to an end when it has.
    pub async fn run(self) -> std::io::Result<()> {
        let Self {
            inner,
            state,
            mail,
            stop,
            ..
        } = self;
        let policies = match &state.grants {
            Some(grants) => {
                let (store, stop) = (state.store.clone(), stop.subscribe());
                Some(grants.start(store, state.clock.clone(), state.entropy.clone(), stop)?)
            }
            None => None,
        };
        let over_time = state.clone();
        let time = rt::spawn(async move { advance_for_ever(&over_time).await });
        let over_images = state.clone();
        let images = rt::spawn(async move { look_for_ever(&over_images).await });
        let (catalogues, store) = (state.catalogues.clone(), state.store.clone());
        let registries = rt::spawn(async move { catalogues.reload_for_ever(&*store).await });
        let mail = mail.map(|worker| rt::spawn(worker.run(stop.subscribe())));
        let served = inner.await;
        time.abort();
        images.abort();
        registries.abort();
        // The handle has said so already, unless the server ended by itself.
        stop.send_replace(true);
        if let Some(mail) = mail
            && let Err(error) = mail.await
        {
            tracing::error!(%error, "What sends mail has failed");
        }
        if let Some(policies) = policies {
            policies.ended().await;
        }
        if let Some(demo) = &state.demo {
            demo.stop().await;
        }
        served
    }
}

/// Stops a server.
#[derive(Clone)]
pub struct Handle {
    inner: actix_web::dev::ServerHandle,
    stop: watch::Sender<bool>,
}

impl Handle {
    /// Stops it; where that is to be `graceful`, requests in flight are answered first. The letter that is
    /// being sent has its own time meanwhile ([`crate::mail::limits::STOP_GRACE`]).
    pub fn stop(&self, graceful: bool) -> impl Future<Output = ()> + use<> {
        self.stop.send_replace(true);
        self.inner.stop(graceful)
    }
}

/// Where whoever started the server reaches what listens there: a server that listens everywhere is also
/// found on loopback.
fn from_here(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// Makes a link to the first administrator's account where there is no administrator; an earlier link
/// that was not followed works until its own end.
async fn provide_link(state: &State) -> Result<Option<Secret>, Failure> {
    if state.store.has_administrator().await? {
        return Ok(None);
    }
    let now = state.clock.now();
    let (until, purpose) = (now.later(LINK_LIFETIME), LinkPurpose::FirstAdministrator);
    let link = links::make_unasked(purpose, until, &*state.store, &*state.entropy, now);
    link.await.map(Some)
}

/// The state of the application, with the providers that the operator named, and who it is on AWS.
async fn state(
    config: Config,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
) -> Result<State, StartError> {
    let mut state = State::new(config, store, clock, entropy);
    state.catalogues.reload(&*state.store).await?;
    if !state.config.sign_in.is_empty() {
        let public_url = state.config.public_url.as_deref();
        let (clock, entropy) = (state.clock.clone(), state.entropy.clone());
        let providers = Providers::new(&state.config.sign_in, public_url, clock, entropy)?;
        state = state.with_providers(providers);
    }
    if let Some(images) = Images::new(&state.config.images)? {
        state = state.with_images(images);
    }
    let mut settings = state.config.grants.clone();
    // Whoever says who the server is on AWS, wants a demo of that.
    if state.config.demo && settings.is_none() {
        let started = DemoAws::start(state.clock.clone(), &*state.entropy);
        let (demo, simulated) = started.map_err(StartError::Simulator)?;
        settings = Some(simulated);
        state = state.with_demo(demo);
    }
    if let Some(settings) = settings {
        let fresh = fresh_installation(&*state.entropy);
        let installation = state.store.installation(fresh).await?;
        let grants = Grants::new(settings, installation, state.clock.clone()).await;
        state = state.with_grants(grants);
    }
    Ok(state)
}

/// What sends mail, where the operator named a mail server.
fn mail_worker(
    state: &State,
    addresses: &[SocketAddr],
) -> Result<Option<Worker<Smtp>>, StartError> {
    let config = &state.config;
    let Some(settings) = config.mail.clone() else {
        return Ok(None);
    };
    let site = PublicUrl::of_server(config.public_url.as_deref(), addresses)?;
    let worker = Worker::over_smtp(
        settings,
        site,
        state.store.clone(),
        state.catalogues.clone(),
        state.clock.clone(),
        state.entropy.clone(),
        state.mail_wake.clone(),
    )?;
    Ok(Some(worker))
}
