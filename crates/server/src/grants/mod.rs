//! Access to Amazon ECR, given and taken back by the server itself.
//!
//! What should be so is decided in the store; `wharfinger_ecr` reads and writes policies; here the two
//! meet. [`Grants`] is what handlers have of it.

mod book;
mod console;
pub mod doctor;
mod measured;
pub(crate) mod metrics;
mod places;
mod settings;
mod time;
mod wake;
pub(crate) mod worker;

use std::sync::Arc;

use tokio::sync::watch;
use wharfinger_core::policy::Installation;
use wharfinger_ecr::proof::Verifier;
use wharfinger_ecr::{Amazon, Endpoints, Pace, Settings as AmazonSettings, Worker};
use wharfinger_store::{Store, Terms};

use crate::seams::{Clock, Entropy};
pub use book::StoreBook;
pub use console::{Console, Health, Looked};
use measured::{MeasuredBook, MeasuredCloud};
use metrics::Metrics;
pub(crate) use places::places;
pub use settings::{InvalidRegion, Keys, PASSES_DEFAULT, Settings};
use time::{Chance, Time};
use wake::{Wake, Woken};
pub use wharfinger_ecr::connection::published_template;
use worker::Running;

/// Carries out access on Amazon ECR, and answers what pages ask about AWS. One a server.
pub struct Grants {
    settings: Settings,
    terms: Terms,
    amazon: Arc<Amazon>,
    verifier: Verifier,
    wake: Wake,
    metrics: Arc<Metrics>,
}

impl Grants {
    /// Prepares to call AWS, as the installation whose statements are ours. Nothing is called yet.
    pub async fn new(
        settings: Settings,
        installation: Installation,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let credentials = settings.credentials().await;
        let endpoint = settings.endpoint.clone();
        let amazon = Amazon::new(AmazonSettings {
            endpoints: Endpoints {
                sts: endpoint.clone(),
                ecr: endpoint.clone(),
                cloudtrail: endpoint.clone(),
            },
            time: Time::of(clock),
            ..AmazonSettings::new(installation.clone(), credentials, settings.region())
        });
        let terms = Terms {
            installation,
            actions: settings.pull_actions,
        };
        Self {
            settings,
            terms,
            amazon: Arc::new(amazon),
            verifier: Verifier::new(endpoint),
            wake: Wake::new(),
            metrics: Arc::default(),
        }
    }

    /// What the operator decided.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Whose statements are ours, and what a grant allows.
    #[must_use]
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Who calls AWS.
    pub(crate) fn amazon(&self) -> &Amazon {
        &self.amazon
    }

    /// Asks STS who signed.
    #[must_use]
    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// What the worker of this server did.
    pub(crate) fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Starts the thread that keeps policies, until `stop` holds `true`.
    pub(crate) fn start(
        &self,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        stop: watch::Receiver<bool>,
    ) -> std::io::Result<Running> {
        let (terms, amazon) = (self.terms.clone(), self.amazon.clone());
        let metrics = self.metrics.clone();
        let is_report_only = self.settings.is_report_only;
        let worker = move || Worker {
            book: MeasuredBook {
                book: StoreBook::new(store.clone(), terms),
                store,
                metrics: metrics.clone(),
            },
            cloud: MeasuredCloud { amazon, metrics },
            clock: Time::new(clock),
            random: Chance(entropy),
            pace: Pace::default(),
            is_report_only,
        };
        let hands = 0..self.settings.passes.get();
        let woken = hands.map(|_| self.wake.listen()).collect();
        worker::start(worker, woken, stop)
    }

    /// Looks at once whether there is something to do. To be called after each write that may have
    /// changed who should have access.
    pub fn wake(&self) {
        self.wake.all();
    }
}

/// An id for an installation that has none yet: 40 random bits, so that of those that share a
/// repository no two are the same.
pub(crate) fn fresh_installation(entropy: &dyn Entropy) -> Installation {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut random = [0; 8];
    entropy.fill(&mut random);
    let id: String = random
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
        .collect();
    Installation::new(&id).expect("eight small letters and digits are an id")
}
