//! Listing: a page of requests.

use wharfinger_store::{Cursor, Page, RequestFilter};

use super::seen::Seen;
use crate::problem::Problem;
use crate::state::State;

/// One page of requests, newest first.
#[derive(Debug)]
pub(crate) struct List {
    /// The requests.
    pub(crate) requests: Vec<Seen>,
    /// Where the next page starts; absent on the last one.
    pub(crate) next: Option<Cursor>,
}

/// The requests that pass a filter. Whether somebody may see them is in the filter.
pub(crate) async fn list(
    state: &State,
    filter: &RequestFilter,
    page: Page,
) -> Result<List, Problem> {
    let found = state.store.list_requests(filter, page).await?;
    Ok(List {
        requests: Seen::of_all(state, found.requests).await?,
        next: found.next,
    })
}
