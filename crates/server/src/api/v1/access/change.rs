//! `PATCH /api/v1/access-requests/{id}`: does something with an access request.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use wharfinger_core::access::{AccessDraft, GrantDays, Note};
use wharfinger_store::Change;

use super::{etag, problem, respond};
use crate::access::change::{self, approval, change};
use crate::access::seen::find;
use crate::api::v1::members::Members;
use crate::body;
use crate::idempotency;
use crate::identity::Member;
use crate::problem::{Problem, Unfit};
use crate::state::State;

/// What somebody wants done.
#[derive(Debug, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
enum Wanted {
    Approve {
        days: Option<u32>,
        note: Option<String>,
    },
    Deny {
        note: Option<String>,
    },
    Withdraw {},
    DoneByHand {},
    AskRenewal {
        reason: String,
    },
    Renew {
        days: Option<u32>,
    },
    DeclineRenewal {},
    Revoke {
        reason: String,
    },
    GiveBack {
        reason: String,
    },
}

impl Wanted {
    fn read(self) -> Result<Change, Unfit> {
        Ok(match self {
            Self::Approve { days, note } => approval(read_days(days)?, read_note(note)?),
            Self::Deny { note } => Change::Deny {
                note: read_note(note)?,
            },
            Self::Withdraw {} => Change::Withdraw,
            Self::DoneByHand {} => Change::DoneByHand,
            Self::AskRenewal { reason } => Change::AskRenewal {
                reason: change::reason(&reason)?,
            },
            Self::Renew { days } => Change::Renew {
                days: read_days(days)?,
            },
            Self::DeclineRenewal {} => Change::DeclineRenewal,
            Self::Revoke { reason } => Change::Revoke {
                reason: change::reason(&reason)?,
            },
            Self::GiveBack { reason } => Change::GiveBack {
                reason: change::reason(&reason)?,
            },
        })
    }
}

/// Answers 200 with the request as it is now.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (members, bytes): (Members, _) =
        body::json(&request, payload, &[body::MERGE_PATCH, body::JSON]).await?;
    let idempotency = idempotency::of(&request, &bytes)?;
    let (seen, _) = find(&state, &member, &id).await?;
    let expected = etag::expected(&request, &seen)?;
    let wanted: Wanted = members.read()?;
    let wanted = wanted
        .read()
        .map_err(|unfit| Problem::InvalidFields(vec![unfit]))?;

    let by = member.by(&state, &request);
    let changed = change(&state, seen.stored.id, expected, wanted, idempotency, by)
        .await
        .map_err(|refused| problem(refused, &AccessDraft::default()))?;
    let seen = seen.after(&state, &member, changed).await?;
    respond(HttpResponse::Ok(), &state, &seen)
}

fn read_days(days: Option<u32>) -> Result<GrantDays, Unfit> {
    days.map_or(Ok(GrantDays::default()), change::days)
}

fn read_note(note: Option<String>) -> Result<Option<Note>, Unfit> {
    change::note(&note.unwrap_or_default())
}
