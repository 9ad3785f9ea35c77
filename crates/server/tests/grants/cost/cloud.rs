//! Policies of many repositories, and what calling for them costs.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use wharfinger_core::grants::{Failure, Target, TrailEvent};
use wharfinger_core::timestamp::Timestamp;
use wharfinger_ecr::{CALL_TIMEOUT, Clock, Cloud};

use super::time::{Chance, VirtualTime};

/// What a call takes, in milliseconds: at least, and how much more at most.
const CALL_MS: (u64, u64) = (40, 80);

/// Calls of a repository, and its policy.
#[derive(Clone, Debug, Default)]
pub(crate) struct Calls {
    pub(crate) reads: usize,
    pub(crate) writes: usize,
    text: Option<String>,
}

/// Amazon ECR as workers call it, by the names of repositories.
pub(super) struct Ecr {
    pub(super) repositories: RefCell<BTreeMap<String, Calls>>,
    clock: VirtualTime,
    chance: Chance,
    faults_percent: u64,
}

/// What goes wrong with a call, as often one as the other.
enum Fault {
    /// AWS says that it does nothing.
    Refused,
    /// Nothing happens, and no answer comes.
    LostBefore,
    /// It happens, and no answer comes.
    LostAfter,
}

impl Ecr {
    pub(super) fn new(clock: VirtualTime, faults_percent: u64) -> Self {
        Self {
            repositories: RefCell::default(),
            clock,
            chance: Chance::new(7),
            faults_percent,
        }
    }

    /// Counts from here on.
    pub(super) fn forget_counts(&self) {
        for calls in self.repositories.borrow_mut().values_mut() {
            (calls.reads, calls.writes) = (0, 0);
        }
    }

    /// A call is made: what goes wrong with it, once it has taken its time.
    async fn call(&self) -> Option<Fault> {
        let ms = CALL_MS.0 + self.chance.below(CALL_MS.1 + 1);
        self.clock.sleep(Duration::from_millis(ms)).await;
        if self.chance.below(100) >= self.faults_percent {
            return None;
        }
        Some(match self.chance.below(3) {
            0 => Fault::Refused,
            1 => Fault::LostBefore,
            _ => Fault::LostAfter,
        })
    }

    fn change<T>(&self, target: &Target, change: impl FnOnce(&mut Calls) -> T) -> T {
        let mut repositories = self.repositories.borrow_mut();
        let name = target.repository.name.clone();
        change(repositories.entry(name).or_default())
    }
}

impl Cloud for Ecr {
    async fn read(&self, target: &Target) -> Result<Option<String>, Failure> {
        let fault = self.call().await;
        let text = self.change(target, |calls| {
            calls.reads += 1;
            calls.text.clone()
        });
        match fault {
            None => Ok(text),
            Some(Fault::Refused) => Err(Failure::Throttled),
            Some(Fault::LostBefore | Fault::LostAfter) => {
                self.clock.sleep(CALL_TIMEOUT).await;
                Err(Failure::Unknown)
            }
        }
    }

    async fn write(&self, target: &Target, text: Option<&str>) -> Result<(), Failure> {
        let fault = self.call().await;
        self.change(target, |calls| {
            calls.writes += 1;
            if matches!(fault, None | Some(Fault::LostAfter)) {
                calls.text = text.map(str::to_owned);
            }
        });
        match fault {
            None => Ok(()),
            Some(Fault::Refused) => Err(Failure::Throttled),
            Some(Fault::LostBefore | Fault::LostAfter) => {
                self.clock.sleep(CALL_TIMEOUT).await;
                Err(Failure::Unknown)
            }
        }
    }

    async fn trail(&self, _: &Target, _: Timestamp) -> Result<Vec<TrailEvent>, Failure> {
        Err(Failure::Unavailable)
    }
}
