//! `POST /api/v1/account/tokens`: makes an API token.

use actix_web::http::header;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};

use super::TokenJson;
use crate::accounts::tokens::{Wish, create};
use crate::api::v1::document;
use crate::api::v1::members::Members;
use crate::body;
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
/// An idempotency key is passed over: the secret is not kept, so that it could not be answered again.
/// A token whose answer was lost is of use to nobody.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    member.need_person()?;
    let (members, _): (Members, _) = body::json(&request, payload, &[body::JSON]).await?;
    let new: NewToken = members.read()?;
    let wish = Wish {
        name: &new.name,
        scopes: new.scopes.iter().map(String::as_str).collect(),
        days: new.expires_in_days,
    };
    let by = member.by(&state, &request);
    let (token, secret) = create(&state, &member, &wish, by).await?;
    let mut response = HttpResponse::Created();
    response
        .insert_header((
            header::LOCATION,
            format!("{}/{}", request.path(), token.id.0),
        ))
        .insert_header((header::CACHE_CONTROL, "no-store"));
    let token = TokenJson::new(&token);
    let secret = secret.reveal();
    Ok(document(response, &CreatedToken { token, secret }))
}
