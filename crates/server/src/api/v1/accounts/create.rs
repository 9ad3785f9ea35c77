//! `POST /api/v1/accounts`: makes an account for somebody.

use actix_web::http::header;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use wharfinger_store::Role;

use super::password_link::LinkJson;
use super::{AccountJson, address, etag};
use crate::accounts::create::{Invitation, invite};
use crate::accounts::fields;
use crate::api::v1::document;
use crate::api::v1::members::Members;
use crate::body;
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
/// An idempotency key is passed over: the name is taken only once, whoever repeats the request is told
/// so, and another link is there for the asking.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    member.need_administrator()?;
    member.need_person()?;
    let (members, _): (Members, _) = body::json(&request, payload, &[body::JSON]).await?;
    let new: NewAccount = members.read()?;
    let role = new.role.as_deref().map(fields::role).transpose()?;
    let invitation = Invitation {
        name: &new.name,
        email: new.email.as_deref().unwrap_or_default(),
        role: role.unwrap_or(Role::Member),
    };
    let by = member.by(&state, &request);
    let (account, link) = invite(&state, invitation, by).await?;
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
