//! `GET /unmaintained`: tools that nobody answers for who can sign in, for administrators.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_store::{Page, Tool};

use super::view::frame::Here;
use super::view::unmaintained::{Row, Unmaintained};
use super::{accounts, address, frame, pages_of, respond};
use crate::identity::Viewer;
use crate::problem::Problem;
use crate::query::Query;
use crate::state::State;
use crate::tools::search::unmaintained;

/// Where the page lies.
pub(super) const PATH: &str = "/unmaintained";

pub(super) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    if let Err(elsewhere) = accounts::administrator(&viewer, PATH)? {
        return Ok(elsewhere);
    }
    let query = Query::of_page(&request, &["cursor"]);
    let found = unmaintained(&state, query.page()?).await?;
    let page = Unmaintained {
        frame: frame(&viewer, Here::Unmaintained),
        tools: found.tools.iter().map(row).collect(),
        left_out: found.damaged.len(),
        pages: pages_of(&request, &query, found.next),
    };
    Ok(respond(StatusCode::OK, &page))
}

/// Whether there are any, for the pages that lead here.
pub(super) async fn are_there(state: &State) -> Result<bool, Problem> {
    let found = unmaintained(state, Page::first(1)).await?;
    Ok(!found.tools.is_empty() || !found.damaged.is_empty())
}

fn row(tool: &Tool) -> Row {
    Row {
        path: tool.registration.tool_path().to_string(),
        maintainers: address("maintainers", tool),
        is_archived: tool.archived_at.is_some(),
    }
}
