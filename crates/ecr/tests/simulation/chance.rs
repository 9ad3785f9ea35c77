//! Chance that follows from a seed, and virtual time.

use std::cell::RefCell;
use std::time::Duration;

use tokio::time::Instant;
use wharfinger_core::timestamp::Timestamp;
use wharfinger_ecr::{Clock, Random as _};
use wharfinger_tests::random::Random;

/// Numbers that everybody may draw from.
#[derive(Debug)]
pub(crate) struct Chance(RefCell<Random>);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(RefCell::new(Random::new(seed)))
    }

    /// A number below `bound`.
    pub(crate) fn below(&self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// Whether something happens that happens in that many of 1,000 cases.
    pub(crate) fn happens(&self, per_mille: u64) -> bool {
        self.below(1_000) < per_mille
    }

    /// A while between two others, in milliseconds.
    pub(crate) fn between(&self, from: u64, to: u64) -> Duration {
        Duration::from_millis(from + self.below(to - from + 1))
    }

    pub(crate) fn fork(&self) -> Self {
        Self::new(self.next())
    }
}

impl wharfinger_ecr::Random for Chance {
    fn next(&self) -> u64 {
        self.0.borrow_mut().next_number()
    }
}

/// Time that passes when nobody has anything to do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct VirtualTime {
    began: Instant,
}

/// 2026-12-01T00:00:00Z.
pub(crate) const BEGIN: Timestamp = Timestamp::from_micros(1_796_083_200_000_000);

impl VirtualTime {
    pub(crate) fn new() -> Self {
        Self {
            began: Instant::now(),
        }
    }
}

impl Clock for VirtualTime {
    fn now(&self) -> Timestamp {
        let passed = i64::try_from(self.began.elapsed().as_micros()).unwrap();
        Timestamp::from_micros(BEGIN.as_micros() + passed)
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}
