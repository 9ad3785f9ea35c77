//! `GET /codes` and `GET /codes/{code}`: the rules, and why pulls fail, from the catalogues of both.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use wharfinger_core::code::Code;
use wharfinger_core::diagnosis::Cause;

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
    let frame = frame(&viewer, Here::Elsewhere);
    let code = Code::from_name(&code)
        .map(|code| CodePage::of_code(frame.clone(), code))
        .or_else(|| Cause::from_name(&code).map(|cause| CodePage::of_cause(frame.clone(), cause)));
    let page = code.ok_or(Problem::NoSuchPage)?;
    Ok(respond(StatusCode::OK, &page))
}
