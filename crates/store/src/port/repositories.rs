//! Repositories: what should be in their policies, who works on it, and what was found.

use std::time::Duration;

use wharfinger_core::account::AccountId;
use wharfinger_core::grants::{
    Failed, Findings, Intent, Lease, LookAgain, Repository, RepositoryId, Task,
};
use wharfinger_core::policy::{Installation, Mend};

use super::{Answer, Failure};
use crate::{
    Backlog, By, Found, LeasedRepository, Page, RepositoryFilter, RepositoryGrant, RepositoryPage,
    RequestId, SnapshotPage, StoredMend, StoredRepository, Terms, Timestamp,
};

/// Repositories, as the worker and as people see them.
///
/// Whatever changes who should have access, a decision or time, makes the repository due in the same
/// transaction: the worker needs no message, and loses none.
pub trait Repositories {
    /// Whose statements are ours: `fresh` where nothing was remembered before, and the same ever after.
    fn installation(&self, fresh: Installation) -> Answer<'_, Result<Installation, Failure>>;

    /// Leases the most urgent repository that is due and not leased, for `length`: where access is to
    /// end first, then the one that waits longest. Where nothing is due, nothing is written.
    ///
    /// The task has every grant that is not over, and the principals of those that are and whose
    /// statements AWS could still obey. A repository without any is not due, nor is one whose connection
    /// was taken back. A damaged one is passed over: it must not keep the others from being worked on.
    fn lease_repository(
        &self,
        terms: Terms,
        length: Duration,
        now: Timestamp,
    ) -> Answer<'_, Result<LeasedRepository, Failure>>;

    /// Writes down what is about to be written to the policy instead of `before`, and prolongs the
    /// lease by `length` from now. `None` where the lease is not the newest or ends before `margin` has
    /// passed.
    fn intend_write(
        &self,
        lease: Lease,
        intent: Intent,
        margin: Duration,
        length: Duration,
        now: Timestamp,
    ) -> Answer<'_, Result<Option<Lease>, Failure>>;

    /// Writes down what was seen, and gives the lease back. Whether the lease was the newest; where it
    /// was not, nothing changes.
    ///
    /// Grants that are there become active, those that are gone revoked or ended, each with an entry in
    /// the audit log and a notice; those that a person must look at are held and told to the
    /// maintainers, once. Mends are over. Where something else is wanted meanwhile, the repository is due at once.
    fn settle_repository(
        &self,
        lease: Lease,
        findings: Findings<RequestId>,
        next: LookAgain,
        by: By,
    ) -> Answer<'_, Result<bool, Failure>>;

    /// Writes down that nothing could be said but who was not there, which ends or holds a grant as
    /// [`settle_repository`](Self::settle_repository) does, and gives the lease back; nobody looks again before
    /// `wait` is over, whatever is wanted meanwhile. Whether the lease was the newest.
    fn fail_repository(
        &self,
        lease: Lease,
        failed: Failed<RequestId>,
        wait: Duration,
        by: By,
    ) -> Answer<'_, Result<bool, Failure>>;

    /// A maintainer of a tool in the repository, the connection's owner or an administrator says that
    /// the policy is to be as the grants say, whoever changed it: holds are lifted, and it is due.
    fn reapply(&self, id: RepositoryId, by: By) -> Answer<'_, Result<(), ReapplyError>>;

    /// The connection's owner or an administrator says that somebody else's part of a policy is to be put
    /// right: it is due, and the next pass does it. Where the same mend waits already, nothing changes.
    /// What waits when the connection is taken back is over.
    fn mend(&self, id: RepositoryId, mend: Mend, by: By) -> Answer<'_, Result<(), MendError>>;

    /// The mends of a repository, newest first:
    /// [`MENDS_WAITING_MAX`](crate::MENDS_WAITING_MAX) that wait and
    /// [`MENDS_KEPT`](crate::MENDS_KEPT) others at most.
    fn mends(&self, id: RepositoryId) -> Answer<'_, Result<Vec<StoredMend>, Failure>>;

    /// Leases the repository at a place, due or not and with whosever connection it is kept, for whoever
    /// examines it and writes to its policy meanwhile. One that is not kept gets the id `fresh`: should it be
    /// kept before the lease is over, it is so under that id, and leased still.
    fn borrow_repository(
        &self,
        place: Repository,
        fresh: RepositoryId,
        length: Duration,
        now: Timestamp,
    ) -> Answer<'_, Result<Lease, BorrowError>>;

