//! Workers at work, as the server runs them, and what comes of it.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::{JoinHandle, spawn_local};
use tokio::time::timeout;
use wharfinger_core::access::Status;
use wharfinger_core::policy::{Installation, PullActions};
use wharfinger_ecr::{Clock, Pace, Worker as EcrWorker};
use wharfinger_server::grants::{PASSES_DEFAULT, StoreBook};
use wharfinger_store::{RequestId, Terms, Timestamp};

use super::book::Watched;
use super::cloud::{Calls, Ecr};
use super::stage::Stage;
use super::time::{Chance, VirtualTime};

type Worker = EcrWorker<Watched, Ecr, VirtualTime, Chance>;

/// How often a server looks for something due though nobody woke it.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Work that takes longer than this has got stuck.
const STUCK: Duration = Duration::from_hours(6);

/// What approvals cost.
pub(crate) struct Cost {
    /// The calls of each repository.
    pub(crate) calls: Vec<Calls>,
    /// From each approval to the moment in which it was seen to be there, the quickest first.
    pub(crate) waits: Vec<Duration>,
}

impl Cost {
    /// So many in a hundred wait no longer.
    pub(crate) fn percentile(&self, percent: usize) -> Duration {
        self.waits[(self.waits.len() * percent).div_ceil(100).max(1) - 1]
    }
}

/// What a while cost in which nobody wanted anything.
pub(crate) struct Idle {
    /// Passes over all repositories.
    pub(crate) passes: usize,
    pub(crate) reads: usize,
    pub(crate) writes: usize,
}

fn worker(stage: &Stage, faults_percent: u64) -> Worker {
    let terms = Terms {
        installation: Installation::new("0a1b2c3d").expect("it is an id"),
        actions: PullActions::Two,
    };
    Worker {
        book: Watched {
            book: StoreBook::new(Arc::clone(&stage.store), terms),
            active: std::cell::RefCell::default(),
        },
        cloud: Ecr::new(stage.clock, faults_percent),
        clock: stage.clock,
        random: Chance::new(11),
        pace: Pace::default(),
        is_report_only: false,
    }
}

/// One pass after the other; where nothing is due, waits to be woken.
async fn keep_on(worker: Rc<Worker>, mut woken: watch::Receiver<()>) {
    loop {
        let done = worker.run_once().await.expect("the store answers");
        if done.is_none() {
            // Whether somebody woke it or time did, it looks.
            drop(timeout(LOOK_EVERY, woken.changed()).await);
        }
    }
}

/// So many approvals, all there before anybody begins to work.
pub(crate) async fn at_once(stage: &Stage, approvals: u32) -> Cost {
    let now = stage.clock.now();
    let requests = stage.approve_all(approvals).into_iter();
    let approved = requests.map(|request| (request, now)).collect();
    Serving::start(stage, 0).finish(stage, &approved).await
}

/// So many approvals one after the other, at random moments with `every` between them on average,
/// where so many calls in a hundred fail.
pub(crate) async fn in_a_stream(
    stage: &Stage,
    approvals: u32,
    every: Duration,
    faults_percent: u64,
) -> Cost {
    let serving = Serving::start(stage, faults_percent);
    let chance = Chance::new(13);
    let spread_ms = 2 * u64::try_from(every.as_millis()).expect("it is short");
    let mut approved = BTreeMap::new();
    for number in 0..approvals {
        let wait = Duration::from_millis(chance.below(spread_ms + 1));
        stage.clock.sleep(wait).await;
        approved.insert(stage.approve(number), stage.clock.now());
        serving.wake.send_replace(());
    }
    serving.finish(stage, &approved).await
}

/// A server at work.
struct Serving {
    worker: Rc<Worker>,
    wake: watch::Sender<()>,
    hands: Vec<JoinHandle<()>>,
}

impl Serving {
    fn start(stage: &Stage, faults_percent: u64) -> Self {
        let worker = Rc::new(worker(stage, faults_percent));
        let wake = watch::Sender::new(());
        let hand = |_| spawn_local(keep_on(Rc::clone(&worker), wake.subscribe()));
        let hands = (0..PASSES_DEFAULT.get()).map(hand).collect();
        Self {
            worker,
            wake,
            hands,
        }
    }

    /// Works until everybody has access.
    async fn finish(self, stage: &Stage, approved: &BTreeMap<RequestId, Timestamp>) -> Cost {
        let everybody = async {
            while self.worker.book.active.borrow().len() < approved.len() {
                stage.clock.sleep(LOOK_EVERY).await;
            }
        };
        let all = timeout(STUCK, everybody).await;
        all.expect("everybody has access in the end");
        for hand in self.hands {
            hand.abort();
        }
        cost(stage, &self.worker, approved)
    }
}

fn cost(stage: &Stage, worker: &Worker, approved: &BTreeMap<RequestId, Timestamp>) -> Cost {
    let active = worker.book.active.borrow();
    let mut waits: Vec<Duration> = approved
        .iter()
        .map(|(request, approved_at)| {
            assert_eq!(stage.status(*request), Status::Active);
            let wait = active[request].as_micros() - approved_at.as_micros();
            Duration::from_micros(wait.unsigned_abs())
        })
        .collect();
    waits.sort();
    Cost {
        calls: worker.cloud.repositories.take().into_values().collect(),
        waits,
    }
}

/// A while in which nobody wants anything: one repository gives somebody access, and from every other it
/// was just taken.
pub(crate) async fn idle(stage: &Stage, length: Duration) -> Idle {
    let worker = worker(stage, 0);
    let requests: Vec<RequestId> = (0..stage.repositories).map(|n| stage.approve(n)).collect();
    work_off(&worker).await;
    for request in requests.iter().skip(1) {
        stage.revoke(*request);
    }
    work_off(&worker).await;
    worker.cloud.forget_counts();
    let end = stage.clock.now().later(length);
    let mut passes = 0;
    while let Some(due_at) = stage.next_look()
        && due_at <= end
    {
        let wait = due_at.as_micros() - stage.clock.now().as_micros();
        let wait = Duration::from_micros(u64::try_from(wait).unwrap_or(0));
        // Timers are exact to the millisecond.
        stage.clock.sleep(wait + Duration::from_millis(1)).await;
        passes += work_off(&worker).await;
    }
    let repositories = worker.cloud.repositories.borrow();
    Idle {
        passes,
        reads: repositories.values().map(|calls| calls.reads).sum(),
        writes: repositories.values().map(|calls| calls.writes).sum(),
    }
}

/// Works until nothing is due: how many passes that took.
async fn work_off(worker: &Worker) -> usize {
    let mut passes = 0;
    while worker
        .run_once()
        .await
        .expect("the store answers")
        .is_some()
    {
        passes += 1;
    }
    passes
}
