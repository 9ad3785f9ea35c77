//! How often an account is called: its owner's own pipelines share the same buckets.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use wharfinger_core::grants::Repository;
use wharfinger_core::timestamp::Timestamp;

use crate::seams::Clock;

/// Time between two reads in an account and region: five a second. Amazon ECR publishes no quota for
/// reading policies; its throttling example is a bucket refilled at 20 a second.
pub const READ_EVERY: Duration = Duration::from_millis(200);

/// Time between two writes in an account and region: one a second, as the slowest published quotas
/// of writes allow ten.
pub const WRITE_EVERY: Duration = Duration::from_secs(1);

/// Calls of one process, spread over time. Several servers each keep their own.
#[derive(Debug, Default)]
pub struct Pace {
    next: RefCell<BTreeMap<(String, String, bool), Timestamp>>,
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
        let every = if is_write { WRITE_EVERY } else { READ_EVERY };
        let now = clock.now();
        let turn = {
            let key = (
                repository.account.clone(),
                repository.region.clone(),
                is_write,
            );
            let mut next = self.next.borrow_mut();
            // What is past needs no memory.
            next.retain(|_, at| *at > now);
            let turn = next.get(&key).copied().unwrap_or(now).max(now);
            next.insert(key, turn.later(every));
            turn
        };
        let wait = turn.as_micros() - now.as_micros();
        if wait > 0 {
            clock
                .sleep(Duration::from_micros(wait.unsigned_abs()))
                .await;
        }
    }
}
