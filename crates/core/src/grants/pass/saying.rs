//! What is said in the end.

use crate::timestamp::Timestamp;

use super::super::classify::Seen;
use super::super::fitting::Fitting;
use super::super::search::Search;
use super::super::{Failure, Findings, Outcome, Shown, UNRESOLVED_SECONDS};
use super::{Effect, Pass};

impl<K: Copy> Pass<K> {
    /// Whether something is to be said of a grant or of the policy that was not said of it before.
    pub(super) fn says_something_new(&self, seen: &Seen, fitting: &Fitting) -> bool {
        let is_known = |index: &usize| {
            let grant = self.task.grants.get(*index);
            grant.is_some_and(|grant| grant.shown == Shown::ShorterAccess)
                && seen.has_access(&self.task, *index)
        };
        self.is_news(seen, fitting) || !fitting.left_out.iter().all(is_known)
    }

    /// The same but for whom there is no room for, who would be news again and again.
    fn is_news(&self, seen: &Seen, fitting: &Fitting) -> bool {
        seen.is_another(&self.task) || seen.has_news(&self.task, &fitting.included)
    }

    pub(super) fn settle(
        &self,
        text: Option<&str>,
        seen: Seen,
        fitting: Fitting,
        now: Timestamp,
    ) -> Effect<K> {
        let task = &self.task;
        let is_news = self.is_news(&seen, &fitting);
        let refused = self.search.iter().flat_map(Search::refused);
        let (unresolved, refused): (Vec<usize>, Vec<usize>) = refused.partition(|index| {
            let since = now.seconds_earlier(UNRESOLVED_SECONDS);
            task.grants
                .get(*index)
                .is_some_and(|grant| since < grant.approved_at)
        });
        let (shorter, left_out): (Vec<usize>, Vec<usize>) = fitting
            .left_out
            .into_iter()
            .partition(|index| seen.has_access(task, *index));
        let verified = task.memory.verified.as_ref();
        Effect::Finish(Outcome::Settled(Box::new(Findings {
            text: text.map(str::to_owned),
            managed: seen.managed.canonical(),
            foreign_changed: verified.is_some_and(|verified| verified.foreign != seen.foreign),
            foreign: seen.foreign,
            writes: self.writes,
            rounds: self.rounds,
            is_news,
            present: task.keys(fitting.included),
            absent: task.ending(),
            refused: task.keys(refused),
            unresolved: task.keys(unresolved),
            vanished: task.keys(seen.vanished),
            shorter: task.keys(shorter),
            left_out: task.keys(left_out),
            no_room: fitting.no_room,
            unexpected: seen.unexpected,
            stale: seen.managed.stale().map(str::to_owned).collect(),
            mended: self.mending.over().to_vec(),
            trail: self.looked_up.clone(),
        })))
    }

    pub(super) fn failed(&mut self, failure: Failure) -> Effect<K> {
        let mended = match failure {
            Failure::NoRepository => self.mending.over().to_vec(),
            // The next pass looks what became of them.
            _ => Vec::new(),
        };
        Effect::Finish(Outcome::Failed(self.looks.failed(failure, mended)))
    }
}
