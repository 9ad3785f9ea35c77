//! The one thread that writes. It takes what waits in its queue, runs it in one transaction, and
//! answers when the commit is on disk: the cost of one sync is shared by a whole batch.
//!
//! The writes of a batch run one after the other with nothing between them. Nearly all that are
//! refused find out before they have written anything, and leave nothing to undo. One that fails
//! later takes a fault of the disk or of ours: then everything is rolled back, and the others run
//! again without it. A savepoint for each write would undo it alone, and would have SQLite copy
//! every page before a write changes it, of all the writes that succeed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Mutex, PoisonError, RwLock};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::Connection;

use super::connection::{BUSY_TIMEOUT, BUSY_TIMEOUT_BESIDE, open_writer};
use super::indexing::{self, IDLE_AFTER, UNINDEXED_MAX, UNINDEXED_WHEN_IDLE};
use super::list::SEARCH_READ_MAX;
use super::merging::Merging;
use super::statement::{Probe, Statements, Step};
use crate::Failure;
use crate::pending::Pending;

/// Most writes that wait. At the slowest disk that was measured (4 ms a commit) and full batches,
/// a write at the end of the queue is answered within about a tenth of a second; who comes
/// later is told to come back rather than kept.
pub const QUEUED_WRITES_MAX: usize = 1_024;

/// Most writes in one commit: past some hundred the shared sync is no longer the cost, and the
/// first of a batch should not wait for the last.
pub(super) const BATCH_WRITES_MAX: usize = 256;

/// What is otherwise in the tests, and beside a server.
#[derive(Clone, Debug)]
pub(crate) struct Tuning {
    pub(super) queued_writes_max: usize,
    pub(super) batch_writes_max: usize,
    pub(super) unindexed_when_idle: i64,
    pub(super) unindexed_max: i64,
    pub(super) search_read_max: u32,
    pub(super) merges_when_idle: bool,
    pub(super) busy_timeout: Duration,
    pub(super) probe: Probe,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            queued_writes_max: QUEUED_WRITES_MAX,
            batch_writes_max: BATCH_WRITES_MAX,
            unindexed_when_idle: UNINDEXED_WHEN_IDLE,
            unindexed_max: UNINDEXED_MAX,
            search_read_max: SEARCH_READ_MAX,
            merges_when_idle: true,
            busy_timeout: BUSY_TIMEOUT,
            probe: Probe::default(),
        }
    }
}

impl Tuning {
    /// For a store beside a server, which keeps the search index.
    pub(super) fn beside() -> Self {
        Self {
            unindexed_when_idle: i64::MAX,
            unindexed_max: i64::MAX,
            merges_when_idle: false,
            busy_timeout: BUSY_TIMEOUT_BESIDE,
            ..Self::default()
        }
    }
}

/// The queue's end that callers hold. Closing it lets the thread finish what waits, then ends it.
#[derive(Debug)]
pub(super) struct Writer {
    /// Absent once it is closed.
    queue: RwLock<Option<SyncSender<Box<dyn Job>>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(super) fn start(
        database: PathBuf,
        connection: Connection,
        tuning: Tuning,
    ) -> std::io::Result<Self> {
        let (queue, jobs) = sync_channel(tuning.queued_writes_max);
        let unindexed = indexing::unindexed(Statements::unprobed(&connection)).unwrap_or(0);
        let mut worker = Worker {
            jobs,
            database,
            connection: Some(connection),
            unindexed,
            merging: Merging::at_first(tuning.merges_when_idle),
            tuning,
        };
        let thread = thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || worker.run())?;
        Ok(Self {
            queue: RwLock::new(Some(queue)),
            thread: Mutex::new(Some(thread)),
        })
    }

    /// Runs `work` in a transaction and gives its outcome after the commit.
    ///
    /// An `Err` of the work undoes what it wrote, and nothing of its neighbours in the batch. The
    /// work may run twice, the second time as if the first had not been.
    pub(super) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Failure> + Send + 'static,
        F: FnMut(Statements<'_>) -> Result<T, E> + Send + 'static,
    {
        let (pending, answered) = Pending::new();
        self.send(Box::new(Write { work, pending }))?;
        answered.await.unwrap_or_else(|_| Err(stopped().into()))
    }

    fn send(&self, job: Box<dyn Job>) -> Result<(), Failure> {
        let queue = self.queue.read().unwrap_or_else(PoisonError::into_inner);
        let queue = queue.as_ref().ok_or_else(stopped)?;
        queue.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => Failure::Overloaded,
            TrySendError::Disconnected(_) => stopped(),
        })
    }

    /// Finishes what waits, and closes the connection.
    pub(super) fn close(&self) {
        *self.queue.write().unwrap_or_else(PoisonError::into_inner) = None;
        // Held until the thread has ended, so that whoever closes it as well waits too.
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(thread) = thread.take() {
            // An `Err` is a panic of the thread, which the callers it left were told about.
            let _ = thread.join();
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.close();
    }
}

