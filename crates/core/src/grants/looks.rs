//! What a look at a policy is worth.
//!
//! A look may show what was there before our last write. **Invariant:** nothing is said anew on the strength of
//! one: who has access, who has none any more, who was taken out, who does not fit, what was put right. It takes
//! two looks in a row that agree, and what was just written, and taken by AWS, counts as the first of them.

use crate::policy::Document;
use crate::timestamp::Timestamp;

use super::classify::Seen;
use super::{Failed, Failure, Task, Verified};

/// The looks of a pass.
#[derive(Debug)]
pub(super) struct Looks<K> {
    /// What the last one has shown, or what was written since.
    shown: Option<Verified>,
    is_confirmed: bool,
    /// Who was not there in the last two.
    absent: Vec<K>,
    vanished: Vec<K>,
}

impl<K: Copy> Looks<K> {
    pub(super) fn none() -> Self {
        Self {
            shown: None,
            is_confirmed: false,
            absent: Vec::new(),
            vanished: Vec::new(),
        }
    }

    /// Takes down what one shows.
    pub(super) fn see(&mut self, document: &Document<'_>, task: &Task<K>, now: Timestamp) {
        let shown = Some(said_by(document));
        self.is_confirmed = shown == self.shown;
        self.shown = shown;
        let seen = self.is_confirmed.then(|| Seen::new(task, document, now));
        let (absent, vanished) = seen.map_or_else(Default::default, |seen| {
            (seen.gone(task), task.keys(seen.vanished))
        });
        (self.absent, self.vanished) = (absent, vanished);
    }

    /// A policy was written, and AWS has taken it.
    pub(super) fn wrote(&mut self, document: &Document<'_>) {
        self.shown = Some(said_by(document));
    }

    /// Whether what is seen may be said.
    pub(super) fn is_confirmed(&self) -> bool {
        self.is_confirmed
    }

    /// What there is no policy for says nothing about people.
    pub(super) fn forget_vanished(&mut self) {
        self.vanished.clear();
    }

    /// How a pass ends that cannot say what the policy is.
    pub(super) fn failed(&mut self, failure: Failure) -> Failed<K> {
        Failed {
            failure,
            absent: std::mem::take(&mut self.absent),
            vanished: std::mem::take(&mut self.vanished),
        }
    }
}

fn said_by(document: &Document<'_>) -> Verified {
    Verified {
        managed: document.managed().canonical(),
        foreign: document.foreign_canonical(),
    }
}
