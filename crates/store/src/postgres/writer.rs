//! Group commit: the writer takes what waits in its queue, runs it in one transaction, and answers
//! when PostgreSQL has confirmed the commit.
//!
//! As with SQLite, a write that is refused before it has written anything leaves nothing to undo.
//! When one fails later, everything is rolled back and the others run again without it: a savepoint
//! for each would cost two round trips of every write that succeeds.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::Poll;

use sqlx::Connection;
use sqlx::postgres::PgConnection;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::connection::{Target, failure};
use super::session::{Health, Session};
use crate::Failure;
use crate::pending::Pending;

/// Most writes in one commit: some four round trips each, so that the first of a batch waits a few
/// hundredths of a second for the last, and other servers for the lock no longer.
const BATCH_WRITES_MAX: usize = 64;

/// One write, with its type forgotten.
pub(super) trait Job: Send {
    /// Does the work. Whether the transaction can go on; if not, the work failed and has left
    /// something to undo.
    fn run<'a>(
        &'a mut self,
        session: &'a mut Session<'_>,
    ) -> Pin<Box<dyn Future<Output = bool> + 'a>>;

    /// Gives the outcome, or the reason why the batch was lost.
    fn answer(self: Box<Self>, committed: Result<(), Failure>);
}

struct Write<F, T, E> {
    work: F,
    pending: Pending<T, E>,
}

/// A write to queue, and where its outcome comes.
///
/// An `Err` of the work undoes what it wrote, and nothing of its neighbours in the batch. The work
/// may run twice, the second time as if the first had not been.
pub(super) fn job<T, E, F>(work: F) -> (Box<dyn Job>, oneshot::Receiver<Result<T, E>>)
where
    T: Send + 'static,
    E: From<Failure> + Send + 'static,
    F: AsyncFnMut(&mut Session<'_>) -> Result<T, E> + Send + 'static,
{
    let (pending, answered) = Pending::new();
    (Box::new(Write { work, pending }), answered)
}

impl<F, T, E> Job for Write<F, T, E>
where
    T: Send,
    E: From<Failure> + Send,
    F: AsyncFnMut(&mut Session<'_>) -> Result<T, E> + Send,
{
    fn run<'a>(
        &'a mut self,
        session: &'a mut Session<'_>,
    ) -> Pin<Box<dyn Future<Output = bool> + 'a>> {
        Box::pin(async move {
            let before = session.changes();
            let Some(outcome) = caught(whole(&mut self.work, session)).await else {
                // A statement may be under way: what follows must not meet its answer.
                let failure = Failure::unavailable("the write panicked");
                self.pending.set(Err(failure.into()));
                return false;
            };
            let after = session.changes();
            let may_go_on = after.is_some() && (outcome.is_ok() || after == before);
            self.pending.set(match outcome {
                Ok(_) if after.is_none() => {
                    Err(Failure::unavailable("a statement of the write failed").into())
                }
                outcome => outcome,
            });
            may_go_on
        })
    }

    fn answer(self: Box<Self>, committed: Result<(), Failure>) {
        self.pending.answer(committed);
    }
}

/// Does the work to the last statement; what it put off is nobody else's.
async fn whole<T, E: From<Failure>>(
    work: &mut impl AsyncFnMut(&mut Session<'_>) -> Result<T, E>,
    session: &mut Session<'_>,
) -> Result<T, E> {
    match work(session).await {
        Ok(done) => {
            session.send().await?;
            Ok(done)
        }
        Err(refused) => {
            session.forget();
            Err(refused)
        }
    }
}

/// The outcome of a future, or nothing where it panics.
async fn caught<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    std::future::poll_fn(move |context| {
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(Poll::Ready(outcome)) => Poll::Ready(Some(outcome)),
            Ok(Poll::Pending) => Poll::Pending,
            Err(_) => Poll::Ready(None),
        }
    })
    .await
}

