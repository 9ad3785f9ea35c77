//! Searching: what a query asks for.

use wharfinger_core::privacy::Visibility;
use wharfinger_store::{Page, SEARCH_BYTES_MAX, ToolFilter};

use crate::problem::Problem;
use crate::query::Query;

/// The filter and the page that a query asks for.
pub(crate) fn read(query: &Query) -> Result<(ToolFilter, Page), Problem> {
    let search = query
        .get("q")
        .map(str::trim)
        .filter(|text| !text.is_empty());
    if search.is_some_and(|text| text.len() > SEARCH_BYTES_MAX) {
        return Err(Problem::BadQuery(format!(
            "`q` may have at most {SEARCH_BYTES_MAX} bytes"
        )));
    }
    let visibility = match query.get("visibility") {
        None | Some("") => None,
        Some(text) => Some(Visibility::from_name(text).ok_or_else(|| {
            Problem::BadQuery("`visibility` must be `public` or `private`".to_owned())
        })?),
    };
    let include_archived = match query.get("include_archived") {
        None | Some("" | "false") => false,
        Some("true") => true,
        Some(_) => {
            return Err(Problem::BadQuery(
                "`include_archived` must be `true` or `false`".to_owned(),
            ));
        }
    };
    let page = query.page()?;
    let filter = ToolFilter {
        maintainer: None,
        search: search.map(str::to_owned),
        registry: query.given("registry").map(str::to_owned),
        visibility,
        include_archived,
    };
    Ok((filter, page))
}
