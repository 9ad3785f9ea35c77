//! Repositories as people see them, and all that the port asks about them.

use std::collections::BTreeSet;
use std::time::Duration;

use wharfinger_core::access::Status;
use wharfinger_core::account::AccountId;
use wharfinger_core::grants::{
    Failed, Findings, Intent, Lease, LookAgain, Repository, RepositoryId, Task,
};
use wharfinger_core::policy::{Installation, Mend};

use super::Model;
use super::repositories::RepositoryRow;
use super::rows::found;
use super::state::State;
use crate::repository::{Watched, is_carried_out};
use crate::{
    Answer, Backlog, BorrowError, By, Cursor, Failure, Found, LeasedRepository, MendError, Page,
    ReapplyError, Repositories, RepositoryFilter, RepositoryGrant, RepositoryPage, RequestId,
    SnapshotPage, StoredMend, StoredRepository, StoredRequest, Terms, Timestamp,
};

impl State {
    /// Whether an account maintains a tool whose requests are carried out in a repository, or were.
    pub(super) fn maintains_in(&self, id: RepositoryId, account: AccountId) -> bool {
        let automated = self.automation.values();
        let automated = automated.filter(|row| row.stopped_at.is_none());
        let automated = automated
            .filter(|row| row.automation.repository == id)
            .map(|row| row.automation.tool);
        let granted = self.grants_on(id).into_iter();
        let granted = granted
            .filter(|(request, _)| request.request.is_live() && is_carried_out(request))
            .map(|(request, _)| request.tool);
        automated
            .chain(granted)
            .any(|tool| self.maintains(tool, account))
    }

    fn list_repositories(&self, filter: RepositoryFilter, page: Page) -> RepositoryPage {
        let (rows, next) = self.repositories.page(page, |row: &RepositoryRow| {
            let kept = &row.kept;
            let mut grants = self.grants_on(kept.id).into_iter();
            let ails = kept.trouble.is_some() || grants.any(|(_, watched)| watched.hold.is_some());
            filter.connection.is_none_or(|id| id == kept.connection) && (!filter.is_ailing || ails)
        });
        RepositoryPage {
            repositories: rows
                .into_iter()
                .map(|row| row.kept.clone().told())
                .collect(),
            next,
        }
    }

    fn repository_grant(&self, request: RequestId) -> Option<RepositoryGrant> {
        let watched = self.repository_grants.get(&request)?.clone();
        let request = self
            .request(request)
            .filter(|found| is_carried_out(found))?;
        Some(watched.told(request.clone()))
    }

    fn snapshots(&self, id: RepositoryId, page: Page) -> SnapshotPage {
        let behind = page.behind();
        let rows = self
            .repository(id)
            .into_iter()
            .flat_map(|row| &row.snapshots);
        let mut rest = rows
            .rev()
            .map(|(snapshot, _)| snapshot)
            .filter(|snapshot| snapshot.number.cast_signed() < behind)
            .peekable();
        let snapshots: Vec<_> = rest.by_ref().take(page.limit as usize).cloned().collect();
        let last = snapshots.last().filter(|_| rest.peek().is_some());
        let next = last.map(|last| Cursor(last.number.cast_signed()));
        SnapshotPage { snapshots, next }
    }

    fn backlog(&self) -> Backlog {
        let kept = || self.repositories.iter().map(|row| &row.kept);
        let counted = |count: usize| u64::try_from(count).expect("it fits");
        let grants = kept().flat_map(|kept| self.grants_on(kept.id));
        let grants: Vec<(&StoredRequest, &Watched)> = grants
            .filter(|(request, _)| is_carried_out(request))
            .collect();
        let revoking = grants
            .iter()
            .filter(|(request, _)| request.request.status() == Status::Revoking)
            .filter_map(|(request, _)| {
                let columns = request.request.stored();
                columns.revoked_at.or(columns.expires_at)
            });
        let activating = grants.iter().filter(|(request, watched)| {
            request.request.status() == Status::Activating && watched.hold.is_none()
        });
        let is_unsettled = |kept: &crate::repository::Kept| {
            kept.observed < kept.generation && kept.due_at.is_some()
        };
        Backlog {
            unsettled: counted(kept().filter(|kept| is_unsettled(kept)).count()),
            troubled: counted(kept().filter(|kept| kept.trouble.is_some()).count()),
            held: counted(
                grants
                    .iter()
                    .filter(|(_, watched)| watched.hold.is_some())
                    .count(),
            ),
            oldest_revocation: revoking.min(),
            oldest_approval: activating
                .filter_map(|(request, _)| request.request.stored().decided_at)
                .min(),
        }
    }
}

