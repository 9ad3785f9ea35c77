//! Time: requests that nobody answered lapse, whoever has access is reminded that it ends, and it ends.

use actix_web::rt::time::sleep;
use wharfinger_store::{Actor, Advanced, By, Failure};

use crate::limits::{ADVANCE_AT_ONCE_MAX, ADVANCE_EVERY};
use crate::state::State;

/// What the audit log calls the request in which time changes something.
const REQUEST_ID: &str = "time";

/// Does everything that time brings by now; returns how much that was.
///
/// Several servers may do it over one database: what one has advanced, the others no longer find.
pub async fn advance(state: &State) -> Result<u32, Failure> {
    let mut advanced = 0;
    loop {
        let by = By {
            actor: Actor::System,
            request_id: REQUEST_ID.to_owned(),
            now: state.clock.now(),
        };
        let round = state.store.advance_requests(ADVANCE_AT_ONCE_MAX, by);
        let Advanced { count, damaged } = round.await?;
        state.alarms.passed_over("requests that are due", &damaged);
        advanced += count;
        if count < ADVANCE_AT_ONCE_MAX {
            return Ok(advanced);
        }
    }
}

/// Advances what is due now, and again after a while, until it is dropped.
pub(crate) async fn advance_for_ever(state: &State) {
    loop {
        match advance(state).await {
            Ok(0) => {}
            Ok(count) => {
                tracing::info!(
                    count,
                    "Requests lapsed, came to their end or were reminded of it"
                );
                state.wake();
            }
            // What is due stays due, so the next round does it.
            Err(failure) => tracing::warn!(%failure, "Requests that are due were not advanced"),
        }
        sleep(ADVANCE_EVERY).await;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use wharfinger_store::{Model, Timestamp};

    use super::*;
    use crate::config::Config;
    use crate::seams::{Clock, System};

    /// Stands still, and counts how often it is looked at: once a round.
    struct Counted(AtomicU32);

    impl Clock for Counted {
        fn now(&self) -> Timestamp {
            self.0.fetch_add(1, Ordering::Relaxed);
            Timestamp::from_micros(0)
        }
    }

    #[actix_web::test]
    async fn it_is_done_at_once_and_then_every_minute() {
        // Time jumps ahead whenever there is nothing else to do.
        tokio::time::pause();
        let clock = Arc::new(Counted(AtomicU32::new(0)));
        let store = Arc::new(Model::new());
        let state = State::new(Config::default(), store, clock.clone(), Arc::new(System));
        let looked = || clock.0.load(Ordering::Relaxed);
        let before = looked();
        let span = 3 * ADVANCE_EVERY + Duration::from_secs(1);
        let ended = tokio::time::timeout(span, advance_for_ever(&state)).await;
        assert!(ended.is_err(), "it goes on");
        assert_eq!(looked() - before, 4);
    }
}
