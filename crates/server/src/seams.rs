//! Where time and randomness come in. Nothing else in this crate may ask for either
//! (`clippy.toml` holds it), so that tests decide both.

use std::time::SystemTime;

use wharfinger_store::Timestamp;

/// A clock.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;
}

/// A source of bytes that nobody can guess.
pub trait Entropy: Send + Sync {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// The machine's own clock and randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct System;

impl Clock for System {
    fn now(&self) -> Timestamp {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the one place that asks for the time"
        )]
        let now = SystemTime::now();
        Timestamp::from(now)
    }
}

impl Entropy for System {
    fn fill(&self, bytes: &mut [u8]) {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the one place that asks for randomness"
        )]
        getrandom::fill(bytes).expect("the operating system gives random bytes once it has booted");
    }
}
