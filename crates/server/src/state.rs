//! What every handler may use.

use std::sync::Arc;
use std::time::Duration;

use wharfinger_store::{Store, ToolId};

use crate::config::Config;
use crate::guesses::Guesses;
use crate::limits::{RATE_LIMIT_ADDRESSES_MAX, WRITES_BURST};
use crate::rate_limit::RateLimit;
use crate::request_id::RequestIds;
use crate::seams::{Clock, Entropy};
use crate::sessions::Sessions;

/// What the application is built over. One for all workers.
pub struct State {
    /// What the operator decided.
    pub(crate) config: Config,
    /// What is remembered.
    pub(crate) store: Arc<dyn Store>,
    /// The time.
    pub(crate) clock: Arc<dyn Clock>,
    /// Randomness.
    pub(crate) entropy: Arc<dyn Entropy>,
    /// The operator's browsers.
    pub(crate) sessions: Sessions,
    /// Limits what an address may write.
    pub(crate) writes: RateLimit,
    /// Limits how often an address may guess at the operator's token.
    pub(crate) guesses: Guesses,
    /// Names requests.
    pub(crate) request_ids: RequestIds,
}

impl State {
    /// A state over these parts.
    #[must_use]
    pub fn new(
        config: Config,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        let write_every = match config.writes_per_minute {
            0 => Duration::ZERO,
            writes => Duration::from_mins(1) / writes,
        };
        Self {
            writes: RateLimit::new(write_every, WRITES_BURST, RATE_LIMIT_ADDRESSES_MAX),
            guesses: Guesses::default(),
            request_ids: RequestIds::new(&*entropy),
            sessions: Sessions::default(),
            config,
            store,
            clock,
            entropy,
        }
    }

    /// A fresh id for a tool.
    #[must_use]
    pub(crate) fn new_tool_id(&self) -> ToolId {
        let mut random = [0; 10];
        self.entropy.fill(&mut random);
        ToolId::new(self.clock.now(), random)
    }
}
