//! Virtual time, and chance that follows from a seed.

use std::cell::RefCell;
use std::time::Duration;

use tokio::task::LocalSet;
use tokio::time::Instant;
use wharfinger_ecr::{Clock, Random as _};
use wharfinger_store::Timestamp;
use wharfinger_tests::random::Random;

/// 2026-12-01T00:00:00Z.
const BEGIN: Timestamp = Timestamp::from_micros(1_796_083_200_000_000);

/// Time that passes when nobody has anything to do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct VirtualTime(Instant);

impl VirtualTime {
    pub(super) fn starting() -> Self {
        Self(Instant::now())
    }
}

impl Clock for VirtualTime {
    fn now(&self) -> Timestamp {
        BEGIN.later(self.0.elapsed())
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

/// Runs something in virtual time, with whatever it spawns.
pub(crate) fn in_virtual_time<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime without input and output needs nothing");
    LocalSet::new().block_on(&runtime, work)
}

/// Chance, the same in every run.
pub(crate) struct Chance(RefCell<Random>);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(RefCell::new(Random::new(seed)))
    }

    /// A number below `bound`.
    pub(super) fn below(&self, bound: u64) -> u64 {
        self.next() % bound
    }
}

impl wharfinger_ecr::Random for Chance {
    fn next(&self) -> u64 {
        self.0.borrow_mut().next_number()
    }
}
