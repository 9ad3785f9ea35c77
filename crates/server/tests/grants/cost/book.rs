//! The store, whose work takes no virtual time, and when each grant was first seen to be there.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use pollster::block_on;
use wharfinger_core::grants::{Failed, Findings, Intent, Lease, Leased, LookAgain};
use wharfinger_ecr::{Book, Unrecorded};
use wharfinger_server::grants::StoreBook;
use wharfinger_store::{RequestId, Timestamp};

/// A store that works on a thread of its own must hold this one up: virtual time passes while nobody
/// has anything to do, and would run away meanwhile.
pub(super) struct Watched {
    pub(super) book: StoreBook,
    pub(super) active: RefCell<BTreeMap<RequestId, Timestamp>>,
}

impl Book for Watched {
    type Key = RequestId;

    async fn lease(
        &self,
        length: Duration,
        now: Timestamp,
    ) -> Result<Option<Leased<RequestId>>, Unrecorded> {
        block_on(self.book.lease(length, now))
    }

    async fn intend(
        &self,
        lease: &Lease,
        intent: &Intent,
        margin: Duration,
        length: Duration,
        now: Timestamp,
    ) -> Result<Option<Lease>, Unrecorded> {
        block_on(self.book.intend(lease, intent, margin, length, now))
    }

    async fn settle(
        &self,
        lease: &Lease,
        findings: &Findings<RequestId>,
        next: LookAgain,
        now: Timestamp,
    ) -> Result<bool, Unrecorded> {
        let is_newest = block_on(self.book.settle(lease, findings, next, now))?;
        if is_newest {
            let mut active = self.active.borrow_mut();
            for request in &findings.present {
                active.entry(*request).or_insert(now);
            }
        }
        Ok(is_newest)
    }

    async fn fail(
        &self,
        lease: &Lease,
        failed: &Failed<RequestId>,
        wait: Duration,
        now: Timestamp,
    ) -> Result<bool, Unrecorded> {
        block_on(self.book.fail(lease, failed, wait, now))
    }
}
