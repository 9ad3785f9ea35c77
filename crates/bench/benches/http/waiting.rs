//! Asking a store outside of any server, many things at once.

use std::fmt::Debug;
use std::task::{Context, Poll, Waker};

use pollster::block_on;
use wharfinger_store::Answer;

/// Answers that are waited for at once: less than a store queues.
const AT_ONCE: usize = 512;

/// One answer, which is no refusal.
pub(crate) fn one<T, E: Debug>(answer: Answer<'_, Result<T, E>>) -> T {
    block_on(answer).expect("the store does it")
}

/// Asks for all, so that they share commits.
pub(crate) fn all<'a, T: 'a, E: Debug + 'a>(
    answers: impl IntoIterator<Item = Answer<'a, Result<T, E>>>,
) {
    let mut answers = answers.into_iter();
    loop {
        let mut waiting = Vec::new();
        for mut answer in answers.by_ref().take(AT_ONCE) {
            // The first look puts it into the queue.
            match answer
                .as_mut()
                .poll(&mut Context::from_waker(Waker::noop()))
            {
                Poll::Ready(done) => drop(done.expect("the store does it")),
                Poll::Pending => waiting.push(answer),
            }
        }
        if waiting.is_empty() {
            return;
        }
        for answer in waiting {
            one(answer);
        }
    }
}
