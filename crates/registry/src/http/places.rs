//! Who may be asked now: a limit for all requests, and one for each host.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::error::HttpError;
use super::limits::{REQUESTS_MAX, REQUESTS_OF_HOST_MAX};

/// The places for requests.
#[derive(Debug)]
pub(super) struct Places {
    all: Arc<Semaphore>,
    hosts: Mutex<BTreeMap<String, Arc<Semaphore>>>,
}

/// A place, until it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    _of_host: OwnedSemaphorePermit,
    _of_all: OwnedSemaphorePermit,
}

impl Places {
    pub(super) fn new() -> Self {
        Self {
            all: Arc::new(Semaphore::new(REQUESTS_MAX)),
            hosts: Mutex::default(),
        }
    }

    /// Waits for a place at a host.
    pub(super) async fn take(&self, host: &str) -> Result<Place, HttpError> {
        let of_host = self.of_host(host);
        let take = |places: Arc<Semaphore>| async move {
            places.acquire_owned().await.map_err(|_| HttpError::Busy)
        };
        // The host's first: whoever waits for a slow host holds nothing that others need.
        let of_host = take(of_host).await?;
        Ok(Place {
            _of_host: of_host,
            _of_all: take(self.all.clone()).await?,
        })
    }

    fn of_host(&self, host: &str) -> Arc<Semaphore> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        // Nobody but the map knows a host without a request: its name goes, as names are endless.
        hosts.retain(|_, places| Arc::strong_count(places) > 1);
        hosts
            .entry(host.to_owned())
            .or_insert_with(|| Arc::new(Semaphore::new(REQUESTS_OF_HOST_MAX)))
            .clone()
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::task::Poll;

    use super::*;

    /// Whether a place is there at once.
    async fn is_free(places: &Places, host: &str) -> bool {
        let mut taking = Box::pin(places.take(host));
        poll_fn(|context| Poll::Ready(taking.as_mut().poll(context).is_ready())).await
    }

    #[tokio::test]
    async fn a_slow_host_keeps_nobody_from_another() {
        let places = Places::new();
        let mut slow = Vec::new();
        for _ in 0..REQUESTS_OF_HOST_MAX {
            slow.push(places.take("slow.example.org").await.unwrap());
        }
        assert!(!is_free(&places, "slow.example.org").await);
        assert!(is_free(&places, "other.example.org").await);
        slow.pop();
        assert!(is_free(&places, "slow.example.org").await);
    }

    #[tokio::test]
    async fn there_is_a_limit_for_all_hosts_and_no_trace_of_those_gone() {
        let places = Places::new();
        let mut taken = Vec::new();
        for number in 0..REQUESTS_MAX {
            taken.push(places.take(&format!("host-{number}")).await.unwrap());
        }
        assert!(!is_free(&places, "one-more").await);
        taken.clear();
        assert!(is_free(&places, "one-more").await);
        assert_eq!(places.hosts.lock().unwrap().len(), 1);
    }
}
