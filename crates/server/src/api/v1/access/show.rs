//! `GET /api/v1/access-requests/{id}`: one access request.

use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::{CACHE_CONTROL, etag, respond};
use crate::access::seen::find;
use crate::conditional;
use crate::identity::Member;
use crate::problem::Problem;
use crate::state::State;

/// Answers 200, or 304 when the client has this version.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let (seen, _) = find(&state, &member, &id).await?;
    let tag = etag::of(&seen);
    if conditional::none_match(&request, &tag) {
        return Ok(HttpResponse::NotModified()
            .insert_header((header::ETAG, tag))
            .insert_header(CACHE_CONTROL)
            .finish());
    }
    respond(HttpResponse::Ok(), &state, &seen)
}
