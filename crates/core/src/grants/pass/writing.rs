//! From what is to be written to what was read back.

use crate::policy::{Document, Edit, Mend, Wanted};
use crate::timestamp::Timestamp;

use super::super::search::Search;
use super::super::{Failure, Hold, Intent, OurWrite};
use super::{Effect, Pass, State, read};

/// Most writes of a pass: what it takes to find three dead principals among two hundred.
const WRITES_MAX: u32 = 40;

/// A write that is being made.
#[derive(Debug)]
pub(super) struct Plan {
    /// The policy that it was made from.
    base: Option<String>,
    change: Change,
    /// What it becomes.
    next: Option<String>,
}

/// What a write is for.
#[derive(Debug)]
pub(super) enum Change {
    /// Our part.
    Ours(Wanted),
    /// Somebody else's, which went wrong.
    Theirs(Mend),
}

impl Change {
    /// What to do so that a document is as it is to be; `None` where nothing can be done with this one.
    fn edit(&self, document: &Document<'_>) -> Option<Edit> {
        match self {
            Self::Ours(wanted) => document.edit(wanted).ok(),
            Self::Theirs(mend) => document.mend(mend).ok(),
        }
    }
}

impl<K: Copy> Pass<K> {
    /// Has written down what is about to be written, unless that happened too often.
    pub(super) fn intend(
        &mut self,
        before: Option<String>,
        text: Option<String>,
        change: Change,
    ) -> Effect<K> {
        if self.writes >= WRITES_MAX {
            return self.failed(Failure::Contended);
        }
        let managed = match read(text.as_deref(), &self.task.installation) {
            Ok(next) => next.managed().canonical(),
            Err(failure) => return self.failed(failure),
        };
        let heals = match &change {
            Change::Theirs(mend) if self.mending.is_found_out() => Some(mend.clone()),
            Change::Theirs(_) | Change::Ours(_) => None,
        };
        self.state = State::Intending(Plan {
            base: before.clone(),
            change,
            next: text.clone(),
        });
        Effect::Intend(Intent {
            before,
            text,
            managed,
            heals,
        })
    }

    /// Looks once more before the write, so that little time is left for somebody else's. What means
    /// the same may be written otherwise: Amazon ECR shuffles lists.
    pub(super) fn recheck(
        &mut self,
        plan: Plan,
        text: Option<String>,
        now: Timestamp,
    ) -> Effect<K> {
        if !self.looks.is_confirmed() {
            return self.again(text, now);
        }
        let installation = self.task.installation.clone();
        let there = match read(text.as_deref(), &installation) {
            Ok(document) => document,
            Err(failure) => return self.failed(failure),
        };
        let next = match plan.change.edit(&there) {
            Some(Edit::Set(next)) => Some(next),
            Some(Edit::Delete) => None,
            Some(Edit::Nothing) | None => return self.again(text, now),
        };
        self.writes += 1;
        self.state = State::Writing(Plan {
            base: text,
            next: next.clone(),
            ..plan
        });
        Effect::Write(next)
    }

    /// AWS has taken it, and nobody has seen it yet.
    pub(super) fn wrote(&mut self, plan: Plan, now: Timestamp) -> Effect<K> {
        if let Ok(document) = read(plan.next.as_deref(), &self.task.installation) {
            self.looks.wrote(&document);
            let managed = document.managed();
            if let Ok(base) = read(plan.base.as_deref(), &self.task.installation) {
                let base = base.managed();
                let had_access = base.principals().filter(|name| base.until(name).is_some());
                self.taken_out.extend(had_access.map(str::to_owned));
            }
            self.taken_out.retain(|name| !managed.names(name));
            for grant in &mut self.task.grants {
                // What a person had put back is ours from now on.
                let is_back = grant.hold == Some(Hold::Vanished) && managed.names(&grant.principal);
                grant.hold = grant.hold.filter(|_| !is_back);
            }
            // Not before: what was refused explains nothing that is found afterwards in this pass.
            self.task.memory.written.push(OurWrite {
                at: now,
                before: plan.base.clone(),
                managed: managed.canonical(),
            });
        }
        self.state = State::Verifying(plan);
        Effect::Read
    }

    /// What a write that failed means.
    pub(super) fn refused(&mut self, plan: Plan, failure: Failure, now: Timestamp) -> Effect<K> {
        if failure == Failure::NoRepository {
            let end = self.another_round();
            return end.unwrap_or_else(|| self.look_again());
        }
        let is_of_principal = matches!(failure, Failure::PrincipalRefused { .. });
        if !is_of_principal && !matches!(failure, Failure::PolicyRefused { .. }) {
            return self.failed(failure);
        }
        let installation = &self.task.installation;
        let stale =
            read(plan.base.as_deref(), installation).map(|document| document.foreign_stale());
        if let Ok(Some(principal)) = stale {
            return self.failed(Failure::ForeignPrincipal { principal });
        }
        if let Change::Theirs(_) = plan.change {
            let said = failure.message().filter(|message| !message.is_empty());
            let why = said.unwrap_or_else(|| failure.kind().to_owned());
            self.mending.refuse(why);
            return self.decide(plan.base, now);
        }
        if !is_of_principal {
            return self.failed(failure);
        }
        if self.search.as_mut().is_some_and(Search::refuse) {
            self.decide(plan.base, now)
        } else {
            self.failed(failure)
        }
    }

    /// Looks whether the write is there.
    pub(super) fn verify(
        &mut self,
        plan: &Plan,
        text: Option<String>,
        now: Timestamp,
    ) -> Effect<K> {
        let is_there = read(text.as_deref(), &self.task.installation)
            .is_ok_and(|document| plan.change.edit(&document) == Some(Edit::Nothing));
        if is_there {
            self.decide(text, now)
        } else {
            self.again(text, now)
        }
    }
}
