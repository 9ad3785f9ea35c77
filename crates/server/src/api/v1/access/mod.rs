//! Access requests: who asks for access to a private tool, and what comes of it.

pub(crate) mod change;
pub(crate) mod check;
pub(crate) mod difference;
pub(crate) mod list;
pub(crate) mod proof;
pub(crate) mod request;
pub(crate) mod show;

mod etag;
mod json;

use actix_web::http::header;
use actix_web::{HttpResponse, HttpResponseBuilder};
use wharfinger_core::access::AccessDraft;
use wharfinger_core::wire;
use wharfinger_store::RequestId;

use self::json::with_steps;
use super::issues;
use crate::access::Refused;
use crate::access::seen::Seen;
use crate::access::steps::steps;
use crate::body::document;
use crate::problem::Problem;
use crate::state::State;

/// What is answered to one member is nobody else's.
const CACHE_CONTROL: (header::HeaderName, &str) = (header::CACHE_CONTROL, "private, no-cache");

/// Where a request lies in the API.
#[must_use]
pub(crate) fn address(id: RequestId) -> String {
    format!("/api/v1/access-requests/{id}")
}

/// The problem that says why nothing was requested or changed; issues are those of `draft`.
fn problem(refused: Refused, draft: &AccessDraft) -> Problem {
    match refused {
        Refused::Invalid(found) => Problem::InvalidAccess {
            issues: issues(&wire::access_issues(draft, &found)),
        },
        Refused::Live { existing, own } => Problem::AccessLive {
            existing: own.then_some(existing),
        },
        Refused::Rejected(rejection) => Problem::AccessRejected(rejection),
        Refused::Stale { current } => etag::stale(current),
        Refused::Other(problem) => problem,
    }
}

/// A response with a request, the steps that are to be done about it, and the commands.
fn respond(
    mut response: HttpResponseBuilder,
    state: &State,
    seen: &Seen,
) -> Result<HttpResponse, Problem> {
    let steps = steps(state, seen)?;
    response
        .insert_header((header::ETAG, etag::of(seen)))
        .insert_header(CACHE_CONTROL);
    Ok(document(response, &with_steps(seen, &steps)))
}