/// Writes that share a commit.
struct Batch {
    /// They ran, or are about to.
    writes: Vec<Box<dyn Job>>,
    /// They failed, and the others ran again without them.
    failed: Vec<Box<dyn Job>>,
}

impl Batch {
    /// Undoes everything and runs it again without the last write, which has failed, until what is
    /// left runs through.
    async fn start_over(&mut self, session: &mut Session<'_>) -> Result<(), Failure> {
        let mut failing = self.writes.len().checked_sub(1);
        while let Some(at) = failing {
            self.failed.push(self.writes.remove(at));
            session.undo().await?;
            session.begin().await?;
            failing = None;
            for (at, write) in self.writes.iter_mut().enumerate() {
                if !write.run(session).await {
                    failing = Some(at);
                    break;
                }
            }
        }
        Ok(())
    }
}

pub(super) struct Worker {
    jobs: mpsc::Receiver<Box<dyn Job>>,
    target: Target,
    /// Absent at first, and after a batch was lost.
    connection: Option<PgConnection>,
}

impl Worker {
    pub(super) const fn new(jobs: mpsc::Receiver<Box<dyn Job>>, target: Target) -> Self {
        Self {
            jobs,
            target,
            connection: None,
        }
    }

    /// Writes until the queue is closed and empty.
    pub(super) async fn run(mut self) {
        while let Some(first) = self.jobs.recv().await {
            self.commit(first).await;
        }
        if let Some(connection) = self.connection {
            // Whether PostgreSQL hears the farewell changes nothing.
            let _ = connection.close().await;
        }
    }

    /// Runs a batch that begins with `first`, makes it durable or leaves nothing confirmed, and
    /// answers.
    ///
    /// A commit that was sent and not confirmed may have happened. It is never sent again: only who
    /// asked knows how to repeat a write safely.
    async fn commit(&mut self, first: Box<dyn Job>) {
        let mut batch = Batch {
            writes: vec![first],
            failed: Vec::new(),
        };
        let limit = self.target.patience.batch();
        let committed = match timeout(limit, self.try_commit(&mut batch)).await {
            Ok(committed) => committed,
            Err(_) => Err(Failure::unavailable(format_args!(
                "PostgreSQL has not confirmed within {limit:?}"
            ))),
        };
        for write in batch.writes.into_iter().chain(batch.failed) {
            write.answer(committed.clone());
        }
    }

    /// The connection is kept when all went well; dropping it ends what it left open.
    async fn try_commit(&mut self, batch: &mut Batch) -> Result<(), Failure> {
        let mut connection = self.begun(batch).await?;
        let mut session = Session::new(&mut connection);
        while let Some(write) = batch.writes.last_mut() {
            if !write.run(&mut session).await {
                batch.start_over(&mut session).await?;
                break;
            }
            if batch.writes.len() == BATCH_WRITES_MAX {
                break;
            }
            // Who came while the batch was under way still shares its commit.
            let Ok(next) = self.jobs.try_recv() else {
                break;
            };
            batch.writes.push(next);
        }
        session.commit().await?;
        self.connection = Some(connection);
        Ok(())
    }

    /// A connection in a new transaction. Where the one at hand was lost since the last batch, as
    /// when PostgreSQL was started anew, nothing has been written yet, and a fresh one serves.
    async fn begun(&mut self, batch: &mut Batch) -> Result<PgConnection, Failure> {
        if let Some(mut connection) = self.connection.take() {
            let mut session = Session::new(&mut connection);
            match session.begin().await {
                Ok(()) => return Ok(connection),
                Err(failure) if session.health() != Health::Lost => return Err(failure),
                Err(_) => {}
            }
        }
        let mut connection = match self.target.connect().await {
            Ok(connection) => connection,
            Err(error) => {
                // Whoever waits would wait for the same.
                while let Ok(waiting) = self.jobs.try_recv() {
                    batch.writes.push(waiting);
                }
                return Err(failure(error));
            }
        };
        Session::new(&mut connection).begin().await?;
        Ok(connection)
    }
}
