//! What the worker of this server did, in numbers.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Upper bounds of the classes of a delay, in seconds: a call, a pass, a throttled account, a cool-down,
/// a lease, the longest wait after a failure, and what an operator is woken for.
const DELAYS_SECONDS: &[f64] = &[0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3_600.0];

/// Upper bounds of the classes of a number of writes in a pass: a look, what is enough where all is well,
/// and a search for principals that do not exist.
const WRITES: &[f64] = &[0.0, 1.0, 2.0, 5.0, 10.0, 20.0, 40.0];

/// Counts since the server was started. One a server.
#[derive(Debug, Default)]
pub(crate) struct Metrics(Mutex<Counts>);

/// What is counted.
#[derive(Clone, Debug)]
pub(crate) struct Counts {
    /// Passes, by how they ended.
    pub(crate) passes: BTreeMap<&'static str, u64>,
    /// Passes that said nothing, by why.
    pub(crate) failures: BTreeMap<&'static str, u64>,
    /// Calls to AWS, by what they did.
    pub(crate) calls: BTreeMap<&'static str, u64>,
    /// Times that others changed a policy between a look and a write of ours, so that the pass began again.
    pub(crate) conflicts: u64,
    /// How often a repository was written in a pass that settled it.
    pub(crate) writes: Histogram,
    /// Grants that were left out because AWS does not know their principal.
    pub(crate) quarantines: u64,
    /// From the approval until access was seen to be there.
    pub(crate) activation: Histogram,
    /// From the end of access until it was seen to be gone.
    pub(crate) removal: Histogram,
}

/// How often a quantity was how large.
#[derive(Clone, Debug)]
pub(crate) struct Histogram {
    bounds: &'static [f64],
    classes: Vec<u64>,
    count: u64,
    sum: f64,
}

impl Default for Counts {
    fn default() -> Self {
        Self {
            passes: BTreeMap::new(),
            failures: BTreeMap::new(),
            calls: BTreeMap::new(),
            conflicts: 0,
            writes: Histogram::new(WRITES),
            quarantines: 0,
            activation: Histogram::new(DELAYS_SECONDS),
            removal: Histogram::new(DELAYS_SECONDS),
        }
    }
}

impl Metrics {
    pub(crate) fn counts(&self) -> Counts {
        self.locked().clone()
    }

    pub(super) fn count(&self, change: impl FnOnce(&mut Counts)) {
        change(&mut self.locked());
    }

    /// Never held while anything is waited for.
    fn locked(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Histogram {
    fn new(bounds: &'static [f64]) -> Self {
        Self {
            bounds,
            classes: vec![0; bounds.len()],
            count: 0,
            sum: 0.0,
        }
    }

    pub(super) fn add(&mut self, value: f64) {
        let fits = self.bounds.iter().position(|bound| value <= *bound);
        if let Some(class) = fits.and_then(|fits| self.classes.get_mut(fits)) {
            *class += 1;
        }
        self.count += 1;
        self.sum += value;
    }

    /// Adds a delay, where there is one.
    pub(super) fn extend(&mut self, delay: Option<Duration>) {
        if let Some(delay) = delay {
            self.add(delay.as_secs_f64());
        }
    }

    /// Each bound with how many were no larger.
    pub(crate) fn up_to(&self) -> impl Iterator<Item = (f64, u64)> {
        let classes = self.bounds.iter().zip(&self.classes);
        classes.scan(0, |sum, (bound, class)| {
            *sum += class;
            Some((*bound, *sum))
        })
    }

    /// How many there were.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// All of them together.
    pub(crate) fn sum(&self) -> f64 {
        self.sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delay_is_in_every_class_that_it_fits() {
        let mut delays = Counts::default().removal;
        for millis in [500, 501, 4_000_000] {
            delays.extend(Some(Duration::from_millis(millis)));
        }
        delays.extend(None);
        let up_to: Vec<_> = delays.up_to().map(|(_, count)| count).collect();
        assert_eq!(up_to, [1, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
        assert_eq!(delays.count(), 3);
    }
}
