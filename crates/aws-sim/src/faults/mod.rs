//! What goes wrong on the way.

mod chances;
mod fault;

use std::collections::{BTreeMap, VecDeque};

use crate::operation::Operation;
use crate::random::Random;

pub use chances::Chances;
pub use fault::{Fault, Landing};

/// Decides, call by call, what goes wrong. First what a test has written down, then by chance.
///
/// ```
/// use wharfinger_aws_sim::{Fault, Faults, Operation};
/// let mut faults = Faults::none();
/// faults.script(Operation::SetRepositoryPolicy, [None, Some(Fault::DropAfter)]);
/// assert_eq!(faults.next(Operation::SetRepositoryPolicy), None);
/// assert_eq!(faults.next(Operation::GetRepositoryPolicy), None);
/// assert_eq!(faults.next(Operation::SetRepositoryPolicy), Some(Fault::DropAfter));
/// assert_eq!(faults.next(Operation::SetRepositoryPolicy), None);
/// ```
#[derive(Clone, Debug)]
pub struct Faults {
    random: Random,
    chances: Chances,
    chances_of: BTreeMap<Operation, Chances>,
    scripts: BTreeMap<Operation, VecDeque<Option<Fault>>>,
    drawn: u64,
}

impl Faults {
    /// Nothing goes wrong.
    #[must_use]
    pub fn none() -> Self {
        Self::seeded(0, Chances::NONE)
    }

    /// As much goes wrong with every call as `chances` says; the same seed draws the same faults.
    ///
    /// ```
    /// use wharfinger_aws_sim::{Chances, Faults, Operation};
    /// let mut faults = Faults::seeded(7, Chances { throttle: 0.08, ..Chances::NONE });
    /// for _ in 0..1000 {
    ///     faults.next(Operation::GetRepositoryPolicy);
    /// }
    /// assert!((50..110).contains(&faults.drawn()));
    /// ```
    #[must_use]
    pub fn seeded(seed: u64, chances: Chances) -> Self {
        Self {
            random: Random::new(seed),
            chances,
            chances_of: BTreeMap::new(),
            scripts: BTreeMap::new(),
            drawn: 0,
        }
    }

    /// Gives one call chances of its own.
    #[must_use]
    pub fn with_chances_of(mut self, operation: Operation, chances: Chances) -> Self {
        self.chances_of.insert(operation, chances);
        self
    }

    /// Writes down what happens to the next calls of a kind, after what is written down already. A `None`
    /// lets one through.
    pub fn script(
        &mut self,
        operation: Operation,
        faults: impl IntoIterator<Item = Option<Fault>>,
    ) {
        self.scripts.entry(operation).or_default().extend(faults);
    }

    /// What goes wrong with this call.
    pub fn next(&mut self, operation: Operation) -> Option<Fault> {
        let script = self.scripts.get_mut(&operation);
        let scripted = script.and_then(VecDeque::pop_front);
        let fault = scripted.unwrap_or_else(|| {
            let chances = self.chances_of.get(&operation).unwrap_or(&self.chances);
            chances.draw(&mut self.random, operation)
        });
        self.drawn += u64::from(fault.is_some());
        fault
    }

    /// How much went wrong so far.
    #[must_use]
    pub fn drawn(&self) -> u64 {
        self.drawn
    }
}
