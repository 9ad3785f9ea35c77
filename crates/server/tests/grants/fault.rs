//! What goes wrong, and at which effect: a transaction of the worker's, or a call to AWS.

use std::cell::{Cell, RefCell};
use std::future::pending;
use std::rc::Rc;
use std::time::Duration;

use tokio::sync::Notify;
use wharfinger_core::grants::{Failed, Findings, Intent, Lease, Leased, LookAgain};
use wharfinger_ecr::{Book, Unrecorded};
use wharfinger_server::grants::StoreBook;
use wharfinger_store::{RequestId, Timestamp};

/// What happens to an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It does not happen, and an error says so, or that nobody knows.
    Before,
    /// It happens, and the answer is lost.
    After,
    /// The process dies first.
    DieBefore,
    /// It happens, and the process dies before it hears of it.
    DieAfter,
    /// A write is not answered and happens seconds later. As [`Fault::Before`] for everything else.
    Late,
    /// A call comes at a bad time, and AWS says so: nothing has happened. As [`Fault::Before`] for a
    /// transaction.
    Throttled,
    /// The role may not do it just now. As [`Fault::Before`] for a transaction.
    Denied,
    /// A read shows what was there before the last write, if that was moments ago. Nothing for everything
    /// else.
    Stale,
}

impl Fault {
    pub(crate) const ALL: [Self; 8] = [
        Self::Before,
        Self::After,
        Self::DieBefore,
        Self::DieAfter,
        Self::Late,
        Self::Throttled,
        Self::Denied,
        Self::Stale,
    ];
}

/// Counts effects. Some act happens before one of them, and a fault at another.
#[derive(Default)]
pub(crate) struct Effects {
    count: Cell<usize>,
    fault: Cell<Option<(usize, Fault)>>,
    act: RefCell<Option<(usize, Box<dyn AsyncAct>)>>,
    /// Told when the process is dead.
    pub(crate) death: Notify,
}

/// Something that somebody does.
pub(crate) trait AsyncAct {
    fn act(self: Box<Self>) -> std::pin::Pin<Box<dyn Future<Output = ()>>>;
}

impl<F: AsyncFnOnce() + 'static> AsyncAct for F {
    fn act(self: Box<Self>) -> std::pin::Pin<Box<dyn Future<Output = ()>>> {
        Box::pin(async move { (*self)().await })
    }
}

impl Effects {
    /// Counts from here on, and lets this fault happen at the effect with that number.
    pub(crate) fn arm(&self, fault: Option<(usize, Fault)>) {
        self.count.set(0);
        self.fault.set(fault);
    }

    /// Lets somebody do something just before the effect with that number.
    pub(crate) fn interrupt(&self, at: usize, act: impl AsyncFnOnce() + 'static) {
        *self.act.borrow_mut() = Some((at, Box::new(act)));
    }

    /// What was to be done and was not, because so many effects did not come about.
    pub(crate) fn not_done(&self) -> Option<Box<dyn AsyncAct>> {
        Some(self.act.borrow_mut().take()?.1)
    }

    /// How many there were.
    pub(crate) fn count(&self) -> usize {
        self.count.get()
    }

    /// An effect is about to happen.
    pub(crate) async fn next(&self) -> Option<Fault> {
        let number = self.count.replace(self.count.get() + 1);
        let act = self.act.borrow_mut().take_if(|(at, _)| *at == number);
        if let Some((_, act)) = act {
            act.act().await;
        }
        let fault = self.fault.take_if(|(at, _)| *at == number)?.1;
        if fault == Fault::DieBefore {
            self.die().await;
        }
        Some(fault)
    }

    /// The process is no more: whoever drives it drops it here.
    pub(crate) async fn die(&self) {
        self.death.notify_one();
        pending::<()>().await;
    }
}

trait TakeIf<T> {
    fn take_if(&self, is: impl FnOnce(&T) -> bool) -> Option<T>;
}

impl<T: Copy> TakeIf<T> for Cell<Option<T>> {
    fn take_if(&self, is: impl FnOnce(&T) -> bool) -> Option<T> {
        let found = self.get().filter(|found| is(found))?;
        self.set(None);
        Some(found)
    }
}

/// The store as a worker uses it, to which faults happen.
pub(crate) struct Disturbed {
    pub(crate) book: StoreBook,
    pub(crate) effects: Rc<Effects>,
}

impl Disturbed {
    async fn transaction<T>(
        &self,
        transaction: impl Future<Output = Result<T, Unrecorded>>,
    ) -> Result<T, Unrecorded> {
        let lost = |when: &str| Unrecorded(format!("the connection was cut {when}"));
        match self.effects.next().await {
            None | Some(Fault::DieBefore | Fault::Stale) => transaction.await,
            Some(Fault::Before | Fault::Late | Fault::Throttled | Fault::Denied) => {
                Err(lost("before"))
            }
            Some(Fault::After) => {
                transaction.await?;
                Err(lost("after"))
            }
            Some(Fault::DieAfter) => {
                let answer = transaction.await;
                self.effects.die().await;
                answer
            }
        }
    }
}

impl Book for Disturbed {
    type Key = RequestId;

    async fn lease(
        &self,
        length: Duration,
        now: Timestamp,
    ) -> Result<Option<Leased<RequestId>>, Unrecorded> {
        self.transaction(self.book.lease(length, now)).await
    }

    async fn intend(
        &self,
        lease: &Lease,
        intent: &Intent,
        margin: Duration,
        length: Duration,
        now: Timestamp,
    ) -> Result<Option<Lease>, Unrecorded> {
        self.transaction(self.book.intend(lease, intent, margin, length, now))
            .await
    }

    async fn settle(
        &self,
        lease: &Lease,
        findings: &Findings<RequestId>,
        next: LookAgain,
        now: Timestamp,
    ) -> Result<bool, Unrecorded> {
        self.transaction(self.book.settle(lease, findings, next, now))
            .await
    }

    async fn fail(
        &self,
        lease: &Lease,
        failed: &Failed<RequestId>,
        wait: Duration,
        now: Timestamp,
    ) -> Result<bool, Unrecorded> {
        self.transaction(self.book.fail(lease, failed, wait, now))
            .await
    }
}
