//! What every handler may use.

use std::sync::{Arc, OnceLock};

use tokio::sync::Semaphore;
use wharfinger_store::{Store, TokenHash, ToolId};

use crate::config::Config;
use crate::guesses::Guesses;
use crate::limits::{CHECKS_BURST, LARGE_FORMS_MAX, WRITES_BURST};
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
    /// The operator's token, once somebody has shown it. The store is not asked again, because
    /// it cannot be another any more: only a start sets the token, before it serves anybody, and
    /// the database belongs to this process until it ends.
    pub(crate) known_token: OnceLock<TokenHash>,
    /// The operator's browsers.
    pub(crate) sessions: Sessions,
    /// Limits what an address may write.
    pub(crate) writes: RateLimit,
    /// Limits what an address may have checked.
    pub(crate) checks: RateLimit,
    /// Limits how often an address may guess at the operator's token.
    pub(crate) guesses: Guesses,
    /// Places for forms that are longer than what can be valid.
    pub(crate) large_forms: Arc<Semaphore>,
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
        Self {
            writes: RateLimit::per_minute(config.writes_per_minute, WRITES_BURST),
            checks: RateLimit::per_minute(config.checks_per_minute, CHECKS_BURST),
            guesses: Guesses::default(),
            large_forms: Arc::new(Semaphore::new(LARGE_FORMS_MAX)),
            request_ids: RequestIds::new(&*entropy),
            known_token: OnceLock::new(),
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
