//! What became of questions for more time: a request keeps the one that waits, and the audit log all.

use wharfinger_core::access::{Grant, Phase};
use wharfinger_store::{Action, Timestamp};

use super::names::Names;
use super::seen::Seen;
use crate::problem::Problem;
use crate::state::State;

/// An answer to a question for more time.
#[derive(Clone, Debug)]
pub(crate) struct RenewalAnswer {
    /// Whether more time was given.
    pub(crate) is_given: bool,
    /// Who answered.
    pub(crate) by: String,
    /// When.
    pub(crate) at: Timestamp,
}

/// The answers about a request, the oldest first. Nobody asks for more time before there is a grant.
pub(crate) async fn answers(state: &State, seen: &Seen) -> Result<Vec<RenewalAnswer>, Problem> {
    if seen.stored.request.grant().is_none_or(is_about_to_begin) {
        return Ok(Vec::new());
    }
    let entries = state.store.renewals_of(seen.stored.id).await?;
    let people = entries.iter().filter_map(|entry| entry.actor.account());
    let names = Names::of(state, people).await?;
    let answers = entries.iter().map(|entry| RenewalAnswer {
        is_given: entry.action == Action::AccessRenewed,
        by: entry
            .actor
            .account()
            .map_or("", |account| names.get(account))
            .to_owned(),
        at: entry.at,
    });
    Ok(answers.collect())
}

fn is_about_to_begin(grant: &Grant) -> bool {
    matches!(grant.phase(), Phase::Activating)
}
