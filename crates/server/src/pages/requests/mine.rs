//! `GET /requests`: what the visitor has asked for.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_store::RequestFilter;

use super::row;
use crate::access::list::list;
use crate::identity::Viewer;
use crate::pages::view::frame::Here;
use crate::pages::view::requests::Requests;
use crate::pages::{frame, pages_of, respond, sign_in_first};
use crate::problem::Problem;
use crate::query::Query;
use crate::state::State;

pub(in crate::pages) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let Some(who) = &viewer.who else {
        return Ok(sign_in_first("/requests"));
    };
    let query = Query::of_page(&request, &["cursor"]);
    let filter = RequestFilter {
        requester: Some(who.id()),
        ..RequestFilter::default()
    };
    let found = list(&state, &filter, query.page()?).await?;
    let page = Requests {
        frame: frame(&viewer, Here::Requests),
        rows: found.requests.iter().map(row).collect(),
        left_out: found.left_out,
        pages: pages_of(&request, &query, found.next),
    };
    Ok(respond(StatusCode::OK, &page))
}
