//! Searching: the tools that a filter finds.

use actix_web::HttpRequest;
use wharfinger_core::descriptor::DescriptorType;
use wharfinger_store::{Failure, Page, ToolFilter, ToolPage};

use super::pasted;
use crate::checks;
use crate::identity::Viewer;
use crate::state::State;

/// One page of the tools that a filter finds. Where nothing has the words of the search, they may be
/// a reference that was pasted, and the tools of its path are found. To read it is a check: whoever has
/// asked for too many gets what was found.
pub(crate) async fn search(
    state: &State,
    viewer: &Viewer,
    request: &HttpRequest,
    filter: &ToolFilter,
    page: Page,
) -> Result<ToolPage, Failure> {
    let found = list(state, filter, page).await?;
    let is_something = !found.tools.is_empty() || !found.damaged.is_empty();
    if is_something || found.next.is_some() {
        return Ok(found);
    }
    let Some(text) = filter.search.as_deref() else {
        return Ok(found);
    };
    if checks::take(state, viewer, request).is_err() {
        return Ok(found);
    }
    let Some(path) = pasted::path(&state.catalogues.now(), text).filter(|path| path != text) else {
        return Ok(found);
    };
    let filter = ToolFilter {
        search: Some(path),
        ..filter.clone()
    };
    list(state, &filter, page).await
}

/// One page of the tools of which no maintainer can sign in.
pub(crate) async fn unmaintained(state: &State, page: Page) -> Result<ToolPage, Failure> {
    let found = state.store.unmaintained_tools(page).await?;
    Ok(told(state, found))
}

/// One page of the tools that have a file of a type, archived ones aside.
pub(crate) async fn described(
    state: &State,
    kind: DescriptorType,
    page: Page,
) -> Result<ToolPage, Failure> {
    let found = state.store.described_tools(kind, page).await?;
    Ok(told(state, found))
}

/// One page of the tools that a filter finds.
pub(crate) async fn list(
    state: &State,
    filter: &ToolFilter,
    page: Page,
) -> Result<ToolPage, Failure> {
    let found = state.store.list_tools(filter, page).await?;
    Ok(told(state, found))
}

/// What is left out because it is stored damaged, the operator hears of.
fn told(state: &State, found: ToolPage) -> ToolPage {
    state.alarms.passed_over("lists of tools", &found.damaged);
    found
}
