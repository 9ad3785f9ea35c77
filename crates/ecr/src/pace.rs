//! How often an account is called: its owner's own pipelines share the same buckets.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use wharfinger_core::grants::Repository;
use wharfinger_core::timestamp::Timestamp;

use crate::seams::Clock;

/// Time between two reads in an account and region over time: five a second. Amazon ECR publishes no
/// quota for reading policies; its example of throttling is a bucket of 200 calls, refilled at 20 a
/// second (docs.aws.amazon.com/AmazonECR/latest/userguide/common-errors.html).
pub const READ_EVERY: Duration = Duration::from_millis(200);

/// Reads that may come at once after a quiet time: a fifth of that bucket.
pub const READ_BURST: u32 = 40;

/// Time between two writes in an account and region over time: one a second, as the slowest published
/// quotas of writes allow ten.
pub const WRITE_EVERY: Duration = Duration::from_secs(1);

/// Writes that may come at once after a quiet time: what those quotas allow in a second.
pub const WRITE_BURST: u32 = 10;

/// Calls of one process, spread over time. Several servers each keep their own.
///
/// A bucket for each account, region and kind of call: a burst passes, and the rate holds.
#[derive(Debug, Default)]
pub struct Pace {
    /// When each bucket is full again.
    full_at: RefCell<BTreeMap<(String, String, bool), Timestamp>>,
}

impl Pace {
    /// Waits until the account may be read.
    pub(crate) async fn read(&self, repository: &Repository, clock: &impl Clock) {
        self.wait(repository, false, clock).await;
    }

    /// Waits until the account may be written to.
    pub(crate) async fn write(&self, repository: &Repository, clock: &impl Clock) {
        self.wait(repository, true, clock).await;
    }

    async fn wait(&self, repository: &Repository, is_write: bool, clock: &impl Clock) {
        let (every, burst) = if is_write {
            (WRITE_EVERY, WRITE_BURST)
        } else {
            (READ_EVERY, READ_BURST)
        };
        let now = clock.now();
        let full_at = {
            let key = (
                repository.account.clone(),
                repository.region.clone(),
                is_write,
            );
            let mut buckets = self.full_at.borrow_mut();
            // A full bucket needs no memory.
            buckets.retain(|_, at| *at > now);
            let full_at = buckets.get(&key).copied().unwrap_or(now).later(every);
            buckets.insert(key, full_at);
            full_at
        };
        let full_in = Duration::from_micros(full_at.as_micros().abs_diff(now.as_micros()));
        let wait = full_in.saturating_sub(every * burst);
        if !wait.is_zero() {
            clock.sleep(wait).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// Time that passes only while somebody sleeps.
    struct Still(Cell<Timestamp>);

    impl Clock for Still {
        fn now(&self) -> Timestamp {
            self.0.get()
        }

        async fn sleep(&self, duration: Duration) {
            self.0.set(self.now().later(duration));
        }
    }

    fn repository(account: &str) -> Repository {
        Repository {
            partition: "aws".to_owned(),
            account: account.to_owned(),
            region: "us-west-2".to_owned(),
            name: "tool".to_owned(),
        }
    }

    #[tokio::test]
    async fn a_burst_passes_and_the_rate_holds() {
        let (pace, clock) = (Pace::default(), Still(Cell::new(Timestamp::MIN)));
        let [ours, other] = ["111122223333", "444455556666"].map(repository);
        let passed = || clock.now().as_micros().abs_diff(Timestamp::MIN.as_micros());
        for _ in 0..WRITE_BURST {
            pace.write(&ours, &clock).await;
        }
        assert_eq!(passed(), 0);
        for seconds in 1..=3 {
            pace.write(&ours, &clock).await;
            assert_eq!(passed(), seconds * 1_000_000);
        }
        // Neither another account nor reading waits for that.
        pace.write(&other, &clock).await;
        pace.read(&ours, &clock).await;
        assert_eq!(passed(), 3_000_000);
        // What was waited for is there once, not for every call that would have fitted.
        clock.sleep(WRITE_EVERY * 2).await;
        for seconds in [5, 5, 6] {
            pace.write(&ours, &clock).await;
            assert_eq!(passed(), seconds * 1_000_000);
        }
    }
}
