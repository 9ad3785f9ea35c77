//! Many clients at once, and what they have got done so far.

use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::client::{Client, Ended};

/// Longest wait for clients to get something done: far beyond what a loaded machine takes, and an end
/// where they hang.
const PATIENCE: Duration = Duration::from_mins(1);

/// How long a client that was refused waits before it comes back: less than it is told, so that a fault
/// is felt by many requests and lasts no longer than it must.
const COME_BACK_AFTER: Duration = Duration::from_millis(100);

/// What all clients together have got done.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    counts: Mutex<Counts>,
    changed: Condvar,
}

/// The numbers behind it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    /// Steps that were taken.
    pub(crate) done: usize,
    /// Answers that told to come back.
    pub(crate) refused: usize,
    /// The longest that an answer took.
    pub(crate) slowest: Duration,
    /// Clients whose server has gone.
    lost: usize,
    is_over: bool,
}

impl Progress {
    /// The numbers as they are now.
    pub(crate) fn counts(&self) -> Counts {
        // A client that panicked fails the test anyway.
        *self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the numbers are so.
    ///
    /// # Panics
    /// Where that takes too long, or a client ends before.
    pub(crate) fn wait(&self, what: &str, is_so: impl Fn(&Counts) -> bool) {
        let counts = self.counts.lock().unwrap();
        let waited = self.changed.wait_timeout_while(counts, PATIENCE, |counts| {
            !is_so(counts) && !counts.is_over && counts.lost == 0
        });
        let (counts, _) = waited.unwrap();
        assert!(is_so(&counts), "waited in vain for {what}: {counts:?}");
    }

    /// Waits until so many steps more were taken.
    pub(crate) fn wait_done(&self, more: usize) {
        let enough = self.counts().done + more;
        self.wait("steps to be taken", |counts| counts.done >= enough);
    }

    /// Waits until so many answers more told to come back.
    pub(crate) fn wait_refused(&self, more: usize) {
        let enough = self.counts().refused + more;
        self.wait("steps to be refused", |counts| counts.refused >= enough);
    }

    /// Tells the clients to end.
    pub(crate) fn end(&self) {
        self.count(|counts| counts.is_over = true);
    }

    pub(crate) fn is_over(&self) -> bool {
        self.counts().is_over
    }

    pub(crate) fn done(&self, took: Duration) {
        self.count(|counts| {
            counts.done += 1;
            counts.slowest = counts.slowest.max(took);
        });
    }

    /// Counts a client that has lost its server.
    pub(crate) fn lost(&self) {
        self.count(|counts| counts.lost += 1);
    }

    /// Counts a refusal, and lets some time pass unless all is over.
    pub(crate) fn refused(&self, took: Duration) {
        self.count(|counts| {
            counts.refused += 1;
            counts.slowest = counts.slowest.max(took);
        });
        let counts = self.counts.lock().unwrap();
        let waited = self
            .changed
            .wait_timeout_while(counts, COME_BACK_AFTER, |counts| !counts.is_over);
        drop(waited.unwrap());
    }

    fn count(&self, change: impl FnOnce(&mut Counts)) {
        change(&mut self.counts.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_all();
    }
}

/// Ends the clients when it is dropped in a panic: a test that fails does not wait for them, and a client
/// that fails ends the others.
struct EndOnPanic<'p>(&'p Progress);

impl Drop for EndOnPanic<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.end();
        }
    }
}

/// Runs every client at one of the addresses while `meanwhile` lasts; how each of them ended.
pub(crate) fn run(
    clients: &mut [Client],
    addresses: &[&str],
    meanwhile: impl FnOnce(&Progress),
) -> Vec<Ended> {
    let progress = Progress::default();
    thread::scope(|scope| {
        let progress = &progress;
        let running: Vec<_> = clients
            .iter_mut()
            .zip(addresses.iter().cycle())
            .map(|(client, address)| {
                scope.spawn(move || {
                    let _end = EndOnPanic(progress);
                    client.run(address, progress)
                })
            })
            .collect();
        let end = EndOnPanic(progress);
        meanwhile(progress);
        drop(end);
        progress.end();
        running
            .into_iter()
            .map(|client| client.join().unwrap())
            .collect()
    })
}
