//! The registries that are known now: those of the configuration, and behind them those that administrators have
//! added.
//!
//! What was added is in the database, so that several servers know it. The one on which it was added knows it at
//! once, the others within [`RELOAD_EVERY`]; until then a tool on it counts as one on an unknown registry, which
//! may be registered as well.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use actix_web::rt::time::sleep;
use tokio::sync::Mutex;
use wharfinger_core::registry::{Catalogue, OperatorError, OperatorRegistry};
use wharfinger_store::{AddedRegistry, Failure, Store};

/// How often it is looked whether another server has added a registry: a query of at most 64 short rows, and
/// sooner than whoever was told of it opens the form.
pub(crate) const RELOAD_EVERY: Duration = Duration::from_secs(10);

/// The registries that are known now. A clone shares them.
#[derive(Clone, Debug)]
pub struct Catalogues(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    configured: Catalogue,
    current: RwLock<Current>,
    /// Held while they are read, so that what was read before never replaces what was read after.
    reading: Mutex<()>,
}

#[derive(Clone, Debug)]
struct Current {
    catalogue: Arc<Catalogue>,
    /// What was added, as it is stored.
    added: Vec<AddedRegistry>,
}

impl From<Catalogue> for Catalogues {
    /// The configured ones alone, until [`Self::reload`] has read the others.
    fn from(configured: Catalogue) -> Self {
        let current = Current {
            catalogue: Arc::new(configured.clone()),
            added: Vec::new(),
        };
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
        self.current().catalogue
    }

    /// What was added and is known, the oldest first.
    pub(crate) fn added(&self) -> Vec<AddedRegistry> {
        self.current().added
    }

    fn current(&self) -> Current {
        let current = self.0.current.read();
        current.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads what administrators have added. What does not fit any more, because a newer version or the
    /// configuration knows the registry by now, is left out and told in the log.
    pub(crate) async fn reload(&self, store: &dyn Store) -> Result<(), Failure> {
        let _alone = self.0.reading.lock().await;
        let added = store.added_registries().await?;
        if added == self.added() {
            return Ok(());
        }
        let mut registries = self.0.configured.operators().to_vec();
        for one in &added {
            match with(&registries, &one.definition) {
                Ok(more) => registries = more,
                Err(error) => {
                    tracing::warn!(id = one.id, %error, "A registry that was added is left out");
                }
            }
        }
        let catalogue = Catalogue::with_operators(registries);
        let catalogue = catalogue.expect("each was checked together with those before it");
        let current = self.0.current.write();
        *current.unwrap_or_else(PoisonError::into_inner) = Current {
            catalogue: Arc::new(catalogue),
            added,
        };
        Ok(())
    }

    /// Whether a registry fits behind those that are known.
    pub(crate) fn check(&self, registry: &OperatorRegistry) -> Result<(), OperatorError> {
        let mut registries = self.now().operators().to_vec();
        registries.push(registry.clone());
        Catalogue::with_operators(registries).map(|_| ())
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

/// These registries, and the one that is defined so behind them.
fn with(
    registries: &[OperatorRegistry],
    definition: &str,
) -> Result<Vec<OperatorRegistry>, String> {
    let registry = serde_json::from_str(definition).map_err(|error| error.to_string())?;
    let mut registries = registries.to_vec();
    registries.push(registry);
    match Catalogue::with_operators(registries.clone()) {
        Ok(_) => Ok(registries),
        Err(error) => Err(error.to_string()),
    }
}
