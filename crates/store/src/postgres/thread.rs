//! The one thread that talks to PostgreSQL, with a runtime of its own: whoever asks may run on any
//! runtime, or on none.

use std::fmt;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::{LocalSet, spawn_local};

use super::connection::Target;
use super::migrate::prepare;
use super::reader::{Question, READS_MAX, Reader, question};
use super::session::Session;
use super::writer::{Job, Worker, job};
use crate::{Failure, OpenError, QUEUED_WRITES_MAX};

/// The ends of the queues that callers hold. Closing lets the thread finish what waits, then ends
/// it.
pub(super) struct Thread {
    /// Absent once they are closed.
    queues: RwLock<Option<Queues>>,
    places: Arc<Semaphore>,
    /// How long a read may take.
    read_limit: Duration,
    handle: Mutex<Option<JoinHandle<()>>>,
}

struct Queues {
    jobs: mpsc::Sender<Box<dyn Job>>,
    /// Bounded by the places.
    questions: mpsc::UnboundedSender<Box<dyn Question>>,
}

impl Thread {
    /// Starts the thread, which brings the schema up to date before it takes anything.
    pub(super) fn start(target: Target) -> Result<Self, OpenError> {
        let (jobs, queued_jobs) = mpsc::channel(QUEUED_WRITES_MAX);
        let (questions, queued_questions) = mpsc::unbounded_channel();
        let (opened, outcome) = std::sync::mpsc::channel();
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let read_limit = target.patience.read();
        let handle = thread::Builder::new()
            .name("store-postgres".to_owned())
            .spawn(move || {
                let serving = async move {
                    let prepared = prepare(&target).await;
                    let is_ready = prepared.is_ok();
                    // Whoever opens waits for it.
                    let _ = opened.send(prepared);
                    if is_ready {
                        serve(target, queued_jobs, queued_questions).await;
                    }
                };
                LocalSet::new().block_on(&runtime, serving);
            })?;
        let this = Self {
            queues: RwLock::new(Some(Queues { jobs, questions })),
            places: Arc::new(Semaphore::new(READS_MAX)),
            read_limit,
            handle: Mutex::new(Some(handle)),
        };
        outcome.recv().unwrap_or_else(|_| {
            let panicked = "the thread that opens the database panicked";
            Err(std::io::Error::other(panicked).into())
        })?;
        Ok(this)
    }

    /// Runs `work` in a transaction and gives its outcome after the commit; see [`job`].
    pub(super) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Failure> + Send + 'static,
        F: AsyncFnMut(&mut Session<'_>) -> Result<T, E> + Send + 'static,
    {
        let (job, answered) = job(work);
        self.queued(|queues| {
            queues.jobs.try_send(job).map_err(|error| match error {
                TrySendError::Full(_) => Failure::Overloaded,
                TrySendError::Closed(_) => closed(),
            })
        })?;
        answered.await.unwrap_or_else(|_| Err(closed().into()))
    }

    /// Reads, within the time of a request; see [`question`].
    pub(super) async fn read<T, F>(&self, work: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: AsyncFnMut(&mut Session<'_>) -> Result<T, Failure> + Send + 'static,
    {
        self.read_within(self.read_limit, work).await
    }

    /// The same within another time.
    pub(super) async fn read_within<T, F>(&self, limit: Duration, work: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: AsyncFnMut(&mut Session<'_>) -> Result<T, Failure> + Send + 'static,
    {
        let place = Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|_| Failure::unavailable("too many reads are waiting"))?;
        let (question, answered) = question(place, limit, work);
        self.queued(|queues| queues.questions.send(question).map_err(|_| closed()))?;
        answered.await.unwrap_or_else(|_| Err(closed()))
    }

    /// Finishes what waits, and closes the connections.
    pub(super) fn close(&self) {
        *self.queues.write().unwrap_or_else(PoisonError::into_inner) = None;
        // Held until the thread has ended, so that whoever closes it as well waits too.
        let mut handle = self.handle.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(handle) = handle.take() {
            // An `Err` is a panic of the thread, which the callers it left were told about.
            let _ = handle.join();
        }
    }

    fn queued(&self, send: impl FnOnce(&Queues) -> Result<(), Failure>) -> Result<(), Failure> {
        let queues = self.queues.read().unwrap_or_else(PoisonError::into_inner);
        send(queues.as_ref().ok_or_else(closed)?)
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        self.close();
    }
}

impl fmt::Debug for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Thread")
    }
}

fn closed() -> Failure {
    Failure::unavailable("the store is closed")
}

/// Answers until the queues are closed and empty.
async fn serve(
    target: Target,
    jobs: mpsc::Receiver<Box<dyn Job>>,
    mut questions: mpsc::UnboundedReceiver<Box<dyn Question>>,
) {
    let writing = spawn_local(Worker::new(jobs, target.clone()).run());
    let reader = Rc::new(Reader::new(target));
    while let Some(question) = questions.recv().await {
        spawn_local(question.run(Rc::clone(&reader)));
    }
    // An `Err` is a panic, whose callers see their answers dropped.
    let _ = writing.await;
    reader.close().await;
}
