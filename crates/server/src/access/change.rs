//! Changing: what people do with a request once it is made.

use wharfinger_core::access::{GrantDays, Note, Reason};
use wharfinger_store::{
    By, Change, ChangeRequestError, Idempotency, RequestId, Revision, StoredRequest,
};

use super::Refused;
use crate::problem::{Problem, Unfit};
use crate::state::State;

/// For how many days access is granted.
pub(crate) const DAYS: &str = "days";
/// A word to the requester.
pub(crate) const NOTE: &str = "note";
/// Why more time is asked for, or access ended.
pub(crate) const REASON: &str = "reason";

/// Changes a request that has the revision `seen`, or whichever it has.
pub(crate) async fn change(
    state: &State,
    id: RequestId,
    seen: Option<Revision>,
    change: Change,
    idempotency: Option<Idempotency>,
    by: By,
) -> Result<StoredRequest, Refused> {
    let changed = state
        .store
        .change_request(id, seen, change, idempotency, by);
    match changed.await {
        Ok(request) => Ok(request),
        Err(ChangeRequestError::Rejected(rejection)) => Err(Refused::Rejected(rejection)),
        Err(ChangeRequestError::Stale { current }) => Err(Refused::Stale { current }),
        Err(ChangeRequestError::NotFound) => Err(Problem::NoSuchRequest.into()),
        Err(ChangeRequestError::KeyReused) => Err(Problem::IdempotencyKeyReused.into()),
        Err(ChangeRequestError::Failure(failure)) => Err(failure.into()),
    }
}

/// An approval. Who carries it out, the store finds out.
pub(crate) fn approval(days: GrantDays, note: Option<Note>) -> Change {
    Change::Approve { days, note }
}

/// For how long access is to last.
pub(crate) fn days(days: u32) -> Result<GrantDays, Unfit> {
    GrantDays::new(days).map_err(|error| Unfit::new(DAYS, error))
}

/// A word to the requester, if there is one.
pub(crate) fn note(text: &str) -> Result<Option<Note>, Unfit> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    Note::new(text)
        .map(Some)
        .map_err(|error| Unfit::new(NOTE, error))
}

/// Why something is asked for or ended.
pub(crate) fn reason(text: &str) -> Result<Reason, Unfit> {
    Reason::new(text).map_err(|error| Unfit::new(REASON, error))
}
