//! `GET /registries`: the catalogue as a table.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_core::registry::{RegistryEntry, RegistryVisibility};

use super::form::parameter;
use super::view::frame::Here;
use super::view::plain::{LeftOut, Registries, RegistryRow};
use super::{frame, registry_removal, respond};
use crate::catalogues::Current;
use crate::identity::Viewer;
use crate::state::State;

pub(super) async fn show(state: Data<State>, viewer: Viewer, request: HttpRequest) -> HttpResponse {
    let current = state.catalogues.current();
    let removable = Some(&*current).filter(|_| viewer.is_administrator());
    let entries = current.catalogue.entries();
    let mut rows: Vec<_> = entries.map(|entry| row(entry, removable)).collect();
    rows.sort_by_key(|row| row.name.to_lowercase());
    let done = parameter(&request, "done").filter(|what| what == "removed");
    let page = Registries {
        frame: frame(&viewer, Here::Registries),
        done: done.map(|_| "The registry is taken out. Tools registered under it stay."),
        rows,
        left_out: removable.map_or_else(Vec::new, left_out),
    };
    respond(StatusCode::OK, &page)
}

fn left_out(current: &Current) -> Vec<LeftOut> {
    let left_out = current.left_out.iter();
    let rows = left_out.map(|(id, reason)| LeftOut {
        id: id.clone(),
        reason: reason.clone(),
        removal: registry_removal::of(id),
    });
    rows.collect()
}

/// A registry; `removable` is where those stand that the visitor may take out.
fn row(entry: RegistryEntry<'_>, removable: Option<&Current>) -> RegistryRow {
    let is_removable = removable.is_some_and(|current| current.is_added(entry.id()));
    let visibility = match (entry.visibility(), entry.anonymous_pull()) {
        (RegistryVisibility::PrivateOnly, _) => "Who is authorised",
        (RegistryVisibility::PublicOnly, true) => "Everybody",
        (RegistryVisibility::PublicOnly, false) => "Everybody who is logged in",
        (RegistryVisibility::Mixed, true) => "The image’s owner decides",
        (RegistryVisibility::Mixed, false) => "The image’s owner decides; always with a login",
    };
    RegistryRow {
        id: entry.id().to_owned(),
        name: entry.name().to_owned(),
        is_operators: entry.is_operators(),
        host: entry.host_example().to_owned(),
        has_several_hosts: entry.custom_path(),
        layout: entry.layout(),
        visibility,
        login: entry.login(entry.host_example(), "NAMESPACE/REPOSITORY"),
        removal: is_removable.then(|| registry_removal::of(entry.id())),
    }
}
