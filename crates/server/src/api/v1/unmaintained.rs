//! `GET /api/v1/unmaintained-tools`: tools that nobody answers for who can sign in.

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::paging::Next;
use crate::body::document;
use crate::identity::Member;
use crate::problem::Problem;
use crate::query::Query;
use crate::state::State;
use crate::tools::search::unmaintained;

/// The parameters, as the OpenAPI document lists them.
pub(crate) const PARAMETERS: &[&str] = &["limit", "cursor"];

#[derive(Serialize)]
struct UnmaintainedJson<'a> {
    tool_paths: Vec<&'a str>,
    left_out: usize,
    #[serde(flatten)]
    next: &'a Next,
}

/// Answers 200 with their paths, the newest registration first.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    member.need_administrator()?;
    let query = Query::read(&request, PARAMETERS)?;
    let found = unmaintained(&state, query.page()?).await?;
    let next = Next::new(&request, &query, found.next);
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "private, no-cache"));
    next.link(&mut response);
    let tools = found.tools.iter();
    let tool_paths = tools.map(|tool| tool.registration.tool_path().as_str());
    let shown = UnmaintainedJson {
        tool_paths: tool_paths.collect(),
        left_out: found.damaged.len(),
        next: &next,
    };
    Ok(document(response, &shown))
}
