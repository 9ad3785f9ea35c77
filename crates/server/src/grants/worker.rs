//! The thread on which policies are kept as the grants say.
//!
//! A thread of its own, because a worker stays on the one it was made on; and so a store or an AWS
//! that is slow holds up no request. **Invariant:** nothing of it decides anything. Due is what the
//! store says is due, and who is killed here has lost nothing: leases run out.

#[cfg(test)]
mod tests;

use std::rc::Rc;
use std::time::Duration;

use tokio::runtime;
use tokio::sync::{oneshot, watch};
use tokio::task::{LocalSet, spawn_local};
use wharfinger_ecr::{Book, Clock, Cloud, Done, Random, Worker};

use super::Woken;
use crate::stop::{is_stopped, stopped};

/// How often the store is asked for something due though nobody said that there is: time makes
/// repositories due too, and other servers over the same database.
pub(crate) const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How long nobody asks a store that did not answer, whoever says that there is something to do.
const PAUSE: Duration = Duration::from_secs(1);

/// How long passes under way have when the server is told to stop: two calls that take their whole
/// time. A pass that is cut off is taken up when its lease has run out.
const STOP_GRACE: Duration = Duration::from_secs(10);

/// A thread that works; until it has ended.
pub(crate) struct Running(oneshot::Receiver<()>);

impl Running {
    /// Until it has come to an end, which it does once it is told to stop.
    pub(crate) async fn ended(self) {
        // Whoever would say it says so by being gone.
        let _ = self.0.await;
    }
}

/// Starts a thread on which `worker` makes one pass after the other, as many at once as there are
/// `woken`, until `stop` holds `true`.
pub(crate) fn start<B, C, T, R>(
    worker: impl FnOnce() -> Worker<B, C, T, R> + Send + 'static,
    woken: Vec<Woken>,
    stop: watch::Receiver<bool>,
) -> std::io::Result<Running>
where
    B: Book + 'static,
    C: Cloud + 'static,
    T: Clock + 'static,
    R: Random + 'static,
{
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let (ends, ended) = oneshot::channel();
    let thread = std::thread::Builder::new().name("grants".to_owned());
    thread.spawn(move || {
        LocalSet::new().block_on(&runtime, work(Rc::new(worker()), woken, stop));
        // What was cut off ends here, before anybody hears that all has ended.
        drop(runtime);
        drop(ends);
    })?;
    Ok(Running(ended))
}

/// Works until it is told to stop, and a little longer where passes are under way.
async fn work<B, C, T, R>(
    worker: Rc<Worker<B, C, T, R>>,
    woken: Vec<Woken>,
    mut stop: watch::Receiver<bool>,
) where
    B: Book + 'static,
    C: Cloud + 'static,
    T: Clock + 'static,
    R: Random + 'static,
{
    let hands = woken.into_iter().map(|woken| {
        let (worker, stop) = (worker.clone(), stop.clone());
        spawn_local(async move {
            let hand = || keep_on(worker.clone(), woken.clone(), stop.clone());
            // A fault that one repository brings out must not keep the others from being worked on.
            while let Err(error) = spawn_local(hand()).await {
                tracing::error!(%error, "A pass over a repository has failed; others go on");
                tokio::time::sleep(PAUSE).await;
            }
        })
    });
    let hands: Vec<_> = hands.collect();
    let all = async {
        for hand in hands {
            // Whatever it was has been told of.
            let _ = hand.await;
        }
    };
    let grace = async {
        stopped(&mut stop).await;
        tokio::time::sleep(STOP_GRACE).await;
    };
    tokio::select! {
        () = all => {}
        () = grace => tracing::warn!(
            "passes were cut off by the stop of the server; what they did is looked at by the next ones"
        ),
    }
}

/// One pass after the other.
async fn keep_on<B, C, T, R>(
    worker: Rc<Worker<B, C, T, R>>,
    mut woken: Woken,
    mut stop: watch::Receiver<bool>,
) where
    B: Book,
    C: Cloud,
    T: Clock,
    R: Random,
{
    while !is_stopped(&stop) {
        let pause = match worker.run_once().await {
            Ok(Some(done)) => {
                tell(done);
                continue;
            }
            Ok(None) => None,
            Err(unrecorded) => {
                tracing::warn!(%unrecorded, "The store does not answer about grants, trying again");
                Some(PAUSE)
            }
        };
        let wait = async {
            match pause {
                Some(pause) => tokio::time::sleep(pause).await,
                // An error says that nobody has woken it.
                None => drop(tokio::time::timeout(LOOK_EVERY, woken.wait()).await),
            }
        };
        tokio::select! {
            biased;
            () = stopped(&mut stop) => {}
            () = wait => {}
        }
    }
}

fn tell(done: Done) {
    let (outcome, repository) = match done {
        Done::Settled(id) => ("settled", id),
        Done::Failed(id) => ("failed", id),
        Done::LeaseLost(id) => ("lease lost", id),
    };
    let repository = uuid::Uuid::from_bytes(repository.0);
    tracing::debug!(%repository, outcome, "A repository was looked at");
}
