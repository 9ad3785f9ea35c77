//! What became of questions for more time: a request keeps the one that waits, and the audit log all.

use wharfinger_core::access::{Grant, Phase};
use wharfinger_store::{Action, Failure, Timestamp};

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

/// The answers about a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct RenewalAnswers {
    /// The oldest first.
    pub(crate) answers: Vec<RenewalAnswer>,
    /// The entries of the audit log that are stored damaged.
    pub(crate) left_out: Vec<String>,
}

/// What the log calls the pages that tell of them.
const PAGES: &str = "pages of requests";

/// The answers about a request. Nobody asks for more time before there is a grant.
pub(crate) async fn answers(state: &State, seen: &Seen) -> Result<RenewalAnswers, Problem> {
    if seen.stored.request.grant().is_none_or(is_about_to_begin) {
        return Ok(RenewalAnswers::default());
    }
    let told = state.store.renewals_of(seen.stored.id).await?;
    state.alarms.passed_over(PAGES, &told.damaged);
    let entries = told.found;
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
    let left_out = told.damaged.iter().filter_map(|damage| match damage {
        Failure::Corrupt { row, .. } => Some(row.clone()),
        _ => None,
    });
    Ok(RenewalAnswers {
        answers: answers.collect(),
        left_out: left_out.collect(),
    })
}

fn is_about_to_begin(grant: &Grant) -> bool {
    matches!(grant.phase(), Phase::Activating)
}
