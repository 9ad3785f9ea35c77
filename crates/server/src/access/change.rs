//! Changing: what people do with a request once it is made.

use wharfinger_core::access::{GrantDays, Note, Reason};
use wharfinger_store::{
    By, Change, ChangeRequestError, Idempotency, RequestId, Revision, StoredRequest, Tool,
};

use super::Refused;
use super::automation::automation;
use crate::problem::Problem;
use crate::state::State;

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
        Err(error) => Err(Problem::Internal(error.to_string()).into()),
    }
}

/// An approval of a request for `tool`.
pub(crate) fn approval(state: &State, tool: &Tool, days: GrantDays, note: Option<Note>) -> Change {
    Change::Approve {
        days,
        note,
        carried_out: automation(state, &tool.registration),
    }
}

/// Something that was said with a change and cannot be taken as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Misread {
    /// Which field it was said in.
    pub(crate) field: &'static str,
    /// What is wrong and what to do, without a full stop.
    pub(crate) why: String,
}

/// For how long access is to last.
pub(crate) fn days(days: u32) -> Result<GrantDays, Misread> {
    GrantDays::new(days).map_err(|error| misread("days", &error))
}

/// A word to the requester, if there is one.
pub(crate) fn note(text: &str) -> Result<Option<Note>, Misread> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    Note::new(text)
        .map(Some)
        .map_err(|error| misread("note", &error))
}

/// Why something is asked for or ended.
pub(crate) fn reason(text: &str) -> Result<Reason, Misread> {
    Reason::new(text).map_err(|error| misread("reason", &error))
}

fn misread(field: &'static str, why: &dyn std::error::Error) -> Misread {
    Misread {
        field,
        why: why.to_string(),
    }
}
