//! `PATCH /api/v1/accounts/{name}`: gives an account a role, disables it or enables it.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use wharfinger_store::AccountChange;

use super::{AccountJson, etag, respond};
use crate::accounts::{fields, find};
use crate::api::v1::members::Members;
use crate::body;
use crate::conditional;
use crate::identity::Member;
use crate::problem::Problem;
use crate::state::State;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountPatch {
    role: Option<String>,
    disabled: Option<bool>,
}

/// Answers 200 with the account as it is now.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    name: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    member.need_administrator()?;
    let media_types = &[body::MERGE_PATCH, body::JSON];
    let (members, _): (Members, _) = body::json(&request, payload, media_types).await?;
    let patch: AccountPatch = members.read()?;
    // Either gives a way in; no token does.
    if patch.role.is_some() || patch.disabled == Some(false) {
        member.need_person()?;
    }
    let change = AccountChange {
        role: patch.role.as_deref().map(fields::role).transpose()?,
        disabled: patch.disabled,
    };
    let account = find(&state, &name).await?;
    let current = etag(&account);
    let changed_since = || Problem::Stale {
        current: current.clone(),
    };
    conditional::check_match(&request, |named| named == current, changed_since)?;
    let by = member.by(&state, &request);
    // What was compared just now is compared again where it is changed.
    let expected = Some(account.revision);
    let changed = state.store.change_account(account.id, expected, change, by);
    let account = changed.await?;
    let shown = AccountJson::new(&account);
    Ok(respond(HttpResponse::Ok(), &account, &shown))
}
