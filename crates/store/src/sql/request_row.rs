//! An access request's row, written and read.

use wharfinger_core::access::{self, AccessRequest, Reason, Status};

use super::{Param, Row};
use crate::page::Position;
use crate::{Failure, RequestId, StoredRequest, ToolId, Waiting};

/// The columns of a whole request.
macro_rules! request_columns {
    () => {
            "r.position, r.id, r.tool, r.principal, r.reason, r.requester, r.created_at, \
            r.status, r.answer_by, r.decided_by, r.decided_at, r.note, r.carried_out, \
            r.expires_at, r.active_since, r.renewal_asked_at, r.renewal_reason, r.remind_at, \
            r.revoked_by, r.revoked_at, r.revoked_reason, r.closed_at, r.revision, r.updated_at, r.live, \
            r.due_at, r.waiting"
    };
}

/// A query of whole requests, which ends as given.
macro_rules! select_request {
    ($($end:expr),*) => {
        concat!("SELECT ", $crate::sql::request_row::request_columns!(), " FROM ", $($end),*)
    };
}

pub(super) use {request_columns, select_request};

/// Reads a row of [`select_request`].
pub(super) fn decode(mut row: Row) -> Result<(Position, StoredRequest), Failure> {
    decode_next(&mut row)
}

/// Reads [`request_columns`], the next ones of the row.
pub(super) fn decode_next(row: &mut Row) -> Result<(Position, StoredRequest), Failure> {
    row.turn_to("access_request");
    let position = row.integer("position")?;
    let id = row.uuid("id")?;
    row.named(id);
    let tool = ToolId::from_uuid(row.uuid("tool")?);
    let principal = row.text("principal")?;
    let reason = row.text("reason")?;
    let columns = access::StoredRequest {
        requester: row.account("requester")?,
        opened_at: row.timestamp("created_at")?,
        status: row.text("status")?,
        answer_by: row.optional_timestamp("answer_by")?,
        decided_by: row.optional_account("decided_by")?,
        decided_at: row.optional_timestamp("decided_at")?,
        note: row.optional_text("note")?,
        carried_out: row.optional_text("carried_out")?,
        expires_at: row.optional_timestamp("expires_at")?,
        active_since: row.optional_timestamp("active_since")?,
        renewal_asked_at: row.optional_timestamp("renewal_asked_at")?,
        renewal_reason: row.optional_text("renewal_reason")?,
        remind_at: row.optional_timestamp("remind_at")?,
        revoked_by: row.optional_account("revoked_by")?,
        revoked_at: row.optional_timestamp("revoked_at")?,
        revoked_reason: row.optional_text("revoked_reason")?,
        closed_at: row.optional_timestamp("closed_at")?,
    };
    let created_at = columns.opened_at;
    let request = AccessRequest::restore(columns).map_err(|corrupt| row.failure(corrupt))?;
    let stored = StoredRequest {
        id: RequestId::from_uuid(id),
        tool,
        principal,
        reason: Reason::restore(&reason).map_err(|_| row.corrupt("reason", reason))?,
        request,
        revision: row.revision("revision")?,
        created_at,
        updated_at: row.timestamp("updated_at")?,
    };
    check_derived(row, &stored.request)?;
    Ok((position, stored))
}

/// That the columns which follow from the others do.
fn check_derived(row: &mut Row, request: &AccessRequest) -> Result<(), Failure> {
    let live = row.flag("live")?;
    if live != request.is_live() {
        return Err(row.corrupt("live", live));
    }
    let due_at = row.optional_timestamp("due_at")?;
    if due_at != request.next_at() {
        return Err(row.corrupt("due_at", format_args!("{due_at:?}")));
    }
    let waiting = row.optional_text("waiting")?;
    if waiting.as_deref() != waiting_for(request).map(waiting_word) {
        return Err(row.corrupt("waiting", format_args!("{waiting:?}")));
    }
    Ok(())
}

/// What a request waits for.
pub(super) fn waiting_for(request: &AccessRequest) -> Option<Waiting> {
    match request.grant() {
        None => (request.status() == Status::Pending).then_some(Waiting::Answer),
        Some(grant) if grant.renewal().is_some() => Some(Waiting::Answer),
        Some(grant) => grant.needs_hand().then_some(Waiting::Hand),
    }
}

pub(super) const fn waiting_word(waiting: Waiting) -> &'static str {
    match waiting {
        Waiting::Answer => "answer",
        Waiting::Hand => "hand",
    }
}

/// What a request keeps for ever, in the order `id, tool, principal, reason, requester, created_at`.
pub(super) fn lasting<'a>(
    stored: &'a StoredRequest,
    columns: &'a access::StoredRequest,
) -> [Param<'a>; 6] {
    [
        (&stored.id).into(),
        (&stored.tool).into(),
        (&stored.principal).into(),
        stored.reason.as_str().into(),
        (&columns.requester).into(),
        stored.created_at.into(),
    ]
}

/// What may be another with every change, in the order `status, answer_by, decided_by, decided_at,
/// note, carried_out, expires_at, active_since, renewal_asked_at, renewal_reason, remind_at,
/// revoked_by, revoked_at, revoked_reason, closed_at, revision, updated_at, live, due_at, waiting`.
pub(super) fn changing<'a>(
    stored: &'a StoredRequest,
    columns: &'a access::StoredRequest,
) -> [Param<'a>; 20] {
    let request = &stored.request;
    [
        (&columns.status).into(),
        columns.answer_by.into(),
        columns.decided_by.as_ref().into(),
        columns.decided_at.into(),
        columns.note.as_ref().into(),
        columns.carried_out.as_ref().into(),
        columns.expires_at.into(),
        columns.active_since.into(),
        columns.renewal_asked_at.into(),
        columns.renewal_reason.as_ref().into(),
        columns.remind_at.into(),
        columns.revoked_by.as_ref().into(),
        columns.revoked_at.into(),
        columns.revoked_reason.as_ref().into(),
        columns.closed_at.into(),
        stored.revision.into(),
        stored.updated_at.into(),
        request.is_live().into(),
        request.next_at().into(),
        waiting_for(request).map(waiting_word).into(),
    ]
}
