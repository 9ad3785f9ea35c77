//! `POST /evidence/{path}`: has the registry of a tool's image asked now.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::form::Form;
use super::{access, address, see_other};
use crate::identity::Viewer;
use crate::images::now::{Looked, look_now};
use crate::origin;
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
    let client = origin::client_address(&request, &state.config);
    let by = who.by(&state, &request);
    let done = match look_now(&state, &tool, client, by).await? {
        Looked::Now => "looked",
        Looked::Already => "looked-already",
    };
    Ok(see_other(&format!("{back}?done={done}")))
}
