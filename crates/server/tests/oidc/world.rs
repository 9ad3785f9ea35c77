//! A provider, our side of it, and a clock for both.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use tempfile::TempDir;
use wharfinger_server::config::read_file;
use wharfinger_server::oidc::{Check, Finished, Providers, Settings, SignInError, Started};
use wharfinger_server::seams::{Clock, System};
use wharfinger_store::Timestamp;

use crate::provider::{ACCESS_TOKEN, Provider};

pub(crate) const ID: &str = "example";
pub(crate) const CLIENT_ID: &str = "wharfinger";
pub(crate) const CLIENT_SECRET: &str = "hush";
pub(crate) const REDIRECT_URL: &str = "https://wharf.example/sign-in/oidc/example/callback";

/// A clock that stands still until it is moved.
pub(crate) struct ManualClock(AtomicI64);

impl ManualClock {
    pub(crate) fn advance(&self, duration: Duration) {
        let micros = i64::try_from(duration.as_micros()).unwrap();
        self.0.fetch_add(micros, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

pub(crate) struct World {
    pub(crate) provider: Provider,
    pub(crate) providers: Providers,
    pub(crate) clock: Arc<ManualClock>,
}

impl World {
    pub(crate) fn new() -> Self {
        let clock = Arc::new(ManualClock(AtomicI64::new(1_700_000_000_000_000)));
        let provider = Provider::start(clock.clone());
        let providers = providers(&provider.issuer, clock.clone());
        Self {
            provider,
            providers,
            clock,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Another server of the same installation.
    pub(crate) fn another_server(&self) -> Providers {
        providers(&self.provider.issuer, self.clock.clone())
    }

    pub(crate) async fn start(&self) -> Result<Started, SignInError> {
        self.providers.start(ID, "/tools?q=a").await
    }

    /// Comes back with a query.
    pub(crate) async fn finish(
        &self,
        started: Started,
        query: &str,
    ) -> Result<Finished, SignInError> {
        self.providers
            .finish(ID, query, Some(started.pending))
            .await
    }

    /// All of it.
    pub(crate) async fn sign_in(&self) -> Result<Finished, SignInError> {
        let started = self.start().await?;
        let query = self.provider.authorize(&started.location);
        self.finish(started, &query).await
    }

    /// All of it, where a check of the token must fail.
    pub(crate) async fn failed_check(&self) -> Check {
        match self.sign_in().await {
            Err(SignInError::TokenInvalid(check, detail)) => {
                let detail = format!("{detail:?}");
                for secret in [CLIENT_SECRET, ACCESS_TOKEN, "code-"] {
                    assert!(!detail.contains(secret), "a secret in the log: {detail}");
                }
                check
            }
            other => panic!("expected a token that is not valid, got {other:?}"),
        }
    }
}

/// From a configuration file and a secret in a file, as an operator has them.
pub(crate) fn providers(issuer: &str, clock: Arc<ManualClock>) -> Providers {
    let (settings, _secret) = settings(issuer);
    let public_url = Some("https://wharf.example");
    Providers::new(&settings, public_url, clock, Arc::new(System)).unwrap()
}

/// The settings, and the folder with the secret, which is gone with it.
pub(crate) fn settings(issuer: &str) -> (Vec<Settings>, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    std::fs::write(&secret, format!("{CLIENT_SECRET}\n")).unwrap();
    let path = folder.path().join("wharfinger.toml");
    let mut file = std::fs::File::create(&path).unwrap();
    write!(
        file,
        "[[sign_in]]\nid = {ID:?}\nname = \"Example University\"\nissuer = {issuer:?}\n\
         client_id = {CLIENT_ID:?}\nclient_secret_file = '{}'\n",
        secret.display()
    )
    .unwrap();
    (read_file(&path).unwrap().sign_in, folder)
}
