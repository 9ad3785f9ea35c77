//! `GET /api/v1/accounts`: the accounts, page by page.

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::AccountJson;
use crate::accounts;
use crate::api::v1::paging::Next;
use crate::body::document;
use crate::identity::Member;
use crate::problem::Problem;
use crate::query::Query;
use crate::state::State;

/// The parameters, as the OpenAPI document lists them.
pub(crate) const PARAMETERS: &[&str] = &["limit", "cursor"];

#[derive(Serialize)]
struct AccountsJson<'a> {
    accounts: Vec<AccountJson<'a>>,
    left_out: usize,
    #[serde(flatten)]
    next: &'a Next,
}

/// Answers 200 with the newest accounts first.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    member.need_administrator()?;
    let query = Query::read(&request, PARAMETERS)?;
    let page = query.page()?;
    let found = accounts::list(&state, page).await?;
    let next = Next::new(&request, &query, found.next);
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "private, no-cache"));
    next.link(&mut response);
    let accounts = found.accounts.iter().map(AccountJson::new).collect();
    let shown = AccountsJson {
        accounts,
        left_out: found.damaged.len(),
        next: &next,
    };
    Ok(document(response, &shown))
}
