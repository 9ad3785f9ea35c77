//! What this server asked registries, in numbers.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use wharfinger_core::evidence::{Drift, Verdict};

/// Counts since the server was started. One a server.
#[derive(Debug, Default)]
pub(crate) struct Metrics(Mutex<Counts>);

/// What is counted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts {
    /// Looks, by what came of them.
    pub(crate) looks: BTreeMap<&'static str, u64>,
    /// Images that were found to have changed, by how.
    pub(crate) drifts: BTreeMap<&'static str, u64>,
}

impl Metrics {
    pub(crate) fn counts(&self) -> Counts {
        self.locked().clone()
    }

    pub(super) fn looked(&self, verdict: Verdict) {
        *self.locked().looks.entry(verdict.as_str()).or_default() += 1;
    }

    pub(super) fn drifted(&self, drift: Drift) {
        *self.locked().drifts.entry(drift.as_str()).or_default() += 1;
    }

    /// Never held while anything is waited for.
    fn locked(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
