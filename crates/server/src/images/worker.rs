//! Looks at images again and again: the one place where nobody waits for the answer.
//!
//! Several servers may do it over one database: what one has leased, the others leave. Each registry is
//! asked one question after the other, and no more where it does not answer.

use std::collections::BTreeMap;

use actix_web::rt::time::sleep;
use wharfinger_core::evidence::{Unknown, Verdict};
use wharfinger_store::{Actor, By, Failure, LeasedLook, LeasedLooks};

use super::Images;
use super::keep::keep;
use super::limits::{ASK_EVERY, LEASE, LOOKS_AT_ONCE};
use super::look::look;
use crate::state::State;
use crate::together::together;

/// What the audit log calls the request in which an image is found to have changed.
const REQUEST_ID: &str = "images";

/// Looks at the images that are due, up to [`LOOKS_AT_ONCE`]; returns how many were taken to be looked
/// at.
///
/// Nothing is looked at where no registry is to be asked.
pub async fn look_at_what_is_due(state: &State) -> Result<usize, Failure> {
    let Some(images) = &state.images else {
        return Ok(0);
    };
    let now = state.clock.now();
    let lease = state
        .store
        .lease_looks(now, now.later(LEASE), LOOKS_AT_ONCE);
    let LeasedLooks { leased, damaged } = lease.await?;
    state.alarms.passed_over("looks at images", &damaged);
    let taken = leased.len();
    let visits = by_registry(leased).into_values();
    let outcomes = together(visits.map(|looks| visit(state, images, looks))).await;
    outcomes.into_iter().collect::<Result<(), _>>()?;
    Ok(taken)
}

/// Looks at what is due now, and again after a while, until it is dropped: leases run out.
pub(crate) async fn look_for_ever(state: &State) {
    loop {
        match look_at_what_is_due(state).await {
            Ok(0) => {}
            Ok(count) => {
                tracing::debug!(count, "Images were looked at");
                continue;
            }
            // What is due stays due.
            Err(failure) => tracing::warn!(%failure, "Images that are due were not looked at"),
        }
        sleep(ASK_EVERY).await;
    }
}

fn by_registry(looks: Vec<LeasedLook>) -> BTreeMap<String, Vec<LeasedLook>> {
    let mut visits = BTreeMap::<_, Vec<_>>::new();
    for look in looks {
        let host = look.tool.registration.tool_path().host().to_owned();
        visits.entry(host).or_default().push(look);
    }
    visits
}

/// Looks at images of one registry. Where it does not answer, the others are left: they are due again when
/// their lease has run out.
async fn visit(state: &State, images: &Images, looks: Vec<LeasedLook>) -> Result<(), Failure> {
    for LeasedLook { tool, failures } in looks {
        let now = state.clock.now();
        let evidence = look(state, images, &tool.registration, Some(tool.id), now).await;
        let verdict = evidence.verdict;
        let by = By {
            actor: Actor::System,
            request_id: REQUEST_ID.to_owned(),
            now,
        };
        keep(state, images, &tool, failures, evidence, by).await?;
        if is_of_registry(verdict) {
            break;
        }
    }
    Ok(())
}

/// Whether it is the registry that has no answer, whichever image it is asked about.
const fn is_of_registry(verdict: Verdict) -> bool {
    matches!(
        verdict,
        Verdict::Unknown(
            Unknown::RateLimited | Unknown::Unreachable | Unknown::TimedOut | Unknown::Failing
        )
    )
}
