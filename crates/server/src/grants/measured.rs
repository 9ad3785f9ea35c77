//! A book and a cloud that count what goes through them.

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use wharfinger_core::access::{Grant, Phase};
use wharfinger_core::grants::{
    Failed, Failure, Findings, Intent, Lease, Leased, LookAgain, ROUNDS_MAX, Target, TrailEvent,
};
use wharfinger_ecr::{Amazon, Book, Cloud, Unrecorded};
use wharfinger_store::{RequestId, Store, Timestamp, Uuid};

use super::StoreBook;
use super::metrics::Metrics;

/// The store, counting what is written down in it.
pub(super) struct MeasuredBook {
    pub(super) book: StoreBook,
    pub(super) store: Arc<dyn Store>,
    pub(super) metrics: Arc<Metrics>,
}

/// AWS, counting the calls.
pub(super) struct MeasuredCloud {
    pub(super) amazon: Arc<Amazon>,
    pub(super) metrics: Arc<Metrics>,
}

impl Book for MeasuredBook {
    type Key = RequestId;

    async fn lease(
        &self,
        length: Duration,
        now: Timestamp,
    ) -> Result<Option<Leased<RequestId>>, Unrecorded> {
        self.book.lease(length, now).await
    }

    async fn intend(
        &self,
        lease: &Lease,
        intent: &Intent,
        margin: Duration,
        length: Duration,
        now: Timestamp,
    ) -> Result<Option<Lease>, Unrecorded> {
        let intended = self.book.intend(lease, intent, margin, length, now).await?;
        if intended.is_none() {
            self.pass("lease_lost");
        }
        Ok(intended)
    }

    async fn settle(
        &self,
        lease: &Lease,
        findings: &Findings<RequestId>,
        next: LookAgain,
        now: Timestamp,
    ) -> Result<bool, Unrecorded> {
        let is_newest = self.book.settle(lease, findings, next, now).await?;
        if is_newest {
            self.pass("settled");
            tell(lease, findings);
            self.measure(findings, now).await;
        } else {
            self.pass("lease_lost");
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
        let is_newest = self.book.fail(lease, failed, wait, now).await?;
        self.pass(if is_newest { "failed" } else { "lease_lost" });
        if is_newest {
            self.measure_times(&failed.absent, now).await;
        }
        let failure = &failed.failure;
        // Who gives up has begun again as often as that is done; what a pass that failed otherwise has
        // met on its way is not told.
        let rounds = match failure {
            Failure::Contended => ROUNDS_MAX,
            _ => 0,
        };
        self.metrics.count(|counts| {
            *counts.failures.entry(failure.kind()).or_default() += 1;
            counts.conflicts += u64::from(rounds);
        });
        let (repository, kind) = (id(lease), failure.kind());
        let (message, wait_ms) = (failure.message(), wait.as_millis());
        tracing::warn!(%repository, kind, message, wait_ms, "Nothing can be said about a policy");
        Ok(is_newest)
    }
}

impl MeasuredBook {
    fn pass(&self, outcome: &'static str) {
        self.metrics.count(|counts| {
            *counts.passes.entry(outcome).or_default() += 1;
        });
    }

    async fn measure(&self, findings: &Findings<RequestId>, now: Timestamp) {
        let refused = u64::try_from(findings.refused.len()).unwrap_or(u64::MAX);
        self.metrics.count(|counts| {
            counts.quarantines += refused;
            counts.conflicts += u64::from(findings.rounds);
            counts.writes.add(f64::from(findings.writes));
        });
        let keys = [&*findings.present, &findings.absent].concat();
        self.measure_times(&keys, now).await;
    }

    /// Measures how long it took what became so with this pass, whichever has written it: a pass whose
    /// answer was lost leaves that to the next. A store that does not answer costs a number and nothing
    /// else.
    async fn measure_times(&self, keys: &[RequestId], now: Timestamp) {
        let Ok(found) = self.store.access_requests(keys).await else {
            return;
        };
        let requests = found.found.iter();
        for grant in requests.filter_map(|stored| stored.request.grant()) {
            let (activation, removal) = (activated(grant, now), removed(grant, now));
            self.metrics.count(|counts| {
                counts.activation.extend(activation);
                counts.removal.extend(removal);
            });
        }
    }
}

/// Tells of what the policy has become, where it was written, and of what a person must look at.
fn tell(lease: &Lease, findings: &Findings<RequestId>) {
    let repository = id(lease);
    let (present, absent) = (findings.present.len(), findings.absent.len());
    if findings.writes > 0 {
        let writes = findings.writes;
        tracing::info!(%repository, writes, present, absent, "A policy was written and read back");
    }
    for mended in &findings.mended {
        let by_server = mended.number.is_none();
        match &mended.refusal {
            None => tracing::info!(%repository, by_server, "A statement of others was put right"),
            Some(refusal) => tracing::info!(
                %repository, by_server, refusal,
                "A statement of others could not be put right"
            ),
        }
    }
    if let Some(Err(failure)) = &findings.trail {
        let (kind, message) = (failure.kind(), failure.message());
        tracing::warn!(%repository, kind, message, "CloudTrail was not looked through");
    }
    let (refused, vanished) = (findings.refused.len(), findings.vanished.len());
    let left_out = findings.left_out.len();
    if refused + vanished + left_out > 0 {
        tracing::info!(
            %repository, refused, vanished, left_out,
            "Grants are not in a policy; a person must look"
        );
    }
}

fn id(lease: &Lease) -> Uuid {
    Uuid::from_bytes(lease.repository.0)
}

/// How long it took a grant to become active, where it became so at `now`.
fn activated(grant: &Grant, now: Timestamp) -> Option<Duration> {
    match grant.phase() {
        Phase::Active { since } if *since == now => Some(between(grant.approval().at, now)),
        _ => None,
    }
}

/// How long access lived on after its end, where it was seen to be gone at `now`.
fn removed(grant: &Grant, now: Timestamp) -> Option<Duration> {
    match grant.phase() {
        Phase::Revoked { revocation, at } if *at == now => Some(between(revocation.at, now)),
        Phase::Ended { at } if *at == now => Some(between(grant.expires_at(), now)),
        _ => None,
    }
}

fn between(from: Timestamp, to: Timestamp) -> Duration {
    let micros = to.as_micros().saturating_sub(from.as_micros());
    Duration::from_micros(micros.max(0).unsigned_abs())
}

impl Cloud for MeasuredCloud {
    async fn read(&self, target: &Target) -> Result<Option<String>, Failure> {
        self.count("read");
        self.amazon.read(target).await
    }

    async fn write(&self, target: &Target, text: Option<&str>) -> Result<(), Failure> {
        self.count("write");
        self.amazon.write(target, text).await
    }

    async fn trail(&self, target: &Target, since: Timestamp) -> Result<Vec<TrailEvent>, Failure> {
        self.count("trail");
        self.amazon.trail(target, since).await
    }
}

impl MeasuredCloud {
    fn count(&self, call: &'static str) {
        self.metrics.count(|counts| {
            *counts.calls.entry(call).or_default() += 1;
        });
    }
}
