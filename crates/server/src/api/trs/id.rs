//! Ids of tools: a tool path, or the id that holds no slash.
//!
//! Both mean one tool for ever, as the standard asks: no tool is ever taken out, none gives up its path,
//! and no path is given to another. So a path counts to the letter here; elsewhere `docker.io/nginx` finds
//! `docker.io/library/nginx`, until somebody registers a tool under the shorter path.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use wharfinger_store::{Tool, ToolId};

use crate::problem::Problem;
use crate::state::State;
use crate::tools::{self, no_such};

/// An id, or a version, without escapes: what was escaped twice, as clients do that escape again what a
/// person has escaped. No path, tag or digest holds a percent sign.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

/// The tool with this id.
pub(super) async fn find(state: &State, text: &str) -> Result<Tool, Problem> {
    let text = &*plain(text);
    let tool = match without_slashes(text) {
        Some(id) => state.store.tool(id).await?,
        None => Some(tools::find(state, text).await?),
    };
    tool.filter(|tool| is_of(tool, text))
        .ok_or_else(|| no_such(text))
}

/// Whether a text is an id of this tool.
pub(super) fn is_of(tool: &Tool, text: &str) -> bool {
    let text = &*plain(text);
    tool.registration.tool_path().as_str() == text || without_slashes(text) == Some(tool.id)
}

/// The id that a text spells, in its one spelling. No tool path looks like it: each has a slash.
fn without_slashes(text: &str) -> Option<ToolId> {
    let id: ToolId = text.parse().ok()?;
    (id.to_string() == text).then_some(id)
}
