//! `GET` and `POST /registries/added/{id}`: takes a registry that an administrator has added out of the catalogue.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_core::registry::OperatorRegistry;
use wharfinger_store::AddedRegistry;

use super::form::Form;
use super::view::frame::Here;
use super::view::registry_requests::RegistryRemoval;
use super::{access, frame, respond, see_other, sign_in_first, when};
use crate::access::names::Names;
use crate::catalogues::Current;
use crate::identity::Viewer;
use crate::problem::Problem;
use crate::registry_requests::answer::remove;
use crate::state::State;

/// Where the pages lie, one for each registry. Not below the registry itself: requests lie there.
pub(super) const PATH: &str = "/registries/added";

/// Where the page about a registry lies.
pub(super) fn of(id: &str) -> String {
    format!("{PATH}/{id}")
}

pub(super) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let Some(who) = &viewer.who else {
        return Ok(sign_in_first(&of(&id)));
    };
    who.need_administrator()?;
    let current = state.catalogues.current();
    let added = current.added_as(&id).ok_or(Problem::NoSuchPage)?;
    let names = Names::of(&state, [added.by]).await?;
    let mut page = page(&viewer, &current, added, names.get(added.by));
    page.refusal = access::stale_words(&request);
    Ok(respond(StatusCode::OK, &page))
}

/// It is as good as taken out where it is not there any more.
pub(super) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, access::NotDone> {
    let form = Form::read(&request, payload).await?;
    let who = access::member(&request, &state, &viewer, &form, &of(&id))?;
    who.need_administrator()?;
    remove(&state, &id, who.by(&state, &request)).await?;
    Ok(see_other("/registries?done=removed"))
}

fn page(viewer: &Viewer, current: &Current, added: &AddedRegistry, by: &str) -> RegistryRemoval {
    // What cannot be read is left out, and named by its id.
    let defined: Option<OperatorRegistry> = serde_json::from_str(&added.definition).ok();
    let (name, host) = match defined {
        Some(registry) => (registry.name, Some(registry.host)),
        None => (added.id.clone(), None),
    };
    RegistryRemoval {
        frame: frame(viewer, Here::Registries),
        refusal: None,
        action: of(&added.id),
        name,
        host,
        id: added.id.clone(),
        by: by.to_owned(),
        added: when(added.at),
        left_out: current.left_out.get(&added.id).cloned(),
    }
}
