//! `POST /contact/{path}`: sends the contact of a tool another link to confirm the address with.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::form::Form;
use super::{access, address, see_other};
use crate::access::contact::{Asked, ask};
use crate::identity::Viewer;
use crate::state::State;
use crate::tools::find;
use crate::tools::sight::need_maintainer;

pub(super) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    path: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, access::NotDone> {
    let form = Form::read(&request, payload).await?;
    let tool = find(&state, &path).await?;
    let back = address("tools", &tool);
    let who = access::member(&request, &state, &viewer, &form, &back)?;
    need_maintainer(&state, &who, tool.id).await?;
    let by = who.by(&state, &request);
    let done = match ask(&state, &request, &tool, by).await? {
        Asked::OnItsWay => "contact-asked",
        Asked::NotNeeded => "contact-confirmed",
    };
    Ok(see_other(&format!("{back}?done={done}")))
}
