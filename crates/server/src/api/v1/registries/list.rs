//! `GET /api/v1/registries`: every registry that a draft may name.

use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Serialize;
use wharfinger_core::wire;

use crate::body::document;
use crate::state::State;

#[derive(Serialize)]
struct RegistriesJson<R> {
    registries: R,
}

/// Answers 200 with the registries in catalogue order, the operator's last.
pub(crate) async fn handle(state: Data<State>) -> HttpResponse {
    let catalogue = state.catalogues.now();
    let registries = wire::registries(&catalogue);
    document(HttpResponse::Ok(), &RegistriesJson { registries })
}
