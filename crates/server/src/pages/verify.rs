//! `GET` and `POST /verify/{secret}`: shows that an address can be read by whom it is said to be.
//!
//! Only the button verifies: programs that look for harm in mail follow its links.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::view::frame::Here;
use super::view::links::{Verified, Verify};
use super::{access, frame, respond, see_other};
use crate::accounts::{email, links};
use crate::identity::Viewer;
use crate::problem::Problem;
use crate::state::State;

/// Where an address that has been verified leads on to.
pub(super) const DONE: &str = "/verified";

pub(super) async fn show(
    state: Data<State>,
    viewer: Viewer,
    secret: Path<String>,
) -> Result<HttpResponse, Problem> {
    let link = links::read(&secret)?;
    let page = Verify {
        frame: frame(&viewer, Here::Elsewhere),
        action: links::path(links::VERIFY, &link),
        address: email::verified_by(&state, &link).await?,
    };
    Ok(respond(StatusCode::OK, &page))
}

pub(super) async fn submit(
    state: Data<State>,
    request: HttpRequest,
    secret: Path<String>,
) -> Result<HttpResponse, Problem> {
    let link = links::read(&secret)?;
    access::anybody(&request, &state)?;
    email::verify(&state, &request, &link).await?;
    Ok(see_other(DONE))
}

pub(super) async fn done(viewer: Viewer) -> HttpResponse {
    let frame = frame(&viewer, Here::Elsewhere);
    respond(StatusCode::OK, &Verified { frame })
}
