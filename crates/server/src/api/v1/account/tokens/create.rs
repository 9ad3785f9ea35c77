//! `POST /api/v1/account/tokens`: makes an API token.

use actix_web::http::header;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use wharfinger_store::Once;

use super::{TokenJson, address};
use crate::accounts::tokens::{Wish, create, create_once};
use crate::api::v1::members::Members;
use crate::body;
use crate::body::document;
use crate::idempotency;
use crate::identity::Member;
use crate::problem::Problem;
use crate::state::State;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewToken {
    name: String,
    scopes: Vec<String>,
    expires_in_days: Option<u32>,
}

#[derive(Serialize)]
struct CreatedToken<'a> {
    #[serde(flatten)]
    token: TokenJson<'a>,
    secret: &'a str,
}

/// Answers 201 with the token; only this answer holds the secret.
///
/// A repeated idempotency key is refused, with the address of the token that it made.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    member.need_person()?;
    let (members, bytes): (Members, _) = body::json(&request, payload, &[body::JSON]).await?;
    let key = idempotency::of(&request, &bytes)?;
    let new: NewToken = members.read()?;
    let wish = Wish {
        name: &new.name,
        scopes: new.scopes.iter().map(String::as_str).collect(),
        days: new.expires_in_days,
    };
    let by = member.by(&state, &request);
    let made = match key {
        Some(key) => create_once(&state, &member, &wish, key, by).await?,
        None => Once::Now(create(&state, &member, &wish, by).await?),
    };
    let (token, secret) = match made {
        Once::Now(made) => made,
        Once::Before(id) => return Err(Problem::AlreadyMade { made: address(id) }),
    };
    let mut response = HttpResponse::Created();
    response
        .insert_header((header::LOCATION, address(token.id)))
        .insert_header((header::CACHE_CONTROL, "no-store"));
    let token = TokenJson::new(&token);
    let secret = secret.reveal();
    Ok(document(response, &CreatedToken { token, secret }))
}
