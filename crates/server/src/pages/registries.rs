//! `GET /registries`: the catalogue as a table.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use wharfinger_core::registry::{RegistryEntry, RegistryVisibility};

use super::view::frame::Here;
use super::view::plain::{Registries, RegistryRow};
use super::{frame, respond};
use crate::identity::Viewer;
use crate::state::State;

pub(super) async fn show(state: Data<State>, viewer: Viewer) -> HttpResponse {
    let mut rows: Vec<_> = state.catalogues.now().entries().map(row).collect();
    rows.sort_by_key(|row| row.name.to_lowercase());
    let page = Registries {
        frame: frame(&viewer, Here::Registries),
        rows,
    };
    respond(StatusCode::OK, &page)
}

fn row(entry: RegistryEntry<'_>) -> RegistryRow {
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
    }
}
