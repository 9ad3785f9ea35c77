//! `GET /api/v1/account/tokens`: the API tokens of whoever asks.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Data;
use serde::Serialize;
use wharfinger_store::Scope;

use super::TokenJson;
use crate::accounts::tokens::list;
use crate::body::document;
use crate::identity::Member;
use crate::problem::Problem;
use crate::state::State;

#[derive(Serialize)]
struct TokensJson<'a> {
    tokens: Vec<TokenJson<'a>>,
    left_out: usize,
}

/// Answers 200 with all of them, the newest first; an account has few.
pub(crate) async fn handle(state: Data<State>, member: Member) -> Result<HttpResponse, Problem> {
    member.need(Scope::Account)?;
    let listed = list(&state, &member).await?;
    let tokens = listed.found.iter().map(TokenJson::new).collect();
    let left_out = listed.damaged.len();
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "private, no-cache"));
    Ok(document(response, &TokensJson { tokens, left_out }))
}
