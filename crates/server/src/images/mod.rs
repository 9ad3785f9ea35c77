//! What registries say about the images of tools, and what the operator makes of it.
//!
//! An image is looked at when its tool is registered or changed, when a maintainer wants it ([`now`]),
//! and again and again ([`worker`]). What was found out is kept with the tool ([`keep`]).

mod ecr;
mod judged;
mod keep;
mod limits;
mod logins;
mod look;
pub(crate) mod metrics;
mod nearest;
pub(crate) mod now;
mod schedule;
pub(crate) mod worker;

use std::sync::Arc;
use std::time::Duration;

use wharfinger_core::evidence::ImagePolicy;
use wharfinger_registry::distribution::Login;
use wharfinger_registry::guard::{Guard, Listed};
use wharfinger_registry::http::{Http, SystemNames, TlsUnavailable, system_tls};
use wharfinger_registry::{Greeting, Registries};

pub(crate) use keep::keep_of_written;
pub use limits::{LOOKS_AT_ONCE, RECHECK_HOURS_DEFAULT, RECHECK_HOURS_MAX};
pub use logins::{LoginsError, read_logins};
pub(crate) use look::look;
use metrics::Metrics;
pub use worker::look_at_what_is_due;

/// What the operator decides about images.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What follows from evidence.
    pub policy: ImagePolicy,
    /// Registries on the operator's own network that may be asked.
    pub internal: Vec<Listed>,
    /// The operator's own logins, at most one a registry.
    pub logins: Vec<Login>,
    /// How long after a look an image is looked at again.
    pub recheck: Duration,
}

impl Default for Settings {
    /// Nobody is asked anything.
    fn default() -> Self {
        Self {
            policy: ImagePolicy::Off,
            internal: Vec::new(),
            logins: Vec::new(),
            recheck: Duration::from_hours(RECHECK_HOURS_DEFAULT.into()),
        }
    }
}

/// Asks registries, where the operator wants that.
#[derive(Debug)]
pub struct Images {
    policy: ImagePolicy,
    recheck: Duration,
    registries: Registries,
    metrics: Metrics,
}

impl Images {
    /// What `settings` ask for; `None` where no registry is to be asked.
    ///
    /// # Errors
    ///
    /// Where the machine has no certificates to know registries by.
    pub fn new(settings: &Settings) -> Result<Option<Self>, TlsUnavailable> {
        if settings.policy == ImagePolicy::Off {
            return Ok(None);
        }
        let guard = Guard::new(settings.internal.clone());
        let http = Http::new(guard, Arc::new(SystemNames::default()), system_tls()?);
        Ok(Some(Self {
            policy: settings.policy,
            recheck: settings.recheck,
            registries: Registries::new(http, settings.logins.clone()),
            metrics: Metrics::default(),
        }))
    }

    /// What a host says that may be a registry.
    pub(crate) async fn greet(&self, host: &str) -> Greeting {
        let greeting = self.registries.greet(host).await;
        tracing::debug!(
            host,
            kind = greeting.kind.as_str(),
            detail = greeting.detail,
            "It was asked whether a host is a registry"
        );
        greeting
    }

    /// What this server asked, in numbers.
    pub(crate) fn metrics(&self) -> &Metrics {
        &self.metrics
    }
}
