//! A write's outcome, which waits for the commit that makes it durable.

use tokio::sync::oneshot;

use crate::Failure;

/// What a write came to, and who is told.
pub(crate) struct Pending<T, E> {
    outcome: Option<Result<T, E>>,
    answer: oneshot::Sender<Result<T, E>>,
}

impl<T, E: From<Failure>> Pending<T, E> {
    /// Of a write that has not run, and where its outcome will come.
    pub(crate) fn new() -> (Self, oneshot::Receiver<Result<T, E>>) {
        let (answer, answered) = oneshot::channel();
        let pending = Self {
            outcome: None,
            answer,
        };
        (pending, answered)
    }

    /// Notes what the write came to, instead of what an earlier run did.
    pub(crate) fn set(&mut self, outcome: Result<T, E>) {
        self.outcome = Some(outcome);
    }

    /// Gives the outcome, or the reason why the batch was lost.
    pub(crate) fn answer(self, committed: Result<(), Failure>) {
        let outcome = match (committed, self.outcome) {
            (Ok(()), Some(outcome)) => outcome,
            (Err(failure), _) => Err(failure.into()),
            (Ok(()), None) => Err(Failure::unavailable("the write was not run").into()),
        };
        // Whoever asked may have gone away; the write stands all the same.
        let _ = self.answer.send(outcome);
    }
}
