//! Mends of somebody else's part of a policy.

use wharfinger_core::account::AccountId;
use wharfinger_core::grants::{Mended, RepositoryId, WantedMend};
use wharfinger_core::policy::Mend;

use super::repositories::RepositoryRow;
use super::state::State;
use crate::repository::{Kept, TAKEN_BACK};
use crate::{
    Account, Action, By, MENDS_KEPT, MENDS_WAITING_MAX, MendError, MendOutcome, StoredMend,
    Subject, Timestamp,
};

impl State {
    pub(super) fn mend(&mut self, id: RepositoryId, mend: Mend, by: &By) -> Result<(), MendError> {
        let account = self.person(by)?;
        let row = self.repository(id).ok_or(MendError::NotFound)?;
        let connection = self.live_connection(row.kept.connection);
        let connection = connection.ok_or(MendError::Disconnected)?;
        let owner = connection.owner;
        let may_mend = |found: &Account| found.is_administrator() || found.id == owner;
        if !self.active(account).is_some_and(may_mend) {
            return Err(MendError::NotOwner);
        }
        let connection = connection.id;
        let waiting = row.waiting();
        if waiting.iter().any(|other| other.mend == mend) {
            return Ok(());
        }
        if waiting.len() >= MENDS_WAITING_MAX as usize {
            return Err(MendError::TooMany);
        }
        let subject = Subject::Connection(connection);
        self.audited(Action::StatementMended, subject, by, |_| ());
        let row = self.repository_mut(id).expect("it was found");
        row.add_mend(mend, Some(account), by.now, None);
        row.kept.want(by.now);
        Ok(())
    }

    /// Writes down that statements of others were put right without anybody having asked.
    pub(super) fn note_healed(&mut self, id: RepositoryId, count: usize, by: &By) {
        let row = self.repository(id).expect("it is leased");
        let subject = Subject::Connection(row.kept.connection);
        for _ in 0..count {
            self.audited(Action::StatementHealed, subject, by, |_| ());
        }
    }

    /// Whether an account may say what becomes of a repository's policy.
    pub(super) fn answers_for(&self, account: AccountId, kept: &Kept) -> bool {
        self.active(account).is_some_and(|account| {
            account.is_administrator()
                || self.connection(kept.connection).map(|found| found.owner) == Some(account.id)
                || self.maintains_in(kept.id, account.id)
        })
    }

    pub(super) fn mends(&self, id: RepositoryId) -> Vec<StoredMend> {
        let most = (MENDS_KEPT + MENDS_WAITING_MAX) as usize;
        let row = self.repository(id).into_iter();
        let mends = row.flat_map(|row| row.mends.iter().rev());
        mends.take(most).cloned().collect()
    }
}

impl RepositoryRow {
    /// Those that the server was about to do and whose end is not known, in order.
    pub(super) fn begun(&self) -> Vec<Mend> {
        let open = self.mends.iter().filter(|mend| mend.outcome.is_none());
        let begun = open.filter(|stored| stored.by.is_none());
        begun.map(|stored| stored.mend.clone()).collect()
    }

    /// The server is about to do one that nobody asked for.
    pub(super) fn begin(&mut self, mend: Mend, now: Timestamp) {
        if !self.begun().contains(&mend) {
            self.add_mend(mend, None, now, None);
        }
    }

    /// Those that people asked for and that wait, in order.
    pub(super) fn waiting(&self) -> Vec<WantedMend> {
        let open = self.mends.iter().filter(|mend| mend.outcome.is_none());
        open.filter(|stored| stored.by.is_some())
            .map(|stored| WantedMend {
                number: stored.number,
                mend: stored.mend.clone(),
            })
            .collect()
    }

    /// Takes down what came of mends.
    pub(super) fn settle_mends(&mut self, mended: &[Mended], now: Timestamp) {
        for mended in mended {
            let outcome = MendOutcome::of(mended, now);
            let mut open = self.mends.iter_mut().filter(|mend| mend.outcome.is_none());
            let found = open.find(|stored| match mended.number {
                Some(number) => stored.number == number,
                None => stored.by.is_none() && stored.mend == mended.mend,
            });
            match (found, mended.number) {
                (Some(stored), _) => stored.outcome = Some(outcome),
                (None, None) => self.add_mend(mended.mend.clone(), None, now, Some(outcome)),
                (None, Some(_)) => {}
            }
        }
    }

    /// Nobody writes the policy any more: what waits is over.
    pub(super) fn give_up_mends(&mut self, now: Timestamp) {
        let waiting = self.mends.iter_mut().filter(|mend| mend.outcome.is_none());
        for mend in waiting {
            mend.outcome = Some(MendOutcome {
                at: now,
                refusal: Some(TAKEN_BACK.to_owned()),
            });
        }
    }

    /// Keeps another one, and lets go of the oldest that are over.
    fn add_mend(
        &mut self,
        mend: Mend,
        by: Option<AccountId>,
        now: Timestamp,
        outcome: Option<MendOutcome>,
    ) {
        let number = self.mends.last().map_or(0, |last| last.number) + 1;
        self.mends.push(StoredMend {
            number,
            mend,
            by,
            asked_at: now,
            outcome,
        });
        let oldest = number.saturating_sub(u64::from(MENDS_KEPT));
        self.mends
            .retain(|mend| mend.number > oldest || mend.outcome.is_none());
    }
}
