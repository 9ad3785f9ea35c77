//! `POST /api/v1/accounts`: makes an account for somebody.

use actix_web::http::header;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use wharfinger_store::{Once, Role};

use super::password_link::LinkJson;
use super::{AccountJson, address, etag, made_before};
use crate::accounts::create::{Invitation, invite, invite_once};
use crate::accounts::fields;
use crate::api::v1::members::Members;
use crate::body;
use crate::body::document;
use crate::idempotency;
use crate::identity::Member;
use crate::problem::Problem;
use crate::state::State;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewAccount {
    name: String,
    email: Option<String>,
    role: Option<String>,
}

#[derive(Serialize)]
struct CreatedAccount<'a> {
    account: AccountJson<'a>,
    password_link: LinkJson,
}

/// Answers 201 with the account and a link by which its owner sets the password; only this answer holds
/// the link.
///
/// A repeated idempotency key is refused, with the address of the account that it made; another link is
/// there for the asking.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    member.need_administrator()?;
    member.need_person()?;
    let (members, bytes): (Members, _) = body::json(&request, payload, &[body::JSON]).await?;
    let key = idempotency::of(&request, &bytes)?;
    let new: NewAccount = members.read()?;
    let role = new.role.as_deref().map(fields::role).transpose()?;
    let invitation = Invitation {
        name: &new.name,
        email: new.email.as_deref().unwrap_or_default(),
        role: role.unwrap_or(Role::Member),
    };
    let by = member.by(&state, &request);
    let made = match key {
        Some(key) => invite_once(&state, invitation, key, by).await?,
        None => Once::Now(invite(&state, invitation, by).await?),
    };
    let (account, link) = match made {
        Once::Now(made) => made,
        Once::Before(id) => return Err(made_before(&state, id).await?),
    };
    let mut response = HttpResponse::Created();
    response
        .insert_header((header::LOCATION, address(&account)))
        .insert_header((header::ETAG, etag(&account)))
        .insert_header((header::CACHE_CONTROL, "no-store"));
    let created = CreatedAccount {
        account: AccountJson::new(&account),
        password_link: LinkJson::new(&state, &request, &link),
    };
    Ok(document(response, &created))
}