fn stopped() -> Failure {
    Failure::unavailable("the writer has stopped")
}

/// One write, with its type forgotten.
trait Job: Send {
    /// Does the work. Whether the transaction can go on; if not, the work failed and has left
    /// something to undo.
    fn run(&mut self, statements: Statements<'_>) -> bool;

    /// Gives the outcome, or the reason why the batch was lost.
    fn answer(self: Box<Self>, committed: Result<(), Failure>);
}

struct Write<F, T, E> {
    work: F,
    pending: Pending<T, E>,
}

impl<F, T, E> Job for Write<F, T, E>
where
    T: Send,
    E: From<Failure> + Send,
    F: FnMut(Statements<'_>) -> Result<T, E> + Send,
{
    fn run(&mut self, statements: Statements<'_>) -> bool {
        let before = statements.changes();
        let outcome = catch_unwind(AssertUnwindSafe(|| (self.work)(statements)))
            .unwrap_or_else(|_| Err(Failure::unavailable("the write panicked").into()));
        let (failed, after) = (outcome.is_err(), statements.changes());
        self.pending.set(outcome);
        after.is_some() && (!failed || after == before)
    }

    fn answer(self: Box<Self>, committed: Result<(), Failure>) {
        self.pending.answer(committed);
    }
}

/// Writes that share a commit.
struct Batch {
    /// They ran, or are about to.
    writes: Vec<Box<dyn Job>>,
    /// They failed, and the others ran again without them.
    failed: Vec<Box<dyn Job>>,
}

impl Batch {
    /// Undoes everything and runs it again without the last write, which has failed, until
    /// what is left runs through.
    fn start_over(&mut self, statements: Statements<'_>) -> Result<(), Failure> {
        let mut failing = self.writes.len().checked_sub(1);
        while let Some(at) = failing {
            self.failed.push(self.writes.remove(at));
            // SQLite may have rolled back by itself, as it does when the disk is full (see its
            // page on transactions).
            if statements.changes().is_some() {
                statements.step(Step::Undo, "ROLLBACK", ())?;
            }
            statements.step(Step::Begin, "BEGIN IMMEDIATE", ())?;
            failing = self
                .writes
                .iter_mut()
                .position(|write| !write.run(statements));
        }
        Ok(())
    }
}

struct Worker {
    jobs: Receiver<Box<dyn Job>>,
    database: PathBuf,
    /// Absent after a batch was lost, so that the next one starts with a fresh connection.
    connection: Option<Connection>,
    /// How many tools are not indexed, as of the last batch.
    unindexed: i64,
    merging: Merging,
    tuning: Tuning,
}

impl Worker {
    fn run(&mut self) {
        while let Some(first) = self.next() {
            self.commit(first, self.tuning.batch_writes_max);
            if self.unindexed > self.tuning.unindexed_max {
                self.index_more();
            }
        }
    }

    /// Waits for the next write, and meanwhile keeps the search index.
    fn next(&mut self) -> Option<Box<dyn Job>> {
        let mut patience = IDLE_AFTER;
        while self.is_behind() || self.merging != Merging::Rests {
            match self.jobs.recv_timeout(patience) {
                Ok(job) => return Some(job),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {
                    let worked = if self.is_behind() {
                        self.index_more()
                    } else {
                        self.merge_more()
                    };
                    if !worked {
                        break;
                    }
                    patience = Duration::ZERO;
                }
            }
        }
        self.jobs.recv().ok()
    }

    /// Whether more tools are not indexed than are left so.
    fn is_behind(&self) -> bool {
        self.unindexed > self.tuning.unindexed_when_idle
    }

    /// Indexes some tools. Whether it worked; if not, the next write that works leads back here.
    fn index_more(&mut self) -> bool {
        let indexed = self.alone(indexing::index_more);
        if indexed.is_some() && self.merging == Merging::Rests {
            self.merging = Merging::at_first(self.tuning.merges_when_idle);
        }
        indexed.is_some()
    }

    /// Merges some of the search index. Whether it worked.
    fn merge_more(&mut self) -> bool {
        let merging = self.merging;
        let come_to = match (merging, &self.connection) {
            // Looking writes nothing, and needs no batch.
            (Merging::Unknown, Some(connection)) => {
                Merging::look(Statements::unprobed(connection)).ok()
            }
            _ => self.alone(move |statements| merging.step(statements)),
        };
        self.merging = come_to.unwrap_or(Merging::Rests);
        come_to.is_some()
    }

    /// Does something in a batch of its own. What came of it, if it worked.
    fn alone<T, F>(&mut self, work: F) -> Option<T>
    where
        T: Send + 'static,
        F: FnMut(Statements<'_>) -> Result<T, Failure> + Send + 'static,
    {
        let (pending, mut answered) = Pending::new();
        self.commit(Box::new(Write { work, pending }), 1);
        answered.try_recv().ok()?.ok()
    }

    /// Runs a batch that begins with `first`, makes it durable or leaves nothing of it, and
    /// answers.
    fn commit(&mut self, first: Box<dyn Job>, writes_max: usize) {
        let mut batch = Batch {
            writes: vec![first],
            failed: Vec::new(),
        };
        let committed = catch_unwind(AssertUnwindSafe(|| self.try_commit(&mut batch, writes_max)))
            .unwrap_or_else(|_| Err(Failure::unavailable("the writer panicked")));
        if committed.is_err() {
            // Dropping the connection rolls back what it left open.
            self.connection = None;
        }
        for write in batch.writes.into_iter().chain(batch.failed) {
            write.answer(committed.clone());
        }
    }

    fn try_commit(&mut self, batch: &mut Batch, writes_max: usize) -> Result<(), Failure> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.reopen()?,
        };
        let connection = self.connection.insert(connection);
        let statements = Statements::probed(connection, &self.tuning.probe);
        statements.step(Step::Begin, "BEGIN IMMEDIATE", ())?;
        while let Some(write) = batch.writes.last_mut() {
            if !write.run(statements) {
                batch.start_over(statements)?;
                break;
            }
            if batch.writes.len() == writes_max {
                break;
            }
            // Who came while the batch was under way still shares its sync.
            let Ok(next) = self.jobs.try_recv() else {
                break;
            };
            batch.writes.push(next);
        }
        // Asked here, where it takes no lock of its own. Without an answer the last one will do.
        if let Ok(unindexed) = indexing::unindexed(Statements::unprobed(connection)) {
            self.unindexed = unindexed;
        }
        statements.step(Step::Commit, "COMMIT", ())?;
        // From here on the batch is on disk; nothing may turn its answers into failures.
        let _ = self.tuning.probe.pass(Step::Answer);
        Ok(())
    }

    fn reopen(&self) -> Result<Connection, Failure> {
        self.tuning
            .probe
            .pass(Step::Reopen)
            .map_err(super::statement::failure)?;
        open_writer(&self.database, self.tuning.busy_timeout).map_err(Failure::unavailable)
    }
}
