//! The store, as the worker that keeps policies writes in it.

use std::sync::Arc;
use std::time::Duration;

use wharfinger_core::grants::{Failed, Findings, Intent, Lease, Leased, LookAgain};
use wharfinger_ecr::{Book, Unrecorded};
use wharfinger_store::{Actor, By, RequestId, Store, Terms, Timestamp};

use crate::alarms::Alarms;

/// What the audit log says of changes that no request of a browser or a program asked for.
const REQUEST_ID: &str = "grants";

/// The store, as the worker that keeps policies writes in it.
///
/// It converts and decides nothing. Of damage that a lease passes over the operator is told here,
/// because the worker goes on without it.
pub struct StoreBook {
    store: Arc<dyn Store>,
    terms: Terms,
    alarms: Alarms,
}

impl StoreBook {
    /// Over a store, for grants that have this in common.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, terms: Terms) -> Self {
        Self {
            store,
            terms,
            alarms: Alarms::default(),
        }
    }
}

impl Book for StoreBook {
    type Key = RequestId;

    async fn lease(
        &self,
        length: Duration,
        now: Timestamp,
    ) -> Result<Option<Leased<RequestId>>, Unrecorded> {
        let terms = self.terms.clone();
        let answer = self.store.lease_repository(terms, length, now).await;
        let answer = answer.map_err(|failure| unrecorded(&failure))?;
        self.alarms
            .passed_over("repositories that are due", &answer.damaged);
        Ok(answer.leased)
    }

    async fn intend(
        &self,
        lease: &Lease,
        intent: &Intent,
        margin: Duration,
        length: Duration,
        now: Timestamp,
    ) -> Result<Option<Lease>, Unrecorded> {
        let answer = self
            .store
            .intend_write(*lease, intent.clone(), margin, length, now);
        answer.await.map_err(|failure| unrecorded(&failure))
    }

    async fn settle(
        &self,
        lease: &Lease,
        findings: &Findings<RequestId>,
        next: LookAgain,
        now: Timestamp,
    ) -> Result<bool, Unrecorded> {
        let answer = self
            .store
            .settle_repository(*lease, findings.clone(), next, by(now));
        answer.await.map_err(|failure| unrecorded(&failure))
    }

    async fn fail(
        &self,
        lease: &Lease,
        failed: &Failed<RequestId>,
        wait: Duration,
        now: Timestamp,
    ) -> Result<bool, Unrecorded> {
        let answer = self
            .store
            .fail_repository(*lease, failed.clone(), wait, by(now));
        answer.await.map_err(|failure| unrecorded(&failure))
    }
}

fn by(now: Timestamp) -> By {
    By {
        actor: Actor::System,
        request_id: REQUEST_ID.to_owned(),
        now,
    }
}

fn unrecorded(failure: &wharfinger_store::Failure) -> Unrecorded {
    Unrecorded(failure.to_string())
}
