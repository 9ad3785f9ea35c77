//! `POST /contact/{path}`: sends the contact of a tool another link to confirm the address with.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::{access, see_other};
use crate::access::contact::{Asked, ask};
use crate::identity::Viewer;
use crate::state::State;

pub(super) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    path: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, access::NotDone> {
    let sent = access::maintainer(&request, &state, &viewer, ("tools", &path), payload).await?;
    let access::OfMaintainer {
        tool, back, who, ..
    } = sent;
    let by = who.by(&state, &request);
    let done = match ask(&state, &request, &tool, by).await? {
        Asked::OnItsWay => "contact-asked",
        Asked::NotNeeded => "contact-confirmed",
    };
    Ok(see_other(&format!("{back}?done={done}")))
}
