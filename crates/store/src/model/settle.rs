//! What was seen in a repository's policy, and what people ask of it.

use std::collections::BTreeMap;
use std::time::Duration;

use wharfinger_core::access::Status;
use wharfinger_core::grants::{Failed, Findings, Lease, LookAgain, Mended, RepositoryId};

use super::state::State;
use crate::repository::{by_grant, confirmed, is_carried_out, is_healed, not_there};
use crate::{Action, By, Observed, ReapplyError, RequestId, SnapshotKind, Subject, Timestamp};

impl State {
    pub(super) fn settle_repository(
        &mut self,
        lease: &Lease,
        findings: &Findings<RequestId>,
        next: LookAgain,
        by: &By,
    ) -> bool {
        let id = lease.repository;
        if self.leased_mut(lease).is_none() {
            return false;
        }
        self.take_all_down(id, &by_grant(findings), by);
        let is_anybodys = !self.live_on(id).is_empty() || !self.ended_on(id, by.now).is_empty();
        self.settle_mends(id, &findings.mended, by);
        let row = self.repository_mut(id).expect("it is leased");
        let is_mended = !row.waiting().is_empty() || !row.begun().is_empty();
        let is_looked_for = is_anybodys || is_mended;
        if findings.writes > 0 || !row.kept.has_seen(findings) {
            row.keep(SnapshotKind::Seen, findings.text.clone(), None, by.now);
        }
        row.kept.settle(findings, next, is_looked_for, by.now);
        true
    }

    fn settle_mends(&mut self, id: RepositoryId, mended: &[Mended], by: &By) {
        let healed = mended.iter().filter(|mended| is_healed(mended));
        self.note_healed(id, healed.count(), by);
        let row = self.repository_mut(id).expect("it is leased");
        row.settle_mends(mended, by.now);
    }

    /// The grants on a repository that the server carries out and are not over, the oldest first.
    pub(super) fn live_on(&self, id: RepositoryId) -> Vec<RequestId> {
        let grants = self.grants_on(id).into_iter();
        let requests = grants.map(|(request, _)| request);
        let live = requests.filter(|request| request.request.is_live() && is_carried_out(request));
        live.map(|request| request.id).collect()
    }

    pub(super) fn ends_access_on(&self, live: &[RequestId]) -> bool {
        let mut requests = live.iter().filter_map(|id| self.request(*id));
        requests.any(|request| request.request.status() == Status::Revoking)
    }

    /// Takes down how grants were found.
    fn take_all_down(&mut self, id: RepositoryId, found: &BTreeMap<RequestId, Observed>, by: &By) {
        for request in self.live_on(id) {
            if let Some(observed) = found.get(&request) {
                self.take_down(request, *observed, by);
            }
        }
        let ends_access = self.ends_access_on(&self.live_on(id));
        let row = self.repository_mut(id).expect("it is leased");
        row.kept.ends_access = ends_access;
    }

    /// Takes down how a grant was found, and tells who needs to know.
    fn take_down(&mut self, id: RequestId, observed: Observed, by: &By) {
        let watched = self.repository_grants.get_mut(&id).expect("it was found");
        let must_be_told = watched.found(observed, by.now);
        let request = self.request(id).expect("it has a grant").clone();
        if let Some((action, changed)) = confirmed(request.request.clone(), observed, by.now) {
            self.replace_request(id, changed, action, by);
        } else if must_be_told {
            let action = Action::AccessHeld;
            self.audited(action, Subject::Request(id), by, |_| ());
            self.tell(action, &request, by);
        }
    }

    pub(super) fn fail_repository(
        &mut self,
        lease: &Lease,
        failed: &Failed<RequestId>,
        wait: Duration,
        by: &By,
    ) -> bool {
        if self.leased_mut(lease).is_none() {
            return false;
        }
        let found = not_there(failed);
        if !found.is_empty() {
            self.take_all_down(lease.repository, &found, by);
        }
        self.settle_mends(lease.repository, &failed.mended, by);
        let row = self.repository_mut(lease.repository).expect("it is leased");
        row.kept.fail(&failed.failure, wait, by.now);
        true
    }

    pub(super) fn reapply(&mut self, id: RepositoryId, by: &By) -> Result<(), ReapplyError> {
        let account = self.person(by)?;
        let kept = self.repository(id).map(|row| row.kept.clone());
        let kept = kept.ok_or(ReapplyError::NotFound)?;
        if !self.answers_for(account, &kept) {
            return Err(ReapplyError::NotMaintainer);
        }
        if kept.due_at.is_none() {
            return Ok(());
        }
        let mut lifted = 0;
        for request in self.live_on(id) {
            let watched = self.repository_grants.get_mut(&request);
            if watched.expect("it is there").lift() {
                let subject = Subject::Request(request);
                self.audited(Action::RepositoryReapplied, subject, by, |_| ());
                lifted += 1;
            }
        }
        if lifted == 0 && kept.reapply {
            return Ok(());
        }
        if lifted == 0 {
            let subject = Subject::Connection(kept.connection);
            self.audited(Action::RepositoryReapplied, subject, by, |_| ());
        }
        let row = self.repository_mut(id).expect("the repository is there");
        row.kept.reapply = true;
        row.kept.want(by.now);
        Ok(())
    }

    pub(super) fn look_now(&mut self, id: RepositoryId, now: Timestamp) -> bool {
        let Some(row) = self.repository_mut(id) else {
            return false;
        };
        row.kept.look(now);
        true
    }
}
