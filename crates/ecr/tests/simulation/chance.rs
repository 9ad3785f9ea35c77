//! Chance that follows from a seed, and virtual time.

use std::cell::Cell;
use std::time::Duration;

use tokio::time::Instant;
use wharfinger_core::timestamp::Timestamp;
use wharfinger_ecr::{Clock, Random};

/// `SplitMix64` (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
#[derive(Debug)]
pub(crate) struct Chance(Cell<u64>);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Cell::new(seed))
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

impl Random for Chance {
    fn next(&self) -> u64 {
        let state = self.0.get().wrapping_add(0x9E37_79B9_7F4A_7C15);
        self.0.set(state);
        let mixed = (state ^ state >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
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
