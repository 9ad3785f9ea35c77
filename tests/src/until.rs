//! Waiting for what other processes do.

use std::thread;
use std::time::{Duration, Instant};

/// How often it is looked at again.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Waits until something is so, and says how long it took.
///
/// # Panics
/// Where it is not so within `patience`.
pub fn until(patience: Duration, what: &str, mut is_so: impl FnMut() -> bool) -> Duration {
    let began = Instant::now();
    while !is_so() {
        let waited = began.elapsed();
        assert!(waited < patience, "{what}: not within {waited:?}");
        thread::sleep(LOOK_EVERY);
    }
    began.elapsed()
}
