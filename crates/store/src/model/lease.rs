//! Who works on a repository, and on what.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::time::Duration;

use wharfinger_core::grants::{
    Intent, Lease, Leased, Memory, OurWrite, RepositoryId, STALE_WRITE_SECONDS, Target, Task,
    Trail, Written,
};

use super::repositories::RepositoryRow;
use super::state::State;
use crate::repository::{Kept, OBEYED_DAYS, WRITTEN_MAX, Watched, ahead, trail};
use crate::{RequestId, SNAPSHOTS_MAX, Snapshot, SnapshotKind, StoredRequest, Terms, Timestamp};

impl State {
    pub(super) fn lease_repository(
        &mut self,
        terms: &Terms,
        length: Duration,
        now: Timestamp,
    ) -> Option<Leased<RequestId>> {
        self.bring_back(now);
        loop {
            let id = self.most_urgent(now)?;
            let task = self.task(id, terms, now);
            let target = self.target(id);
            let is_mended = !task.mends.is_empty() || !task.begun.is_empty();
            let is_looked_for = !self.live_on(id).is_empty() || !task.ended.is_empty() || is_mended;
            let kept = &mut self.repository_mut(id)?.kept;
            let Some(target) = target.filter(|_| is_looked_for) else {
                kept.due_at = None;
                continue;
            };
            return Some(Leased {
                lease: kept.lease(now.later(length)),
                target,
                task,
                failures: kept.failures(),
                looks: kept.looks,
            });
        }
    }

    /// Where a repository is, and as whom we act on it; absent where the connection was taken back.
    fn target(&self, id: RepositoryId) -> Option<Target> {
        let kept = &self.repository(id)?.kept;
        Some(Target {
            authority: self.live_connection(kept.connection)?.authority.clone(),
            repository: kept.place.clone(),
        })
    }

    /// What a clock has written that was far ahead is over.
    fn bring_back(&mut self, now: Timestamp) {
        for row in self.repositories.iter_mut() {
            let kept = &mut row.kept;
            if kept.due_at.is_some_and(|at| at > ahead(now)) {
                kept.due_at = Some(now);
                kept.leased_until = None;
                kept.not_before = None;
            }
        }
    }

    fn most_urgent(&self, now: Timestamp) -> Option<RepositoryId> {
        let kept = self.repositories.iter().map(|row| &row.kept);
        let is_due = |kept: &&Kept| {
            kept.due_at.is_some_and(|at| at <= now)
                && kept.leased_until.is_none_or(|until| until <= now)
        };
        let urgency = |kept: &&Kept| (Reverse(kept.ends_access), kept.due_at, kept.id);
        kept.filter(is_due).min_by_key(urgency).map(|kept| kept.id)
    }

    /// What a pass would begin with, but for what is to be put right in everybody else's part.
    pub(super) fn repository_task(
        &self,
        id: RepositoryId,
        terms: &Terms,
        now: Timestamp,
    ) -> Option<Task<RequestId>> {
        self.repository(id)?;
        Some(Task {
            mends: Vec::new(),
            begun: Vec::new(),
            trail: None,
            ..self.task(id, terms, now)
        })
    }

    fn task(&self, id: RepositoryId, terms: &Terms, now: Timestamp) -> Task<RequestId> {
        let row = self.repository(id).expect("the repository is there");
        let grants = self.grants_on(id);
        let live = grants
            .iter()
            .filter(|(request, _)| request.request.is_live());
        let since = now.seconds_earlier(STALE_WRITE_SECONDS);
        let snapshots = &row.snapshots;
        let befores = std::iter::once(None).chain(snapshots.iter().map(Some));
        let pairs = befores.zip(snapshots);
        let pairs = pairs.filter_map(|(before, (intent, managed))| {
            let before = before.filter(|_| since <= intent.at);
            Some(OurWrite {
                at: intent.at,
                before: before.and_then(|(before, _)| before.text.clone()),
                managed: managed.clone()?,
            })
        });
        let mut written: Vec<_> = pairs.collect();
        let too_many = written.len().saturating_sub(WRITTEN_MAX as usize);
        written.drain(..too_many);
        Task {
            installation: terms.installation.clone(),
            actions: terms.actions,
            grants: live
                .map(|(request, watched)| watched.wanted(request))
                .collect(),
            ended: self.ended_on(id, now),
            memory: Memory {
                verified: row.kept.verified.clone().map(|(_, verified)| verified),
                written,
            },
            reapply: row.kept.reapply,
            mends: row.waiting(),
            begun: row.begun(),
            trail: self.trail(row, now),
        }
    }

