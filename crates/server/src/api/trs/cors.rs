//! Pages of other sites: those that the operator has named may read everything here, since it is the same
//! for everybody who reaches the server ([`Origins`](crate::origins::Origins) says why not all may).
//!
//! No `Access-Control-Allow-Credentials`: a browser sends no cookie along, and none would be looked at
//! (Fetch, 3.3.5).

use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};

use crate::state::State;

/// The headers that a script may read beside those that every script may (Fetch, 2.2.2).
const EXPOSED: &str =
    "next_page, last_page, self_link, current_offset, current_limit, retry-after, x-request-id";

/// The headers that a client may send although they make a browser ask first: a generic client sends
/// its token everywhere, and here it does no harm.
const ALLOWED_HEADERS: &str = "accept, authorization, content-type";

/// How long a browser need not ask again: a day, more than any browser keeps it.
const PREFLIGHT_SECONDS: u32 = 24 * 60 * 60;

/// Says whether the page that asks may read an answer, a refusal too.
pub(crate) fn add(headers: &mut HeaderMap, request: &HttpRequest) {
    let origins = &State::of(request).config.trs_origins;
    if origins.varies() {
        headers.append(header::VARY, HeaderValue::from_static("origin"));
    }
    let origin = request.headers().get(header::ORIGIN);
    let origin = origin.and_then(|origin| origin.to_str().ok());
    let allowed = origins.allowed(origin).map(HeaderValue::from_str);
    let Some(Ok(allowed)) = allowed else {
        return;
    };
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static(EXPOSED),
    );
}

/// Answers a browser that asks whether a page may ask.
pub(super) async fn preflight() -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS))
        .finish()
}
