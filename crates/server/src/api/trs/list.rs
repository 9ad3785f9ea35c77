//! `GET /tools`: the tools, newest first, page by page.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::address::Addresses;
use super::answer;
use super::described::Types;
use super::filter::{FILTERS, Filter};
use super::json::ToolJson;
use super::offset::{Asked, COUNTED_MAX, Offset};
use super::paging::{Here, limit};
use super::search::{Found, find};
use crate::problem::Problem;
use crate::query::Query;
use crate::state::State;

/// Answers 200 with those that the filters leave, archived ones aside.
pub(super) async fn handle(
    state: Data<State>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let known = [&FILTERS[..], &["offset", "limit"]].concat();
    let query = Query::read(&request, &known)?;
    let limit = limit(&query)?;
    let filter = Filter::read(&state.catalogues.now(), &query)?;
    let offset = query.given("offset");
    let asked = Asked::read(offset);
    let found = match asked {
        Asked::At(offset) => find(&state, &filter, offset, limit).await?,
        Asked::Nowhere => Found::default(),
        // Of those that a filter finds nobody knows how many there are.
        Asked::Far(_) if !filter.is_of_all() => Found::default(),
        Asked::Far(count) => beyond(&state, count).await?,
    };
    let addresses = Addresses::of(&request, &state);
    let types = Types::of(&state, &found.tools).await?;
    let tools: Vec<_> = found
        .tools
        .iter()
        .map(|tool| ToolJson::new(&addresses, tool, &types))
        .collect();
    let mut response = answer(&tools);
    let offset = offset.unwrap_or("0").to_owned();
    let here = Here {
        addresses: &addresses,
        query: query.set("limit", &limit.to_string()),
        offset: &offset,
        limit,
        is_of_all: filter.is_of_all(),
        is_behind: tools.is_empty() && asked != Asked::At(Offset::default()),
    };
    here.tell(&mut response, found.next);
    Ok(response)
}

/// What lies behind more tools than are counted: nothing, where there are not so many.
async fn beyond(state: &State, count: u64) -> Result<Found, Problem> {
    if state.store.counts().await?.tools <= count {
        return Ok(Found::default());
    }
    Err(Problem::BadQuery(format!(
        "`offset` counts up to {COUNTED_MAX} tools; further on, follow `next_page`, whose `offset` is the \
         place where a page ended"
    )))
}
