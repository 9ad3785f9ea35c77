//! What the worker of this server did, in numbers.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Upper bounds of the classes of a delay, in seconds: a call, a pass, a throttled account, a cool-down,
/// a lease, the longest wait after a failure, and what an operator is woken for.
const BOUNDS_SECONDS: [f64; 10] = [0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3_600.0];

/// Counts since the server was started. One a server.
#[derive(Debug, Default)]
pub(crate) struct Metrics(Mutex<Counts>);

/// What is counted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts {
    /// Passes, by how they ended.
    pub(crate) passes: BTreeMap<&'static str, u64>,
    /// Passes that said nothing, by why.
    pub(crate) failures: BTreeMap<&'static str, u64>,
    /// Calls to AWS, by what they did.
    pub(crate) calls: BTreeMap<&'static str, u64>,
    /// Grants that were left out because AWS does not know their principal.
    pub(crate) quarantines: u64,
    /// From the approval until access was seen to be there.
    pub(crate) activation: Delays,
    /// From the end of access until it was seen to be gone.
    pub(crate) removal: Delays,
}

/// A histogram of delays.
#[derive(Clone, Debug, Default)]
pub(crate) struct Delays {
    classes: [u64; BOUNDS_SECONDS.len()],
    count: u64,
    seconds: f64,
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

impl Delays {
    fn add(&mut self, delay: Duration) {
        let seconds = delay.as_secs_f64();
        let fits = BOUNDS_SECONDS.iter().position(|bound| seconds <= *bound);
        if let Some(class) = fits.and_then(|fits| self.classes.get_mut(fits)) {
            *class += 1;
        }
        self.count += 1;
        self.seconds += seconds;
    }

    /// Adds what there is.
    pub(super) fn extend(&mut self, delay: Option<Duration>) {
        if let Some(delay) = delay {
            self.add(delay);
        }
    }

    /// Each bound with how many delays were no longer.
    pub(crate) fn up_to(&self) -> impl Iterator<Item = (f64, u64)> {
        let classes = BOUNDS_SECONDS.iter().zip(&self.classes);
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
    pub(crate) fn seconds(&self) -> f64 {
        self.seconds
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delay_is_in_every_class_that_it_fits() {
        let mut delays = Delays::default();
        for millis in [500, 501, 4_000_000] {
            delays.add(Duration::from_millis(millis));
        }
        let up_to: Vec<_> = delays.up_to().map(|(_, count)| count).collect();
        assert_eq!(up_to, [1, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
        assert_eq!(delays.count(), 3);
    }
}
