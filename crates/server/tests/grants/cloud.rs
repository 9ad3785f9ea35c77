//! One repository that behaves as Amazon ECR is known to.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use wharfinger_core::grants::{Failure, Target, TrailEvent};
use wharfinger_ecr::{Clock, Cloud};
use wharfinger_store::Timestamp;

use crate::fault::{Effects, Fault};

/// A statement of somebody else's, as they wrote it.
pub(crate) const FOREIGN: &str = r#"{ "Sid":"Lambda", "Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"ecr:BatchGetImage" }"#;

/// How much later a write that was not answered happens: more than was ever seen.
const LATE: Duration = Duration::from_secs(4);

/// How long a read may show what was there before a write: as long as in the simulation.
const STALE: Duration = Duration::from_secs(3);

/// What one call takes.
const CALL: Duration = Duration::from_millis(50);

/// Time that passes when somebody waits.
#[derive(Clone, Debug)]
pub(crate) struct Time(Rc<Cell<Timestamp>>);

impl Time {
    pub(crate) fn starting(at: Timestamp) -> Self {
        Self(Rc::new(Cell::new(at)))
    }

    /// Lets time pass until then, if it is not later already.
    pub(crate) fn pass_until(&self, then: Timestamp) {
        self.0.set(self.0.get().max(then));
    }

    pub(crate) fn pass(&self, duration: Duration) {
        self.0.set(self.0.get().later(duration));
    }
}

impl Clock for Time {
    fn now(&self) -> Timestamp {
        self.0.get()
    }

    async fn sleep(&self, duration: Duration) {
        self.pass(duration);
    }
}

/// A repository's policy.
pub(crate) struct Policy {
    text: RefCell<Option<String>>,
    /// What was there before the last write, and when that was.
    before: RefCell<Option<(Timestamp, Option<String>)>>,
    /// A write that happens then.
    late: RefCell<Option<(Timestamp, Option<String>)>>,
    /// Principals that do not exist.
    pub(crate) dead: RefCell<BTreeSet<String>>,
    /// Whether the repository was deleted.
    pub(crate) is_gone: Cell<bool>,
    pub(crate) reads: Cell<usize>,
    pub(crate) writes: Cell<usize>,
    clock: Time,
}

impl Policy {
    pub(crate) fn new(clock: Time) -> Self {
        let text = format!(r#"{{"Version":"2012-10-17","Statement":[{FOREIGN}]}}"#);
        Self {
            text: RefCell::new(Some(text)),
            before: RefCell::default(),
            late: RefCell::default(),
            dead: RefCell::default(),
            is_gone: Cell::default(),
            reads: Cell::default(),
            writes: Cell::default(),
            clock,
        }
    }

    /// What is there now.
    pub(crate) fn text(&self) -> Option<String> {
        let now = self.clock.now();
        if let Some((_, text)) = self.late.borrow_mut().take_if(|(at, _)| *at <= now) {
            self.land(text);
        }
        self.text.borrow().clone()
    }

    /// What a read may show instead.
    fn stale_text(&self) -> Option<String> {
        let text = self.text();
        let now = self.clock.now();
        match &*self.before.borrow() {
            Some((at, before)) if now <= at.later(STALE) => before.clone(),
            _ => text,
        }
    }

    fn land(&self, text: Option<String>) {
        let before = self.text.replace(text);
        *self.before.borrow_mut() = Some((self.clock.now(), before));
    }

    /// Somebody else writes, past us.
    pub(crate) fn replace(&self, text: &str) {
        *self.text.borrow_mut() = Some(text.to_owned());
    }

    fn write(&self, text: Option<&str>) -> Result<(), Failure> {
        self.text();
        self.writes.set(self.writes.get() + 1);
        let names = |dead: &String| text.is_some_and(|text| text.contains(dead));
        if self.dead.borrow().iter().any(names) {
            return Err(Failure::PrincipalRefused {
                message: "Principal not found".to_owned(),
            });
        }
        self.land(text.map(str::to_owned));
        Ok(())
    }
}

/// Amazon ECR as a worker calls it, to which faults happen.
pub(crate) struct Ecr {
    pub(crate) policy: Rc<Policy>,
    pub(crate) effects: Rc<Effects>,
    pub(crate) clock: Time,
}

impl Cloud for Ecr {
    async fn read(&self, _: &Target) -> Result<Option<String>, Failure> {
        let fault = self.effects.next().await;
        self.clock.pass(CALL);
        self.policy.reads.set(self.policy.reads.get() + 1);
        match fault {
            None if self.policy.is_gone.get() => Err(Failure::NoRepository),
            None | Some(Fault::DieBefore) => Ok(self.policy.text()),
            Some(Fault::Before | Fault::After | Fault::Late) => Err(Failure::Unavailable),
            Some(Fault::Throttled) => Err(Failure::Throttled),
            Some(Fault::Denied) => Err(denied()),
            Some(Fault::Stale) => Ok(self.policy.stale_text()),
            Some(Fault::DieAfter) => {
                self.effects.die().await;
                Err(Failure::Unavailable)
            }
        }
    }

    async fn write(&self, _: &Target, text: Option<&str>) -> Result<(), Failure> {
        let fault = self.effects.next().await;
        self.clock.pass(CALL);
        match fault {
            None | Some(Fault::DieBefore | Fault::Stale) => self.policy.write(text),
            Some(Fault::Throttled) => Err(Failure::Throttled),
            Some(Fault::Denied) => Err(denied()),
            Some(Fault::Before) => Err(Failure::Unknown),
            Some(Fault::After) => {
                self.policy.write(text)?;
                Err(Failure::Unknown)
            }
            Some(Fault::DieAfter) => {
                let answer = self.policy.write(text);
                self.effects.die().await;
                answer
            }
            Some(Fault::Late) => {
                let at = self.clock.now().later(LATE);
                *self.policy.late.borrow_mut() = Some((at, text.map(str::to_owned)));
                Err(Failure::Unknown)
            }
        }
    }

    async fn trail(&self, _: &Target, _: Timestamp) -> Result<Vec<TrailEvent>, Failure> {
        Err(Failure::Unavailable)
    }
}

fn denied() -> Failure {
    Failure::Denied {
        message: "not authorized to perform this action".to_owned(),
    }
}
