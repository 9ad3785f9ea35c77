//! `GET /api/v1/tools`: searches the tools, page by page.

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use wharfinger_core::privacy::Visibility;
use wharfinger_store::{Cursor, PAGE_TOOLS_MAX, Page, SEARCH_BYTES_MAX, ToolFilter};

use super::{ToolJson, cache_control};
use crate::api::v1::document;
use crate::limits::PAGE_TOOLS_DEFAULT;
use crate::operator::Viewer;
use crate::problem::Problem;
use crate::query::Query;
use crate::state::State;

/// The parameters, as the OpenAPI document lists them.
pub(crate) const PARAMETERS: &[&str] = &[
    "q",
    "registry",
    "visibility",
    "include_archived",
    "limit",
    "cursor",
];

#[derive(Serialize)]
struct ToolsJson<'a> {
    tools: Vec<ToolJson<'a>>,
    next_cursor: Option<String>,
    next: Option<String>,
}

/// Answers 200 with the newest tools first.
pub(crate) async fn handle(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let query = Query::read(&request, PARAMETERS)?;
    let (filter, page) = read(&query)?;
    let found = state.store.list_tools(&filter, page).await?;

    let next_cursor = found.next.map(|cursor| cursor.to_string());
    let next = next_cursor
        .as_deref()
        .map(|cursor| format!("/api/v1/tools?{}", query.with("cursor", cursor)));
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CACHE_CONTROL, cache_control(&viewer)))
        .insert_header((header::VARY, "Authorization, Cookie"));
    if let Some(next) = &next {
        response.insert_header((header::LINK, format!("<{next}>; rel=\"next\"")));
    }
    let tools = found
        .tools
        .iter()
        .map(|tool| ToolJson::new(&state.config.catalogue, tool, &viewer))
        .collect();
    Ok(document(
        response,
        &ToolsJson {
            tools,
            next_cursor,
            next,
        },
    ))
}

/// The filter and the page that a query asks for; the way of the API and of the home page.
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
    let limit = match query.get("limit") {
        None | Some("") => PAGE_TOOLS_DEFAULT,
        Some(text) => text
            .parse()
            .ok()
            .filter(|limit| (1..=PAGE_TOOLS_MAX).contains(limit))
            .ok_or_else(|| {
                Problem::BadQuery(format!(
                    "`limit` must be a number from 1 to {PAGE_TOOLS_MAX}"
                ))
            })?,
    };
    let cursor = match query.get("cursor") {
        None | Some("") => None,
        Some(text) => Some(
            text.parse::<Cursor>()
                .map_err(|error| Problem::BadQuery(format!("`cursor`: {error}")))?,
        ),
    };
    let filter = ToolFilter {
        search: search.map(str::to_owned),
        registry: query
            .get("registry")
            .filter(|id| !id.is_empty())
            .map(str::to_owned),
        visibility,
        include_archived,
    };
    Ok((filter, Page::new(cursor, limit)))
}
