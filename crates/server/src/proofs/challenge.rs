//! Asking for a proof.

use wharfinger_ecr::proof::Nonce;
use wharfinger_store::Timestamp;

use super::{aws, hash};
use crate::identity::Who;
use crate::limits::CHALLENGE_LIFETIME;
use crate::problem::{Problem, Unfit};
use crate::state::State;

/// The field with the region that somebody works in.
pub(crate) const REGION: &str = "region";

/// Said of what is no region, without a full stop.
const NO_REGION: &str = "AWS has no such region; give one such as `us-west-2`";

/// A command to run.
#[derive(Clone, Debug)]
pub(crate) struct Challenge {
    /// What binds the answer to it. It is no secret: only the account that it was made for can
    /// answer.
    pub(crate) nonce: Nonce,
    /// The command.
    pub(crate) command: String,
    /// Until when what it prints is taken.
    pub(crate) expires_at: Timestamp,
}

/// Makes a command for somebody who works in a region; the server's own where they do not say.
pub(crate) async fn challenge(
    state: &State,
    who: &Who,
    region: Option<&str>,
) -> Result<Challenge, Problem> {
    let grants = aws(state)?;
    let region = region.unwrap_or_else(|| grants.settings().region());
    let nonce = Nonce::from_random(state.new_random_bits());
    let command = command(&nonce, region)?;
    let expires_at = state.clock.now().later(CHALLENGE_LIFETIME);
    let made = state
        .store
        .make_challenge(hash(&nonce), who.id(), expires_at);
    made.await?;
    Ok(Challenge {
        nonce,
        command,
        expires_at,
    })
}

/// The command of a challenge for whoever works in a region.
pub(crate) fn command(nonce: &Nonce, region: &str) -> Result<String, Problem> {
    let command = nonce.command(region.trim());
    command.ok_or_else(|| Problem::InvalidFields(vec![Unfit::new(REGION, NO_REGION)]))
}
