//! Tools: what is registered.
//!
//! A tool is archived and brought back with `PATCH {"archived": true}`: a sub-address such as
//! `/archive` could be the end of somebody's tool path.

pub(crate) mod list;
pub(crate) mod register;
pub(crate) mod show;
pub(crate) mod update;

mod etag;
mod evidence_json;
mod json;
mod path_text;

pub(crate) use etag::Etag;
pub(crate) use json::ToolJson;
pub(crate) use path_text::ToolPathText;

use actix_web::http::header;
use actix_web::{HttpResponse, HttpResponseBuilder};
use wharfinger_core::registration::Draft;
use wharfinger_core::wire;
use wharfinger_store::Tool;

use super::issues;
use crate::body::document;
use crate::problem::Problem;
use crate::state::State;
use crate::tools::Refused;
use crate::tools::known::Known;
use crate::tools::sight::Sight;

/// Where a tool lies in the API.
#[must_use]
pub(crate) fn address(tool: &Tool) -> String {
    // Hosts, repositories, `_` and tool names hold nothing that a URI would have to escape.
    format!("/api/v1/tools/{}", tool.registration.tool_path())
}

/// Answers what cannot be done to a tool.
pub(crate) async fn method_not_allowed() -> Result<HttpResponse, Problem> {
    Err(Problem::MethodNotAllowed {
        allow: "GET, HEAD, PATCH".to_owned(),
    })
}

/// The problem that says why a tool was not written; issues are those of `draft`.
pub(crate) fn problem(refused: Refused, draft: &Draft) -> Problem {
    match refused {
        Refused::Invalid(found) => Problem::Invalid {
            issues: issues(&wire::issues(draft, &found)),
        },
        Refused::Taken { path, issue } => Problem::ToolConflict {
            issues: issues(&wire::issues(draft, &[issue])),
            tool_path: path,
        },
        Refused::Stale { current } => etag::stale(current),
        Refused::Archived(path) => Problem::ToolArchived(path),
        Refused::Other(problem) => problem,
    }
}

/// A response with as much of a tool as somebody may see.
pub(super) async fn respond(
    response: HttpResponseBuilder,
    state: &State,
    tool: &Tool,
    sight: Sight,
) -> Result<HttpResponse, Problem> {
    let known = Known::of(state, tool, sight).await?;
    Ok(respond_known(response, state, tool, sight, &known))
}

/// The same with what is known of it beyond what was registered.
fn respond_known(
    mut response: HttpResponseBuilder,
    state: &State,
    tool: &Tool,
    sight: Sight,
    known: &Known,
) -> HttpResponse {
    response
        .insert_header((header::ETAG, Etag::of(tool, sight, known).to_string()))
        .insert_header((header::CACHE_CONTROL, cache_control(sight)))
        .insert_header((header::VARY, "Authorization, Cookie"));
    document(
        response,
        &ToolJson::new(&state.catalogues.now(), tool, sight, known),
    )
}

/// What everybody sees may be kept by shared caches, if they ask before each use; the whole holds an
/// e-mail address.
fn cache_control(sight: Sight) -> &'static str {
    match sight {
        Sight::Whole => "private, no-cache",
        Sight::Public => "no-cache",
    }
}
