//! Several things at once on one task.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

/// Waits for all of them; what came of each is in the order in which they were given. Whoever gives them
/// bounds how many there are: each is asked whenever one of them has something to say.
pub(crate) async fn together<T>(futures: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut waiting: Vec<Pin<Box<_>>> = futures.map(Box::pin).collect();
    let mut outcomes: Vec<Option<T>> = waiting.iter().map(|_| None).collect();
    poll_fn(|context| {
        let open = outcomes.iter_mut().zip(&mut waiting);
        for (outcome, future) in open.filter(|(outcome, _)| outcome.is_none()) {
            if let Poll::Ready(value) = future.as_mut().poll(context) {
                *outcome = Some(value);
            }
        }
        if outcomes.iter().all(Option::is_some) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    outcomes.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn they_wait_for_each_other_and_keep_their_order() {
        let (first, waits_for_first) = oneshot::channel();
        let (second, waits_for_second) = oneshot::channel();
        let one = Box::pin(async move {
            waits_for_second.await.unwrap();
            first.send(()).unwrap();
            1
        }) as Pin<Box<dyn Future<Output = _>>>;
        let two = Box::pin(async move {
            second.send(()).unwrap();
            waits_for_first.await.unwrap();
            2
        });
        assert_eq!(together([one, two].into_iter()).await, [1, 2]);
        let none: Vec<Pin<Box<dyn Future<Output = u8>>>> = Vec::new();
        assert!(together(none.into_iter()).await.is_empty());
    }
}
