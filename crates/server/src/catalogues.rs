//! The registries that are known now: those of the configuration, and behind them those that administrators have
//! added.
//!
//! What was added is in the database, so that several servers know it. The one on which it was added knows it at
//! once, the others within [`RELOAD_EVERY`]; until then a tool on it counts as one on an unknown registry, which
//! may be registered as well.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use actix_web::rt::time::sleep;
use tokio::sync::Mutex;
use wharfinger_core::registry::{Catalogue, OperatorError, OperatorRegistry};
use wharfinger_store::{AddedRegistry, Failure, Store};

/// How often it is looked whether another server has added a registry: a query of some 64 short rows, and
/// sooner than whoever was told of it opens the form.
pub(crate) const RELOAD_EVERY: Duration = Duration::from_secs(10);

/// The registries that are known now. A clone shares them.
#[derive(Clone, Debug)]
pub struct Catalogues(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    configured: Catalogue,
    current: RwLock<Arc<Current>>,
    /// Held while they are read, so that what was read before never replaces what was read after.
    reading: Mutex<()>,
}

/// What is known at a moment.
#[derive(Debug)]
pub(crate) struct Current {
    pub(crate) catalogue: Arc<Catalogue>,
    /// What was added, as it is stored, the oldest first.
    pub(crate) added: Vec<AddedRegistry>,
    /// The ids of those of it that are left out, and why.
    pub(crate) left_out: BTreeMap<String, String>,
}

impl Current {
    /// What was added, behind what is configured. What does not fit any more, because a newer version or the
    /// configuration knows the registry by now, is left out.
    fn new(configured: &Catalogue, added: Vec<AddedRegistry>) -> Self {
        let mut catalogue = configured.clone();
        let mut left_out = BTreeMap::new();
        for one in &added {
            let defined = serde_json::from_str(&one.definition).map_err(|error| error.to_string());
            let more = defined
                .and_then(|registry| with(&catalogue, registry).map_err(|error| error.to_string()));
            match more {
                Ok(more) => catalogue = more,
                Err(reason) => {
                    left_out.insert(one.id.clone(), reason);
                }
            }
        }
        Self {
            catalogue: Arc::new(catalogue),
            added,
            left_out,
        }
    }

    /// What was added under this id, also where it is left out.
    pub(crate) fn added_as(&self, id: &str) -> Option<&AddedRegistry> {
        self.added.iter().find(|added| added.id == id)
    }

    /// Whether the catalogue's registry with this id is one that was added.
    pub(crate) fn is_added(&self, id: &str) -> bool {
        self.added_as(id).is_some() && !self.left_out.contains_key(id)
    }
}

impl From<Catalogue> for Catalogues {
    /// The configured ones alone, until [`Self::reload`] has read the others.
    fn from(configured: Catalogue) -> Self {
        let current = Arc::new(Current::new(&configured, Vec::new()));
        Self(Arc::new(Shared {
            configured,
            current: RwLock::new(current),
            reading: Mutex::new(()),
        }))
    }
}

impl Catalogues {
    /// The catalogue of this moment.
    #[must_use]
    pub fn now(&self) -> Arc<Catalogue> {
        self.current().catalogue.clone()
    }

    /// The same, and how it came about.
    pub(crate) fn current(&self) -> Arc<Current> {
        let current = self.0.current.read();
        current.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads what administrators have added. What is left out is told in the log, once.
    pub(crate) async fn reload(&self, store: &dyn Store) -> Result<(), Failure> {
        let _alone = self.0.reading.lock().await;
        let added = store.added_registries().await?;
        if added == self.current().added {
            return Ok(());
        }
        let read = Current::new(&self.0.configured, added);
        for (id, reason) in &read.left_out {
            tracing::warn!(id, reason, "A registry that was added is left out");
        }
        let current = self.0.current.write();
        *current.unwrap_or_else(PoisonError::into_inner) = Arc::new(read);
        Ok(())
    }

    /// The catalogue that there would be with another registry, where it fits behind those that are known.
    pub(crate) fn with(&self, registry: OperatorRegistry) -> Result<Catalogue, OperatorError> {
        with(&self.now(), registry)
    }

    /// Reads them after a change. Where that fails, what was changed stays changed, and is known a little later.
    pub(crate) async fn reload_now_or_soon(&self, store: &dyn Store) {
        if let Err(failure) = self.reload(store).await {
            tracing::warn!(%failure, "Registries that were added were not read");
        }
    }

    /// Reads them now, and again after a while, until it is dropped.
    pub(crate) async fn reload_for_ever(&self, store: &dyn Store) {
        loop {
            self.reload_now_or_soon(store).await;
            sleep(RELOAD_EVERY).await;
        }
    }
}

/// These registries, and another one behind them.
fn with(catalogue: &Catalogue, registry: OperatorRegistry) -> Result<Catalogue, OperatorError> {
    let mut registries = catalogue.operators().to_vec();
    registries.push(registry);
    Catalogue::with_operators(registries)
}
