//! Reads: on a few connections, side by side with the writes.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use sqlx::Connection;
use sqlx::postgres::PgConnection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::timeout;

use super::connection::{Target, failure};
use super::session::{Health, Session};
use crate::Failure;

/// Most connections that read at once: more than PostgreSQL has cores on most machines, and few
/// enough that a dozen servers stay under its default of 100 connections.
const READ_CONNECTIONS_MAX: u32 = 6;

/// Most reads that wait for a connection or are under way; at the slowest that was measured (0.2
/// ms each), the last one waits for a fifth of a second.
pub(super) const READS_MAX: usize = 1_024;

/// One read, with its type forgotten.
pub(super) trait Question: Send {
    /// Finds the answer and gives it.
    fn run(self: Box<Self>, reader: Rc<Reader>) -> Pin<Box<dyn Future<Output = ()>>>;
}

struct Read<F, T> {
    work: F,
    answer: oneshot::Sender<Result<T, Failure>>,
    limit: Duration,
    /// Counts it among [`READS_MAX`] until it is dropped.
    _place: OwnedSemaphorePermit,
}

/// A read to queue, how long it may take, and where its outcome comes. The work may run twice.
pub(super) fn question<T, F>(
    place: OwnedSemaphorePermit,
    limit: Duration,
    work: F,
) -> (Box<dyn Question>, oneshot::Receiver<Result<T, Failure>>)
where
    T: Send + 'static,
    F: AsyncFnMut(&mut Session<'_>) -> Result<T, Failure> + Send + 'static,
{
    let (answer, answered) = oneshot::channel();
    let read = Read {
        work,
        answer,
        limit,
        _place: place,
    };
    (Box::new(read), answered)
}

impl<F, T> Question for Read<F, T>
where
    T: Send + 'static,
    F: AsyncFnMut(&mut Session<'_>) -> Result<T, Failure> + Send + 'static,
{
    fn run(mut self: Box<Self>, reader: Rc<Reader>) -> Pin<Box<dyn Future<Output = ()>>> {
        Box::pin(async move {
            let found = timeout(self.limit, reader.read(&mut self.work)).await;
            let late = |_| Err(Failure::unavailable("PostgreSQL has not answered in time"));
            // Whoever asked may have gone away.
            let _ = self.answer.send(found.unwrap_or_else(late));
        })
    }
}

/// The connections that read. All run on one thread, so nothing here is locked.
pub(super) struct Reader {
    target: Target,
    slots: Semaphore,
    idle: RefCell<Vec<PgConnection>>,
}

impl Reader {
    pub(super) fn new(target: Target) -> Self {
        Self {
            target,
            slots: Semaphore::new(READ_CONNECTIONS_MAX as usize),
            idle: RefCell::default(),
        }
    }

    /// Reads on a connection that is idle or new. An idle one may have been lost since it was used,
    /// as when PostgreSQL was started anew; a read changes nothing, so it is asked again then.
    async fn read<T>(
        &self,
        work: &mut impl AsyncFnMut(&mut Session<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let _slot = timeout(self.target.patience.connect(), self.slots.acquire())
            .await
            .map_err(|_| Failure::unavailable("every connection to PostgreSQL is busy"))?
            .expect("the slots are never closed");
        let idle = self.idle.borrow_mut().pop();
        if let Some(connection) = idle {
            let (found, health) = self.read_on(connection, work).await;
            if health != Health::Lost {
                return found;
            }
            // The others were lost with it.
            self.idle.borrow_mut().clear();
        }
        let connection = self.target.connect().await.map_err(failure)?;
        self.read_on(connection, work).await.0
    }

    /// Keeps the connection unless it is lost.
    async fn read_on<T>(
        &self,
        mut connection: PgConnection,
        work: &mut impl AsyncFnMut(&mut Session<'_>) -> Result<T, Failure>,
    ) -> (Result<T, Failure>, Health) {
        let mut session = Session::new(&mut connection);
        let found = work(&mut session).await;
        let health = session.health();
        // After a refusal it may be inside a transaction.
        if health == Health::Well && found.is_ok() {
            self.idle.borrow_mut().push(connection);
        }
        (found, health)
    }

    /// Waits for the reads that are under way, and closes the connections.
    pub(super) async fn close(&self) {
        let _all = self.slots.acquire_many(READ_CONNECTIONS_MAX).await;
        let idle = self.idle.take();
        for connection in idle {
            // Whether PostgreSQL hears the farewell changes nothing.
            let _ = connection.close().await;
        }
    }
}
