//! What people do themselves about a request, and the commands once it is granted.

use wharfinger_core::access::instructions::{Action, Step, by_hand, own_side};
use wharfinger_core::access::{Grant, Phase, Status};
use wharfinger_core::pull::PullInstructions;

use super::seen::Seen;
use crate::problem::Problem;
use crate::state::State;
use crate::tools::pull_instructions;

/// What is to be done, by whom.
#[derive(Debug)]
pub(crate) struct Steps {
    /// By the requester, on their own side, while access is wanted or there.
    pub(crate) own_side: Vec<Step>,
    /// By a maintainer at the registry, where something waits for a hand.
    pub(crate) by_hand: Vec<Step>,
    /// The commands, while access is there.
    pub(crate) pull: Option<PullInstructions>,
}

/// What is to be done about a request.
pub(crate) fn steps(state: &State, seen: &Seen) -> Result<Steps, Problem> {
    let (registration, principal) = (&seen.tool.registration, seen.principal()?);
    let request = &seen.stored.request;
    let status = request.status();
    let is_wanted = matches!(
        status,
        Status::Pending | Status::Activating | Status::Active
    );
    // Where the time is over and nobody has noted it yet, what is to be done is about to be another.
    let is_over = request.due_at().is_some_and(|at| at <= state.clock.now());
    let action = request
        .grant()
        .filter(|grant| grant.needs_hand() && !is_over)
        .map(action);
    Ok(Steps {
        own_side: if is_wanted {
            own_side(registration, &principal)
        } else {
            Vec::new()
        },
        by_hand: action.map_or_else(Vec::new, |action| by_hand(registration, &principal, action)),
        // What is not in the policy does not pull, whatever was seen before.
        pull: (status == Status::Active && seen.missing().is_none())
            .then(|| pull_instructions(&state.catalogues.now(), registration)),
    })
}

fn action(grant: &Grant) -> Action {
    match grant.phase() {
        Phase::Revoking(_) => Action::Remove,
        _ => Action::Grant,
    }
}
