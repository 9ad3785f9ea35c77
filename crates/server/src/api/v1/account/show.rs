//! `GET /api/v1/account`: the account of whoever asks.

use actix_web::HttpResponse;
use wharfinger_store::Scope;

use crate::api::v1::accounts::{AccountJson, respond};
use crate::identity::Member;
use crate::problem::Problem;

/// Answers 200 with the account, its address included.
pub(crate) async fn handle(member: Member) -> Result<HttpResponse, Problem> {
    member.need(Scope::Account)?;
    let account = AccountJson::of_owner(&member.account);
    Ok(respond(HttpResponse::Ok(), &member.account, &account))
}
