//! The server's clock, as the AWS SDK and the worker ask for the time.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_smithy_async::time::{SharedTimeSource, TimeSource};
use wharfinger_store::Timestamp;

use crate::seams::{Clock, Entropy};

/// The server's clock.
#[derive(Clone)]
pub(super) struct Time(Arc<dyn Clock>);

impl Time {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self(clock)
    }

    /// For the SDK: what signatures carry.
    pub(super) fn of(clock: Arc<dyn Clock>) -> SharedTimeSource {
        SharedTimeSource::new(Self(clock))
    }
}

impl TimeSource for Time {
    fn now(&self) -> SystemTime {
        SystemTime::from(self.0.now())
    }
}

impl wharfinger_ecr::Clock for Time {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the server's clock")
    }
}

/// The server's randomness.
pub(super) struct Chance(pub(super) Arc<dyn Entropy>);

impl wharfinger_ecr::Random for Chance {
    fn next(&self) -> u64 {
        let mut random = [0; 8];
        self.0.fill(&mut random);
        u64::from_ne_bytes(random)
    }
}