    /// What is looked up in `CloudTrail`, where the owner wants that.
    fn trail(&self, row: &RepositoryRow, now: Timestamp) -> Option<Trail> {
        let since = self.live_connection(row.kept.connection)?.heals_since?;
        let from = row.kept.trail_until.map_or(since, |until| until.max(since));
        let pairs = row.snapshots.windows(2).filter_map(|pair| match pair {
            [(before, _), (intent, Some(_))] => {
                let (before, text) = (before.text.clone(), intent.text.clone());
                Some((intent.at, Written { before, text }))
            }
            _ => None,
        });
        let mut written: Vec<_> = pairs.collect();
        let too_many = written.len().saturating_sub(WRITTEN_MAX as usize);
        written.drain(..too_many);
        trail(from, written, now)
    }

    /// Every grant on a repository, the oldest first.
    pub(super) fn grants_on(&self, id: RepositoryId) -> Vec<(&StoredRequest, &Watched)> {
        let requests = self.requests.iter();
        let watched = requests
            .filter_map(|request| Some((request, self.repository_grants.get(&request.id)?)));
        watched
            .filter(|(_, watched)| watched.repository == id)
            .collect()
    }

    /// Who had access and whose statements AWS could still obey.
    pub(super) fn ended_on(&self, id: RepositoryId, now: Timestamp) -> BTreeSet<String> {
        let grants = self.grants_on(id).into_iter();
        let ended = grants.filter(|(request, _)| {
            let grant = request.request.grant();
            !request.request.is_live()
                && grant.is_some_and(|grant| grant.expires_at() > now.days_earlier(OBEYED_DAYS))
        });
        ended
            .map(|(request, _)| request.principal.clone())
            .collect()
    }

    /// A repository as far as a lease of it is the newest.
    pub(super) fn leased_mut(&mut self, lease: &Lease) -> Option<&mut RepositoryRow> {
        let row = self.repository_mut(lease.repository)?;
        row.kept.is_leased_by(lease).then_some(row)
    }

    pub(super) fn return_repository(
        &mut self,
        lease: &Lease,
        wait: Duration,
        now: Timestamp,
    ) -> bool {
        let Some(row) = self.leased_mut(lease) else {
            return self.end_examination(lease, now.later(wait));
        };
        row.kept.give_back(wait, now);
        true
    }

    pub(super) fn intend_write(
        &mut self,
        lease: &Lease,
        intent: Intent,
        margin: Duration,
        length: Duration,
        now: Timestamp,
    ) -> Option<Lease> {
        let row = self.leased_mut(lease)?;
        let prolonged = row.kept.intend(margin, length, now)?;
        row.keep(SnapshotKind::Before, intent.before, None, now);
        row.keep(SnapshotKind::Intent, intent.text, Some(intent.managed), now);
        if let Some(mend) = intent.heals {
            row.begin(mend, now);
        }
        Some(prolonged)
    }
}

impl RepositoryRow {
    /// Keeps a text of the policy, and lets go of the oldest ones.
    pub(super) fn keep(
        &mut self,
        kind: SnapshotKind,
        text: Option<String>,
        managed: Option<String>,
        at: Timestamp,
    ) {
        let newest = self.snapshots.last();
        let number = newest.map_or(0, |(newest, _)| newest.number) + 1;
        let snapshot = Snapshot {
            number,
            at,
            kind,
            text,
        };
        self.snapshots.push((snapshot, managed));
        let most = SNAPSHOTS_MAX as usize;
        let too_many = self.snapshots.len().saturating_sub(most);
        self.snapshots.drain(..too_many);
    }
}
