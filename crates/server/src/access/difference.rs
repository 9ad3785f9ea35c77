//! What an answer to requests changes in a repository's policy, before it is given.

use wharfinger_core::access::{GrantDays, State as Standing};
use wharfinger_core::grants::{Grant, Repository, RepositoryId, Shown, Task, Wish};
use wharfinger_core::policy::{DiffLine, NoRoom, diff};
use wharfinger_store::{Failure, RequestId, StoredRequest, Timestamp};

use super::kept::last_read;
use super::seen::Seen;
use crate::state::State;

/// What would be written to a repository's policy.
#[derive(Debug)]
pub(crate) struct Difference {
    /// Which repository.
    pub(crate) repository: RepositoryId,
    /// Where it is.
    pub(crate) place: Repository,
    /// For how long access is given.
    pub(crate) days: GrantDays,
    /// When the policy was read that it is compared with; absent where nobody has looked yet.
    pub(crate) seen_at: Option<Timestamp>,
    /// The lines before and after, or why there is no room for what was asked.
    pub(crate) lines: Result<Vec<DiffLine>, NoRoom>,
}

/// What is written where a request is answered with so many days; nothing where nobody waits for an
/// answer, or it is carried out by hand.
pub(crate) async fn of_answer(
    state: &State,
    seen: &Seen,
    days: GrantDays,
) -> Result<Option<Difference>, Failure> {
    match carrier(state, seen).await? {
        Some(repository) => difference(state, repository, &[&seen.stored], days).await,
        None => Ok(None),
    }
}

/// The repository in which the server would carry out an answer of this moment to a request; none where
/// that is done by hand, or nobody waits for one.
pub(crate) async fn carrier(state: &State, seen: &Seen) -> Result<Option<RepositoryId>, Failure> {
    match seen.stored.request.state() {
        Standing::Pending { .. } => {
            let automation = state.store.automation(seen.tool.id).await?;
            Ok(automation.and_then(|(automation, holds)| holds.then_some(automation.repository)))
        }
        Standing::Approved(grant) => {
            let kept = seen.kept.as_ref().filter(|_| grant.renewal().is_some());
            Ok(kept.map(|kept| kept.repository))
        }
        Standing::Denied(_) | Standing::Withdrawn { .. } | Standing::Lapsed { .. } => Ok(None),
    }
}

/// What the server would write, were these requests approved, or given more time, for so many days: the
/// next pass over the policy as it was last read, and all that waits to be written there anyway. `None`
/// where nothing would be written because that policy cannot be read; the repository's page says so.
pub(crate) async fn difference(
    state: &State,
    repository: RepositoryId,
    requests: &[&StoredRequest],
    days: GrantDays,
) -> Result<Option<Difference>, Failure> {
    let Some(grants) = &state.grants else {
        return Ok(None);
    };
    let now = state.clock.now();
    let end = now.days_later(days.get());
    let terms = grants.terms().clone();
    let task = state.store.repository_task(repository, terms, now).await?;
    let kept = state.store.repository(repository).await?;
    let (Some(mut task), Some(kept)) = (task, kept) else {
        return Ok(None);
    };
    for stored in requests {
        answer(&mut task, stored, end, now);
    }
    let read = last_read(state, repository).await?;
    let seen_at = read.as_ref().map(|snapshot| snapshot.at);
    let before = read.and_then(|snapshot| snapshot.text);
    let Some(foreseen) = task.foresee(before.clone(), now) else {
        return Ok(None);
    };
    let is_asked = |id: &RequestId| requests.iter().any(|stored| stored.id == *id);
    let lines = match foreseen.no_room {
        Some(no_room) if foreseen.left_out.iter().any(is_asked) => Err(no_room),
        _ => Ok(diff(before.as_deref(), foreseen.text.as_deref())),
    };
    Ok(Some(Difference {
        repository,
        place: kept.place,
        days,
        seen_at,
        lines,
    }))
}

/// Has a request answered in what a pass begins with.
fn answer(task: &mut Task<RequestId>, stored: &StoredRequest, end: Timestamp, now: Timestamp) {
    let mut grants = task.grants.iter_mut();
    if let Some(grant) = grants.find(|grant| grant.key == stored.id) {
        // More time that is less than there is, is refused.
        grant.end = grant.end.max(end);
        return;
    }
    task.grants.push(Grant {
        key: stored.id,
        principal: stored.principal.clone(),
        end,
        approved_at: now,
        wish: Wish::Present,
        was_seen: false,
        shown: Shown::NoAccess,
        hold: None,
    });
}