    /// Gives such a lease back. Nobody else has one before `wait` is over; where the repository is kept, it is
    /// looked at then. Whether the lease was the newest.
    fn return_repository(
        &self,
        lease: Lease,
        wait: Duration,
        now: Timestamp,
    ) -> Answer<'_, Result<bool, Failure>>;

    /// Makes a repository due now, as an operator or its connection's owner asks: it is looked at, and
    /// nothing else changes. Not before what others write can land no more, and not where there is nothing
    /// to look for. Whether there is such a repository.
    fn look_now(&self, id: RepositoryId, now: Timestamp) -> Answer<'_, Result<bool, Failure>>;

    /// Whether an account maintains a tool in a repository: one whose requests are carried out there, or
    /// one that has a grant there still.
    fn maintains_repository(
        &self,
        id: RepositoryId,
        account: AccountId,
    ) -> Answer<'_, Result<bool, Failure>>;

    /// The repository with that id.
    fn repository(&self, id: RepositoryId)
    -> Answer<'_, Result<Option<StoredRepository>, Failure>>;

    /// One page of the repositories that pass a filter, newest first.
    fn list_repositories(
        &self,
        filter: RepositoryFilter,
        page: Page,
    ) -> Answer<'_, Result<RepositoryPage, Failure>>;

    /// The grant that came of a request, where the server carries it out.
    fn repository_grant(
        &self,
        request: RequestId,
    ) -> Answer<'_, Result<Option<RepositoryGrant>, Failure>>;

    /// The grants that came of several requests, of those that the server carries out: what a page of
    /// requests shows.
    fn grants_of_requests<'a>(
        &'a self,
        requests: &'a [RequestId],
    ) -> Answer<'a, Result<Found<RepositoryGrant>, Failure>>;

    /// The grants on a repository that are not over, oldest first: as many as a policy holds, some
    /// hundreds.
    fn repository_grants(
        &self,
        id: RepositoryId,
    ) -> Answer<'_, Result<Vec<RepositoryGrant>, Failure>>;

    /// What a pass over a repository would begin with now, for whoever wants to know what it would write:
    /// as [`lease_repository`](Self::lease_repository) tells, but for what is to be put right in everybody
    /// else's part. Nothing changes. `None` where there is no such repository.
    fn repository_task(
        &self,
        id: RepositoryId,
        terms: Terms,
        now: Timestamp,
    ) -> Answer<'_, Result<Option<Task<RequestId>>, Failure>>;

    /// One page of a repository's snapshots, newest first.
    fn snapshots(&self, id: RepositoryId, page: Page) -> Answer<'_, Result<SnapshotPage, Failure>>;

    /// What all repositories together look like.
    fn backlog(&self) -> Answer<'_, Result<Backlog, Failure>>;
}

/// Why a repository is not leased to whoever would examine it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BorrowError {
    /// Somebody works on it or examines it, or a write that was not answered may still land.
    #[error("this repository is being worked on")]
    Busy {
        /// Until when, unless it is over before or goes on.
        until: Timestamp,
    },
    /// The id for a repository that is not kept is not fresh. A fault of the caller's source of ids.
    #[error("the repository's id is taken")]
    IdTaken,
    /// No answer about it.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Why somebody else's part of a policy is not put right.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum MendError {
    /// No repository has the id.
    #[error("no repository has this id")]
    NotFound,
    /// The actor is neither the owner of its connection nor an administrator.
    #[error(
        "only whoever connected the AWS account of this repository, or an administrator, can do this"
    )]
    NotOwner,
    /// Its connection was taken back, so that nobody writes its policy.
    #[error("the AWS account of this repository is not connected any more")]
    Disconnected,
    /// [`MENDS_WAITING_MAX`](crate::MENDS_WAITING_MAX) wait already.
    #[error(
        "{} statements of this policy wait to be put right; wait until they are",
        crate::MENDS_WAITING_MAX
    )]
    TooMany,
    /// No answer about it.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Why a policy is not re-applied.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReapplyError {
    /// No repository has the id.
    #[error("no repository has this id")]
    NotFound,
    /// The actor maintains no tool in it and does not own its connection.
    #[error("only a maintainer of a tool in this repository can do this")]
    NotMaintainer,
    /// No answer about it.
    #[error(transparent)]
    Failure(#[from] Failure),
}
