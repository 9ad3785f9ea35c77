//! `GET /api/v1/accounts/{name}`: one account.

use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::{AccountJson, etag, respond};
use crate::accounts::find;
use crate::conditional;
use crate::identity::Member;
use crate::problem::Problem;
use crate::state::State;

/// Answers 200 with the account, or 304.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    name: Path<String>,
) -> Result<HttpResponse, Problem> {
    member.need_administrator()?;
    let account = find(&state, &name).await?;
    let tag = etag(&account);
    if conditional::none_match(&request, &tag) {
        return Ok(HttpResponse::NotModified()
            .insert_header((header::ETAG, tag))
            .insert_header((header::CACHE_CONTROL, "private, no-cache"))
            .finish());
    }
    let shown = AccountJson::new(&account);
    Ok(respond(HttpResponse::Ok(), &account, &shown))
}
