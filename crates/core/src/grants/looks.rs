//! What a look at a policy is worth.
//!
//! A look may show what was there before our last write. **Invariant:** nothing is said anew on the strength of
//! one: who has access, who has none any more, who was taken out or added by hand, who does not fit, what others
//! have changed, what was put right, that the repository is gone. It takes two looks in a row that agree, and what
//! was just written, and taken by AWS, counts as the first of them.

use std::collections::BTreeSet;

use crate::policy::Document;
use crate::timestamp::Timestamp;

use super::classify::Seen;
use super::{Failed, Failure, Mended, Task, Verified};

/// The looks of a pass.
#[derive(Debug)]
pub(super) struct Looks<K> {
    /// What the last one has shown, or what was written since.
    shown: Option<Look>,
    is_confirmed: bool,
    /// Who was not there in the last two.
    absent: Vec<K>,
    vanished: Vec<K>,
}

/// What one shows.
#[derive(Debug, PartialEq, Eq)]
enum Look {
    Policy(Verified),
    NoRepository,
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
    pub(super) fn see(
        &mut self,
        document: &Document<'_>,
        task: &Task<K>,
        taken_out: &BTreeSet<String>,
        now: Timestamp,
    ) {
        self.look(Look::Policy(said_by(document)));
        if self.is_confirmed {
            let seen = Seen::new(task, taken_out, document, now);
            self.absent = seen.gone(task);
            self.vanished = task.keys(seen.vanished);
        }
    }

    /// Takes down that one finds no repository. Nobody has access to it; who was taken out is asked about when
    /// there is one again.
    pub(super) fn see_no_repository(&mut self, task: &Task<K>) {
        self.look(Look::NoRepository);
        if self.is_confirmed {
            self.absent = task.ending();
        }
    }

    fn look(&mut self, shown: Look) {
        let shown = Some(shown);
        self.is_confirmed = shown == self.shown;
        self.shown = shown;
        self.absent.clear();
        self.vanished.clear();
    }

    /// A policy was written, and AWS has taken it.
    pub(super) fn wrote(&mut self, document: &Document<'_>) {
        self.shown = Some(Look::Policy(said_by(document)));
    }

    /// Whether what is seen may be said.
    pub(super) fn is_confirmed(&self) -> bool {
        self.is_confirmed
    }

    /// How a pass ends that cannot say what the policy is.
    pub(super) fn failed(&mut self, failure: Failure, mended: Vec<Mended>) -> Failed<K> {
        Failed {
            failure,
            mended,
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
