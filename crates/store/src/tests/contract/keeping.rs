//! What cases about repositories begin with, and what a worker does to them.

use std::time::Duration;

use wharfinger_core::access::Status;
use wharfinger_core::grants::{
    Failure as PassFailure, Findings, Intent, Lease, Leased, LookAgain, RepositoryId,
};
use wharfinger_core::policy::{Installation, PullActions};

use super::ecr::{new_automation, tool_in};
use super::scenes::{approval, change, new_request, reason, requested};
use crate::tests::{ADA, BOB, at, by, id, repository_id, request_id, system, wait};
use crate::{Change, NewRequest, RepositoryGrant, RequestId, Store, StoredRepository, Terms};

/// How long a lease lasts in these cases.
pub(in crate::tests) const LEASE: Duration = Duration::from_mins(1);
/// What must be left of it for a write.
pub(in crate::tests) const MARGIN: Duration = Duration::from_secs(15);
/// When a repository is looked at again.
pub(in crate::tests) const NEXT: LookAgain = LookAgain {
    after: Duration::from_mins(15),
    looks: 3,
};

pub(in crate::tests) fn terms() -> Terms {
    Terms {
        installation: Installation::new("0a1b2c3d").unwrap(),
        actions: PullActions::Two,
    }
}

/// Whom the grant with that number is for.
pub(in crate::tests) fn principal(number: u32) -> String {
    format!("arn:aws:iam::{number:012}:root")
}

/// Bob requests access to Ada's first tool, and Ada approves at 3 seconds, for thirty days.
pub(in crate::tests) fn granted(store: &dyn Store, number: u32) {
    requested(store, number, &principal(number));
    approve(store, number, 3);
}

/// Ada approves a request then.
pub(in crate::tests) fn approve(store: &dyn Store, number: u32, seconds: i64) {
    change(store, number, approval(30), ADA, seconds);
}

/// Another tool of Ada's in a repository of its own, with a grant to Bob that is approved then.
pub(in crate::tests) fn another(store: &dyn Store, number: u32, seconds: i64) {
    let name = format!("tool{number}");
    tool_in(store, number, &name, ADA);
    wait(store.automate(new_automation(number, 1, &name), by(ADA, 2))).unwrap();
    let request = NewRequest {
        tool: id(number),
        ..new_request(number, &principal(number))
    };
    wait(store.request_access(request, by(BOB, 2))).unwrap();
    approve(store, number, seconds);
}

/// Ada takes access away then.
pub(in crate::tests) fn revoke(store: &dyn Store, number: u32, seconds: i64) {
    let what = Change::Revoke {
        reason: reason("no more"),
    };
    change(store, number, what, ADA, seconds);
}

/// Leases what is due then, if anything is.
pub(in crate::tests) fn try_lease(store: &dyn Store, seconds: i64) -> Option<Leased<RequestId>> {
    let answer = wait(store.lease_repository(terms(), LEASE, at(seconds))).unwrap();
    assert_eq!(answer.damaged, []);
    answer.leased
}

pub(in crate::tests) fn lease(store: &dyn Store, seconds: i64) -> Leased<RequestId> {
    try_lease(store, seconds).expect("something is due")
}

/// A policy in which nothing of ours is found.
pub(in crate::tests) fn nothing_found() -> Findings<RequestId> {
    Findings {
        text: None,
        managed: String::new(),
        foreign: String::new(),
        foreign_changed: false,
        writes: 0,
        rounds: 0,
        is_news: false,
        present: Vec::new(),
        absent: Vec::new(),
        refused: Vec::new(),
        unresolved: Vec::new(),
        vanished: Vec::new(),
        shorter: Vec::new(),
        left_out: Vec::new(),
        no_room: None,
        unexpected: Vec::new(),
        stale: Vec::new(),
        mended: Vec::new(),
        trail: None,
    }
}

/// A policy that was written, in which these have access.
pub(in crate::tests) fn present(numbers: &[u32]) -> Findings<RequestId> {
    let managed = format!("{numbers:?}");
    Findings {
        text: Some(format!("policy {managed}")),
        managed,
        writes: 1,
        present: keys(numbers),
        ..nothing_found()
    }
}

pub(in crate::tests) fn keys(numbers: &[u32]) -> Vec<RequestId> {
    numbers.iter().map(|number| request_id(*number)).collect()
}

/// Writes down what was seen then. Whether the lease was the newest.
pub(in crate::tests) fn settle(
    store: &dyn Store,
    lease: Lease,
    findings: Findings<RequestId>,
    seconds: i64,
) -> bool {
    wait(store.settle_repository(lease, findings, NEXT, system(seconds))).unwrap()
}

/// Leases what is due and writes down what was seen, at the same time.
pub(in crate::tests) fn look(store: &dyn Store, findings: Findings<RequestId>, seconds: i64) {
    let lease = lease(store, seconds).lease;
    assert!(settle(store, lease, findings, seconds));
}

/// Writes down that nothing could be said then, for so many seconds.
pub(in crate::tests) fn fail(
    store: &dyn Store,
    lease: Lease,
    failure: PassFailure,
    wait_seconds: u64,
    seconds: i64,
) -> bool {
    let pause = Duration::from_secs(wait_seconds);
    wait(store.fail_repository(lease, failure.into(), pause, system(seconds))).unwrap()
}

/// A write to a text in which `managed` is ours.
pub(in crate::tests) fn intent(managed: &str) -> Intent {
    Intent {
        before: Some(format!("before {managed}")),
        text: Some(format!("with {managed}")),
        managed: managed.to_owned(),
        heals: None,
    }
}

pub(in crate::tests) fn try_intend(
    store: &dyn Store,
    lease: Lease,
    managed: &str,
    seconds: i64,
) -> Option<Lease> {
    let answer = store.intend_write(lease, intent(managed), MARGIN, LEASE, at(seconds));
    wait(answer).unwrap()
}

/// The repository of Ada's first tool.
pub(in crate::tests) fn first() -> RepositoryId {
    repository_id(1)
}

pub(in crate::tests) fn repository(store: &dyn Store) -> StoredRepository {
    wait(store.repository(first())).unwrap().unwrap()
}

pub(in crate::tests) fn grant(store: &dyn Store, number: u32) -> RepositoryGrant {
    wait(store.repository_grant(request_id(number)))
        .unwrap()
        .unwrap()
}

pub(in crate::tests) fn status(store: &dyn Store, number: u32) -> Status {
    let request = wait(store.access_request(request_id(number))).unwrap();
    request.unwrap().request.status()
}
