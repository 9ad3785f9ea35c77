//! What differs between a run and a simulation: time and chance.

use std::time::Duration;

use wharfinger_core::timestamp::Timestamp;

/// The time.
#[expect(
    async_fn_in_trait,
    reason = "a worker stays on its thread; nothing is sent"
)]
pub trait Clock {
    /// The time now.
    fn now(&self) -> Timestamp;

    /// Waits.
    async fn sleep(&self, duration: Duration);
}

/// Chance.
pub trait Random {
    /// 64 random bits.
    fn next(&self) -> u64;
}
