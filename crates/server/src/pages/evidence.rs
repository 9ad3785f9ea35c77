//! `POST /evidence/{path}`: has the registry of a tool's image asked now.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::{access, see_other};
use crate::identity::Viewer;
use crate::images::now::{Looked, look_now};
use crate::origin;
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
    let client = origin::client_address(&request, &state.config);
    let by = who.by(&state, &request);
    let done = match look_now(&state, &tool, client, by).await? {
        Looked::Now => "looked",
        Looked::Already => "looked-already",
    };
    Ok(see_other(&format!("{back}?done={done}")))
}
