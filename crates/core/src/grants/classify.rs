//! What a policy that was read says about the grants.

use std::collections::BTreeSet;

use crate::policy::{Document, Managed, Wanted, canonical_principal};
use crate::timestamp::Timestamp;

use super::{Grant, Hold, Shown, Task, Wish};

/// A policy beside what should be.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) managed: Managed,
    pub(super) foreign: String,
    /// Grants, by their index, that were there and are not, for no reason of ours.
    pub(super) vanished: BTreeSet<usize>,
    /// Who has access by our statements and never had a grant.
    pub(super) unexpected: Vec<String>,
    /// Whether a late write of ours explains what is there.
    is_late: bool,
}

impl Seen {
    /// `taken_out` are those whom the writes of this pass have taken out.
    pub(super) fn new<K>(
        task: &Task<K>,
        taken_out: &BTreeSet<String>,
        document: &Document<'_>,
        now: Timestamp,
    ) -> Self {
        let managed = document.managed();
        let late = task
            .memory
            .late(&managed.canonical(), &task.installation, now);
        let has_vanished = |grant: &Grant<K>| {
            let principal = canonical_principal(&grant.principal);
            let is_there = managed.until(principal).is_some();
            let is_among = |principals: &BTreeSet<String>| principals.contains(principal);
            let is_a_persons_doing = match grant.hold {
                Some(Hold::Refused) => false,
                // A late write of ours does not undo what a person did.
                Some(Hold::Vanished) => !is_there || late.is_some(),
                None => {
                    let is_ours = is_among(taken_out) || late.as_ref().is_some_and(is_among);
                    grant.was_seen && !is_there && !is_ours
                }
            };
            is_a_persons_doing
                && grant.wish == Wish::Present
                && !task.reapply
                && grant.is_wanted(now)
        };
        Self {
            foreign: document.foreign_canonical(),
            vanished: indices(task, has_vanished),
            unexpected: unexpected(task, &managed),
            is_late: late.is_some(),
            managed,
        }
    }

    /// The grants that should be in the policy now.
    pub(super) fn wanted<K>(
        &self,
        task: &Task<K>,
        taken_out: &BTreeSet<String>,
        now: Timestamp,
    ) -> BTreeSet<usize> {
        let mut wanted = indices(task, |grant| {
            let principal = canonical_principal(&grant.principal);
            let is_there = self.managed.until(principal).is_some() || taken_out.contains(principal);
            grant.is_wanted(now) && (is_there || !grant.is_only_kept())
        });
        wanted.retain(|index| !self.vanished.contains(index));
        wanted
    }

    /// Whether all that keeps the policy from being as it should be is what somebody did by hand,
    /// which is asked about and not undone.
    ///
    /// Where there is another reason to write, it is undone: a principal that was added by hand to a
    /// statement of ours goes, as everything goes for which there is no grant.
    pub(super) fn is_to_be_asked<K>(
        &self,
        task: &Task<K>,
        included: &BTreeSet<usize>,
        now: Timestamp,
    ) -> bool {
        let somebody_was_here = !self.unexpected.is_empty() || !self.vanished.is_empty();
        somebody_was_here
            && !task.reapply
            && !self.is_late
            && self.has_all(task, included)
            && !self.has_too_many(task, included, now)
    }

    /// Those whose access was to end and whom none of our statements names, nor may name by a unique id.
    pub(super) fn gone<K: Copy>(&self, task: &Task<K>) -> Vec<K> {
        let is_gone =
            |grant: &Grant<K>| grant.wish == Wish::Absent && !self.managed.names(&grant.principal);
        let has_ids = self.managed.stale().next().is_some();
        task.keys(indices(task, |grant| !has_ids && is_gone(grant)))
    }

    /// Whether somebody is found to have access, to have none any more, or to have been taken out, of whom that
    /// was not known.
    pub(super) fn has_news<K>(&self, task: &Task<K>, included: &BTreeSet<usize>) -> bool {
        let is_news = |(index, grant): (usize, &Grant<K>)| match grant.wish {
            Wish::Absent => true,
            Wish::Present if included.contains(&index) => grant.shown != Shown::Access,
            Wish::Present => self.has_newly_vanished(index, grant),
            Wish::AsItIs => false,
        };
        (0..).zip(&task.grants).any(is_news)
    }

