//! `GET /api/v1/tools`: searches the tools, page by page.

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::{ToolJson, cache_control};
use crate::body::document;
use crate::identity::Viewer;
use crate::problem::Problem;
use crate::query::Query;
use crate::state::State;
use crate::tools::filter;
use crate::tools::known::Known;
use crate::tools::search::search;
use crate::tools::sight::Sight;

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
    left_out: usize,
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
    let (filter, page) = filter::read(&query)?;
    let found = search(&state, &viewer, &request, &filter, page).await?;

    let sights = Sight::of_all(&state, &viewer, &found.tools).await?;
    let known = Known::of_all(&state, &found.tools, &sights).await?;
    let next_cursor = found.next.map(|cursor| cursor.to_string());
    let next = next_cursor
        .as_deref()
        .map(|cursor| format!("/api/v1/tools?{}", query.with("cursor", cursor)));
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CACHE_CONTROL, cache_control(whole_if_any(&sights))))
        .insert_header((header::VARY, "Authorization, Cookie"));
    if let Some(next) = &next {
        response.insert_header((header::LINK, format!("<{next}>; rel=\"next\"")));
    }
    let tools = found
        .tools
        .iter()
        .zip(sights)
        .zip(&known)
        .map(|((tool, sight), known)| ToolJson::new(&state.catalogues.now(), tool, sight, known))
        .collect();
    Ok(document(
        response,
        &ToolsJson {
            tools,
            left_out: found.damaged.len(),
            next_cursor,
            next,
        },
    ))
}

fn whole_if_any(sights: &[Sight]) -> Sight {
    if sights.contains(&Sight::Whole) {
        Sight::Whole
    } else {
        Sight::Public
    }
}
