//! Mends of somebody else's part, one after the other, behind what a pass does with ours.

use std::collections::VecDeque;

use crate::policy::{Document, Edit, Mend};

/// A mend that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedMend {
    /// Its number among those of the repository.
    pub number: u64,
    /// What is to be done.
    pub mend: Mend,
}

/// What came of a mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mended {
    /// The number of one that was asked for; `None` where the pass found out itself that it was needed.
    pub number: Option<u64>,
    /// What was to be done.
    pub mend: Mend,
    /// Why it could not be done; `None` where the policy was read back as it says.
    pub refusal: Option<String>,
}

/// Why a mend that was begun was not done.
const NOT_WRITTEN: &str = "the pass ended before it was written, and by now there is no reason to";

/// Why nothing is done where there is no policy any more.
const NO_REPOSITORY: &str = "the repository is gone";

/// The mends of a pass: those that wait, what came of the others, and those that an earlier pass had begun.
#[derive(Debug, Default)]
pub(super) struct Mending {
    waiting: VecDeque<(Option<u64>, Mend)>,
    mended: Vec<Mended>,
    begun: Vec<Mend>,
}

impl Mending {
    pub(super) fn new(wanted: &[WantedMend], begun: &[Mend]) -> Self {
        let waiting = wanted
            .iter()
            .map(|one| (Some(one.number), one.mend.clone()));
        Self {
            waiting: waiting.collect(),
            mended: Vec::new(),
            begun: begun.to_vec(),
        }
    }

    /// The next mend that takes a write, and that write. Those that take none are over.
    pub(super) fn next(&mut self, document: &Document<'_>) -> Option<(Mend, Option<String>)> {
        loop {
            let (_, mend) = self.waiting.front()?;
            match document.mend(mend) {
                Ok(Edit::Set(text)) => return Some((mend.clone(), Some(text))),
                Ok(Edit::Delete) => return Some((mend.clone(), None)),
                Ok(Edit::Nothing) => self.end(None),
                Err(invalid) => self.end(Some(invalid.to_string())),
            }
        }
    }

    /// Whether the next one takes no write, so that all that is to be said of it is what a look shows.
    pub(super) fn takes_no_write(&self, document: &Document<'_>) -> bool {
        let next = self.waiting.front();
        next.is_some_and(|(_, mend)| matches!(document.mend(mend), Ok(Edit::Nothing) | Err(_)))
    }

    /// Whether something is to be said of what was begun.
    pub(super) fn has_begun(&self) -> bool {
        !self.begun.is_empty()
    }

    /// There is no policy any more in which anything could be done.
    pub(super) fn give_up(&mut self) {
        while !self.waiting.is_empty() {
            self.refuse(NO_REPOSITORY.to_owned());
        }
        for mend in self.begun_and_not_over() {
            self.waiting.push_back((None, mend));
            self.refuse(NO_REPOSITORY.to_owned());
        }
    }

    /// Another one, which the pass found out itself was needed.
    pub(super) fn add(&mut self, mend: Mend) {
        self.waiting.push_back((None, mend));
    }

    /// Whether nobody asked for the next one.
    pub(super) fn is_found_out(&self) -> bool {
        let next = self.waiting.front();
        next.is_some_and(|(number, _)| number.is_none())
    }

    /// What came of those that were begun, by the policy as it is now: all that is to be done of them has
    /// been found out anew.
    pub(super) fn conclude(&mut self, document: &Document<'_>) {
        for mend in self.begun_and_not_over() {
            let refusal = match document.mend(&mend) {
                Ok(Edit::Nothing) => None,
                Ok(Edit::Set(_) | Edit::Delete) => Some(NOT_WRITTEN.to_owned()),
                Err(invalid) => Some(invalid.to_string()),
            };
            self.mended.push(Mended {
                number: None,
                mend,
                refusal,
            });
        }
    }

    /// What was begun by a pass before this one, but for what this one has begun anew and ended.
    fn begun_and_not_over(&mut self) -> Vec<Mend> {
        let mut begun = std::mem::take(&mut self.begun);
        begun.retain(|mend| {
            let is_it = |mended: &Mended| mended.number.is_none() && mended.mend == *mend;
            !self.mended.iter().any(is_it)
        });
        begun
    }

    /// The next one cannot be done.
    pub(super) fn refuse(&mut self, why: String) {
        self.end(Some(why));
    }

    fn end(&mut self, refusal: Option<String>) {
        if let Some((number, mend)) = self.waiting.pop_front() {
            self.mended.push(Mended {
                number,
                mend,
                refusal,
            });
        }
    }

    /// What came of those that are over.
    pub(super) fn over(&self) -> &[Mended] {
        &self.mended
    }
}