impl Repositories for Model {
    fn installation(&self, fresh: Installation) -> Answer<'_, Result<Installation, Failure>> {
        self.write(move |state| Ok(state.installation.get_or_insert(fresh).clone()))
    }

    fn lease_repository(
        &self,
        terms: Terms,
        length: Duration,
        now: Timestamp,
    ) -> Answer<'_, Result<LeasedRepository, Failure>> {
        self.write(move |state| {
            Ok(LeasedRepository {
                leased: state.lease_repository(&terms, length, now),
                damaged: Vec::new(),
            })
        })
    }

    fn intend_write(
        &self,
        lease: Lease,
        intent: Intent,
        margin: Duration,
        length: Duration,
        now: Timestamp,
    ) -> Answer<'_, Result<Option<Lease>, Failure>> {
        self.write(move |state| Ok(state.intend_write(&lease, intent, margin, length, now)))
    }

    fn settle_repository(
        &self,
        lease: Lease,
        findings: Findings<RequestId>,
        next: LookAgain,
        by: By,
    ) -> Answer<'_, Result<bool, Failure>> {
        self.write(move |state| Ok(state.settle_repository(&lease, &findings, next, &by)))
    }

    fn fail_repository(
        &self,
        lease: Lease,
        failed: Failed<RequestId>,
        wait: Duration,
        by: By,
    ) -> Answer<'_, Result<bool, Failure>> {
        self.write(move |state| Ok(state.fail_repository(&lease, &failed, wait, &by)))
    }

    fn reapply(&self, id: RepositoryId, by: By) -> Answer<'_, Result<(), ReapplyError>> {
        self.write(move |state| state.reapply(id, &by))
    }

    fn mend(&self, id: RepositoryId, mend: Mend, by: By) -> Answer<'_, Result<(), MendError>> {
        self.write(move |state| state.mend(id, mend, &by))
    }

    fn mends(&self, id: RepositoryId) -> Answer<'_, Result<Vec<StoredMend>, Failure>> {
        self.read(move |state| state.mends(id))
    }

    fn borrow_repository(
        &self,
        place: Repository,
        fresh: RepositoryId,
        length: Duration,
        now: Timestamp,
    ) -> Answer<'_, Result<Lease, BorrowError>> {
        self.write(move |state| state.borrow_repository(place, fresh, now.later(length), now))
    }

    fn return_repository(
        &self,
        lease: Lease,
        wait: Duration,
        now: Timestamp,
    ) -> Answer<'_, Result<bool, Failure>> {
        self.write(move |state| Ok(state.return_repository(&lease, wait, now)))
    }

    fn look_now(&self, id: RepositoryId, now: Timestamp) -> Answer<'_, Result<bool, Failure>> {
        self.write(move |state| Ok(state.look_now(id, now)))
    }

    fn maintains_repository(
        &self,
        id: RepositoryId,
        account: AccountId,
    ) -> Answer<'_, Result<bool, Failure>> {
        self.read(move |state| state.maintains_in(id, account))
    }

    fn repository(
        &self,
        id: RepositoryId,
    ) -> Answer<'_, Result<Option<StoredRepository>, Failure>> {
        self.read(move |state| state.repository(id).map(|row| row.kept.clone().told()))
    }

    fn list_repositories(
        &self,
        filter: RepositoryFilter,
        page: Page,
    ) -> Answer<'_, Result<RepositoryPage, Failure>> {
        self.read(move |state| state.list_repositories(filter, page))
    }

    fn repository_grant(
        &self,
        request: RequestId,
    ) -> Answer<'_, Result<Option<RepositoryGrant>, Failure>> {
        self.read(move |state| state.repository_grant(request))
    }

    fn grants_of_requests<'a>(
        &'a self,
        requests: &'a [RequestId],
    ) -> Answer<'a, Result<Found<RepositoryGrant>, Failure>> {
        self.read(move |state| {
            let requests: BTreeSet<_> = requests.iter().copied().collect();
            found(
                requests
                    .into_iter()
                    .filter_map(|id| state.repository_grant(id)),
            )
        })
    }

    fn repository_grants(
        &self,
        id: RepositoryId,
    ) -> Answer<'_, Result<Vec<RepositoryGrant>, Failure>> {
        self.read(move |state| {
            let grants = state.grants_on(id).into_iter();
            let live =
                grants.filter(|(request, _)| request.request.is_live() && is_carried_out(request));
            live.map(|(request, watched)| watched.clone().told(request.clone()))
                .collect()
        })
    }

    fn repository_task(
        &self,
        id: RepositoryId,
        terms: Terms,
        now: Timestamp,
    ) -> Answer<'_, Result<Option<Task<RequestId>>, Failure>> {
        self.read(move |state| state.repository_task(id, &terms, now))
    }

    fn snapshots(&self, id: RepositoryId, page: Page) -> Answer<'_, Result<SnapshotPage, Failure>> {
        self.read(move |state| state.snapshots(id, page))
    }

    fn backlog(&self) -> Answer<'_, Result<Backlog, Failure>> {
        self.read(State::backlog)
    }
}
