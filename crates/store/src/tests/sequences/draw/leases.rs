//! Which leases a sequence has given out by then: whoever works on a repository has one.

use super::super::command::{Command, Timed, lasting};
use crate::tests::contract::keeping::terms;
use crate::tests::{at, wait};
use crate::{Model, Repositories};

use wharfinger_core::grants::Lease;

/// A store that the sequence is asked of beforehand, and the leases that it gave out.
#[derive(Default)]
pub(super) struct Leases {
    oracle: Model,
    given: Vec<Lease>,
}

impl Leases {
    /// Fills in the lease of a command that comes next. Where there is none, it stays what it is: one of
    /// no repository.
    pub(super) fn fill_in(&self, command: &mut Command) {
        if let Some(used) = command.used()
            && let Some(lease) = self.given.iter().nth_back(used.back)
        {
            used.lease = *lease;
        }
    }

    /// A command is given.
    pub(super) fn follow(&mut self, timed: &Timed) {
        let Command::LeaseRepository(seconds) = timed.command else {
            wait(timed.ask(&self.oracle));
            return;
        };
        let now = at(timed.seconds);
        let answer = self.oracle.lease_repository(terms(), lasting(seconds), now);
        self.given
            .extend(wait(answer).unwrap().leased.map(|leased| leased.lease));
    }
}
