//! Tools: what is registered.
//!
//! A tool is archived and brought back with `PATCH {"archived": true}`: a sub-address such as
//! `/archive` could be the end of somebody's tool path.

pub(crate) mod archive;
pub(crate) mod list;
pub(crate) mod register;
pub(crate) mod show;
pub(crate) mod update;

mod etag;
mod json;
mod path_text;

pub(crate) use etag::Etag;
pub(crate) use json::{ToolJson, pull_instructions};
pub(crate) use path_text::ToolPathText;

use actix_web::http::header;
use actix_web::{HttpResponse, HttpResponseBuilder};
use wharfinger_core::tool_path::TOOL_PATH_BYTES_MAX;
use wharfinger_store::Tool;

use super::document;
use crate::operator::Viewer;
use crate::problem::Problem;
use crate::state::State;

/// Where a tool lies in the API.
#[must_use]
pub(crate) fn address(tool: &Tool) -> String {
    // Hosts, repositories, `_` and tool names hold nothing that a URI would have to escape.
    format!("/api/v1/tools/{}", tool.registration.tool_path())
}

/// The tool with this path, in the docker form as well.
pub(crate) async fn find(state: &State, path: &str) -> Result<Tool, Problem> {
    let tool = if path.len() > TOOL_PATH_BYTES_MAX {
        None
    } else {
        state.store.find_tool(path).await?
    };
    tool.ok_or_else(|| {
        let shown = path.floor_char_boundary(TOOL_PATH_BYTES_MAX);
        Problem::NoSuchTool(path[..shown].to_owned())
    })
}

/// Answers what cannot be done to a tool.
pub(crate) async fn method_not_allowed() -> Result<HttpResponse, Problem> {
    Err(Problem::MethodNotAllowed {
        allow: "GET, HEAD, PATCH".to_owned(),
    })
}

/// A response with a tool as this viewer may see it.
fn respond(
    mut response: HttpResponseBuilder,
    state: &State,
    tool: &Tool,
    viewer: &Viewer,
) -> HttpResponse {
    response
        .insert_header((header::ETAG, Etag::of(tool, viewer).to_string()))
        .insert_header((header::CACHE_CONTROL, cache_control(viewer)))
        .insert_header((header::VARY, "Authorization, Cookie"));
    document(
        response,
        &ToolJson::new(&state.config.catalogue, tool, viewer),
    )
}

/// Everybody's view may be kept by shared caches, if they ask before each use; the operator's
/// holds e-mail addresses.
fn cache_control(viewer: &Viewer) -> &'static str {
    match viewer.operator {
        Some(_) => "private, no-cache",
        None => "no-cache",
    }
}
