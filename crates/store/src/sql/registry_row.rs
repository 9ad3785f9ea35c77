//! A row of a request for a registry.

use super::Row;
use crate::page::Position;
use crate::{Failure, Greeting, RegistryAnswer, RegistryRequest, RegistryRequestId};

/// A query of whole requests for registries, which ends as given.
macro_rules! select_registry_request {
    ($end:literal) => {
        concat!(
            "SELECT r.position, r.id, r.host, r.greeting, r.greeting_detail, r.software, r.opened_by, r.opened_at, \
            (SELECT count(*) FROM registry_vote WHERE registry_vote.request = r.position), \
            r.accepted, r.reason, r.decided_by, r.decided_at FROM registry_request AS r WHERE ",
            $end
        )
    };
}

pub(super) use select_registry_request;

/// Reads a row of [`select_registry_request`].
pub(super) fn decode(row: Row) -> Result<(Position, RegistryRequest), Failure> {
    let mut row = row.of("registry_request");
    let position = row.integer("position")?;
    let id = row.uuid("id")?;
    row.named(id);
    let request = RegistryRequest {
        id: RegistryRequestId::from_uuid(id),
        host: row.text("host")?,
        greeting: Greeting {
            kind: row.text("greeting")?,
            detail: row.optional_text("greeting_detail")?,
            software: row.optional_text("software")?,
        },
        opened_by: row.account("opened_by")?,
        opened_at: row.timestamp("opened_at")?,
        votes: row.number("votes")?,
        answer: answer(&mut row)?,
    };
    Ok((position, request))
}

fn answer(row: &mut Row) -> Result<Option<RegistryAnswer>, Failure> {
    let is_accepted = row.optional_flag("accepted")?;
    let reason = row.optional_text("reason")?;
    let by = row.optional_account("decided_by")?;
    let at = row.optional_timestamp("decided_at")?;
    match (is_accepted, reason, by, at) {
        (None, None, None, None) => Ok(None),
        (Some(is_accepted), Some(reason), Some(by), Some(at)) => Ok(Some(RegistryAnswer {
            is_accepted,
            reason,
            by,
            at,
        })),
        (.., at) => Err(row.corrupt("decided_at", format_args!("{at:?}"))),
    }
}
