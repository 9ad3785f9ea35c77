//! Listing: a page of requests.

use wharfinger_store::{Cursor, Page, RequestFilter, RequestPage};

use super::seen::Seen;
use super::together::{LISTS, seen};
use crate::problem::Problem;
use crate::state::State;

/// One page of requests, newest first.
#[derive(Debug)]
pub(crate) struct List {
    /// The requests.
    pub(crate) requests: Vec<Seen>,
    /// Requests of the page that are stored damaged, they themselves or what they refer to.
    pub(crate) left_out: usize,
    /// Where the next page starts; absent on the last one.
    pub(crate) next: Option<Cursor>,
}

/// The requests that pass a filter. Whether somebody may see them is in the filter.
pub(crate) async fn list(
    state: &State,
    filter: &RequestFilter,
    page: Page,
) -> Result<List, Problem> {
    let RequestPage {
        requests,
        damaged,
        next,
    } = state.store.list_requests(filter, page).await?;
    state.alarms.passed_over(LISTS, &damaged);
    let listed = requests.len() + damaged.len();
    let requests = seen(state, requests).await?;
    Ok(List {
        left_out: listed - requests.len(),
        requests,
        next,
    })
}
