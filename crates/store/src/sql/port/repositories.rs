//! Repositories, in either database.

use std::time::Duration;

use wharfinger_core::account::AccountId;
use wharfinger_core::grants::{
    Failed, Findings, Intent, Lease, LookAgain, Repository, RepositoryId, Task,
};
use wharfinger_core::policy::{Installation, Mend};

use crate::sql::{lease, mends, reapply, repositories, repository_grants, settle, snapshots};
use crate::{
    Answer, Backlog, BorrowError, By, Failure, Found, LeasedRepository, MendError, Page, Postgres,
    ReapplyError, Repositories, RepositoryFilter, RepositoryGrant, RepositoryPage, RequestId,
    SnapshotPage, Sqlite, StoredMend, StoredRepository, Terms, Timestamp,
};

macro_rules! implement {
    ($database:ty) => {
        impl Repositories for $database {
            fn installation(
                &self,
                fresh: Installation,
            ) -> Answer<'_, Result<Installation, Failure>> {
                Box::pin(async move {
                    let remembered = self.read(async |sql| repositories::remembered(sql).await);
                    if let Some(installation) = remembered.await? {
                        return Ok(installation);
                    }
                    self.write(async move |sql| repositories::installation(sql, &fresh).await)
                        .await
                })
            }

            fn lease_repository(
                &self,
                terms: Terms,
                length: Duration,
                now: Timestamp,
            ) -> Answer<'_, Result<LeasedRepository, Failure>> {
                Box::pin(async move {
                    let due = self.read(async move |sql| lease::is_anything_due(sql, now).await);
                    if !due.await? {
                        return Ok(LeasedRepository::default());
                    }
                    self.write(async move |sql| lease::lease(sql, &terms, length, now).await)
                        .await
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
                self.write(async move |sql| {
                    lease::intend(sql, &lease, &intent, margin, length, now).await
                })
            }

            fn settle_repository(
                &self,
                lease: Lease,
                findings: Findings<RequestId>,
                next: LookAgain,
                by: By,
            ) -> Answer<'_, Result<bool, Failure>> {
                self.write(async move |sql| settle::settle(sql, &lease, &findings, next, &by).await)
            }

            fn fail_repository(
                &self,
                lease: Lease,
                failed: Failed<RequestId>,
                wait: Duration,
                by: By,
            ) -> Answer<'_, Result<bool, Failure>> {
                self.write(async move |sql| settle::fail(sql, &lease, &failed, wait, &by).await)
            }

            fn reapply(&self, id: RepositoryId, by: By) -> Answer<'_, Result<(), ReapplyError>> {
                self.write(async move |sql| reapply::reapply(sql, &id, &by).await)
            }

            fn mend(
                &self,
                id: RepositoryId,
                mend: Mend,
                by: By,
            ) -> Answer<'_, Result<(), MendError>> {
                self.write(async move |sql| mends::ask(sql, &id, &mend, &by).await)
            }

            fn mends(&self, id: RepositoryId) -> Answer<'_, Result<Vec<StoredMend>, Failure>> {
                self.read(async move |sql| mends::list(sql, &id).await)
            }

            fn borrow_repository(
                &self,
                place: Repository,
                fresh: RepositoryId,
                length: Duration,
                now: Timestamp,
            ) -> Answer<'_, Result<Lease, BorrowError>> {
                self.write(async move |sql| lease::borrow(sql, &place, &fresh, length, now).await)
            }

            fn return_repository(
                &self,
                lease: Lease,
                wait: Duration,
                now: Timestamp,
            ) -> Answer<'_, Result<bool, Failure>> {
                self.write(async move |sql| lease::give_back(sql, &lease, wait, now).await)
            }

            fn look_now(
                &self,
                id: RepositoryId,
                now: Timestamp,
            ) -> Answer<'_, Result<bool, Failure>> {
                self.write(async move |sql| reapply::look_now(sql, &id, now).await)
            }

            fn maintains_repository(
                &self,
                id: RepositoryId,
                account: AccountId,
            ) -> Answer<'_, Result<bool, Failure>> {
                self.read(async move |sql| reapply::maintains(sql, &account, &id).await)
            }

            fn repository(
                &self,
                id: RepositoryId,
            ) -> Answer<'_, Result<Option<StoredRepository>, Failure>> {
                self.read(async move |sql| repositories::told(sql, &id).await)
            }

            fn list_repositories(
                &self,
                filter: RepositoryFilter,
                page: Page,
            ) -> Answer<'_, Result<RepositoryPage, Failure>> {
                self.read(async move |sql| repositories::list(sql, filter, page).await)
            }

            fn repository_grant(
                &self,
                request: RequestId,
            ) -> Answer<'_, Result<Option<RepositoryGrant>, Failure>> {
                self.read(async move |sql| repository_grants::of_request(sql, &request).await)
            }

            fn grants_of_requests<'a>(
                &'a self,
                requests: &'a [RequestId],
            ) -> Answer<'a, Result<Found<RepositoryGrant>, Failure>> {
                let requests = requests.to_vec();
                self.read(async move |sql| repository_grants::of_requests(sql, &requests).await)
            }

            fn repository_grants(
                &self,
                id: RepositoryId,
            ) -> Answer<'_, Result<Vec<RepositoryGrant>, Failure>> {
                self.read(async move |sql| repository_grants::of_repository(sql, &id).await)
            }

            fn repository_task(
                &self,
                id: RepositoryId,
                terms: Terms,
                now: Timestamp,
            ) -> Answer<'_, Result<Option<Task<RequestId>>, Failure>> {
                self.read_at_once(async move |sql| lease::task_of(sql, &id, &terms, now).await)
            }

            fn snapshots(
                &self,
                id: RepositoryId,
                page: Page,
            ) -> Answer<'_, Result<SnapshotPage, Failure>> {
                self.read(async move |sql| snapshots::list(sql, &id, page).await)
            }

            fn backlog(&self) -> Answer<'_, Result<Backlog, Failure>> {
                self.read_at_once(async |sql| repositories::backlog(sql).await)
            }
        }
    };
}

implement!(Sqlite);
implement!(Postgres);
