//! `GET /codes` and `GET /codes/{code}`: the rules, from the catalogue of issue codes.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use wharfinger_core::code::Code;

use super::view::frame::Here;
use super::view::plain::{CodePage, Codes};
use super::{frame, respond};
use crate::identity::Viewer;
use crate::problem::Problem;

pub(super) async fn list(viewer: Viewer) -> HttpResponse {
    let page = Codes {
        frame: frame(&viewer, Here::Elsewhere),
    };
    respond(StatusCode::OK, &page)
}

pub(super) async fn show(viewer: Viewer, code: Path<String>) -> Result<HttpResponse, Problem> {
    let code = Code::from_name(&code).ok_or(Problem::NoSuchPage)?;
    let page = CodePage {
        frame: frame(&viewer, Here::Elsewhere),
        code,
    };
    Ok(respond(StatusCode::OK, &page))
}