    /// Whether the policy is not what was read back last, so that what is said of others' part, and of who was
    /// added to ours, may not be what was said of it then.
    pub(super) fn is_another<K>(&self, task: &Task<K>) -> bool {
        match &task.memory.verified {
            Some(verified) => {
                verified.managed != self.managed.canonical() || verified.foreign != self.foreign
            }
            None => !self.unexpected.is_empty() || self.managed.stale().next().is_some(),
        }
    }

    /// Whether somebody was taken out of whom that was not known, or somebody is missing for a late write of
    /// ours, whom the next one lets in anew.
    pub(super) fn finds_taken_out_or_late<K>(&self, task: &Task<K>) -> bool {
        let mut grants = (0..).zip(&task.grants);
        self.is_late || grants.any(|(index, grant)| self.has_newly_vanished(index, grant))
    }

    fn has_newly_vanished<K>(&self, index: usize, grant: &Grant<K>) -> bool {
        self.vanished.contains(&index) && grant.hold != Some(Hold::Vanished)
    }

    /// Whether a grant's principal has access already, by a statement as we write them.
    pub(super) fn has_access<K>(&self, task: &Task<K>, index: usize) -> bool {
        self.has_long_enough(task, index).is_some()
    }

    /// Whether a grant's principal has access for as long as it should; `None` where it has none.
    pub(super) fn has_long_enough<K>(&self, task: &Task<K>, index: usize) -> Option<bool> {
        let grant = task.grants.get(index)?;
        let until = self.managed.until(&grant.principal)?;
        Some(until >= grant.month())
    }

    /// Leaves a grant's principal the access that it has, if it has any.
    pub(super) fn keep<K>(&self, task: &Task<K>, index: usize, wanted: &mut Wanted) {
        if let Some(grant) = task.grants.get(index)
            && let Some(until) = self.managed.until(&grant.principal)
        {
            wanted.insert_month(&grant.principal, until);
        }
    }

    /// Whether everybody included has access for as long as they should.
    fn has_all<K>(&self, task: &Task<K>, included: &BTreeSet<usize>) -> bool {
        let mut included = included.iter();
        included.all(|index| self.has_long_enough(task, *index) == Some(true))
    }

    /// Whether somebody is named whose access is over, or may be: while AWS cannot look a role up it shows a
    /// unique id in the place of its name, and an id says nothing of whose it is.
    fn has_too_many<K>(&self, task: &Task<K>, included: &BTreeSet<usize>, now: Timestamp) -> bool {
        let is_included = |principal: &str| {
            let mut grants = included.iter().filter_map(|index| task.grants.get(*index));
            grants.any(|grant| grant.principal == principal)
        };
        let is_over = |grant: &&Grant<K>| !grant.is_wanted(now);
        let mut over = task.grants.iter().filter(is_over).peekable();
        if over.peek().is_some() && self.managed.stale().next().is_some() {
            return true;
        }
        over.map(|grant| grant.principal.as_str())
            .chain(task.ended.iter().map(String::as_str))
            .any(|principal| self.managed.names(principal) && !is_included(principal))
    }
}

fn indices<K>(task: &Task<K>, holds: impl Fn(&Grant<K>) -> bool) -> BTreeSet<usize> {
    (0..)
        .zip(&task.grants)
        .filter(|(_, grant)| holds(grant))
        .map(|(index, _)| index)
        .collect()
}

fn unexpected<K>(task: &Task<K>, managed: &Managed) -> Vec<String> {
    let granted = task.grants.iter().map(|grant| &grant.principal);
    let known: BTreeSet<&str> = granted
        .chain(&task.ended)
        .map(|principal| canonical_principal(principal))
        .collect();
    let stale: BTreeSet<&str> = managed.stale().collect();
    managed
        .principals()
        .filter(|name| !known.contains(name) && !stale.contains(name))
        .map(str::to_owned)
        .collect()
}
