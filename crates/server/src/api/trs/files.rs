//! `GET /tools/{id}/versions/{version}/..`: what describes a version. Nothing does so far.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::tools::find_version;
use crate::problem::Problem;
use crate::state::State;

/// Answers 404: what an image was built from is not registered.
pub(super) async fn containerfile(
    state: Data<State>,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (id, version) = path.into_inner();
    find_version(&state, &id, &version).await?;
    Err(Problem::NoSuchPart(
        "no container file is registered with the tool".to_owned(),
    ))
}

/// Answers 404.
pub(super) async fn descriptor(
    state: Data<State>,
    path: Path<(String, String, String)>,
) -> Result<HttpResponse, Problem> {
    let (id, version, _) = path.into_inner();
    undescribed(&state, &id, &version).await
}

/// Answers 404.
pub(super) async fn descriptor_at(
    state: Data<State>,
    path: Path<(String, String, String, String)>,
) -> Result<HttpResponse, Problem> {
    let (id, version, ..) = path.into_inner();
    undescribed(&state, &id, &version).await
}

/// Answers 404.
pub(super) async fn tests(
    state: Data<State>,
    path: Path<(String, String, String)>,
) -> Result<HttpResponse, Problem> {
    let (id, version, _) = path.into_inner();
    undescribed(&state, &id, &version).await
}

/// Answers 404.
pub(super) async fn list(
    state: Data<State>,
    path: Path<(String, String, String)>,
) -> Result<HttpResponse, Problem> {
    let (id, version, _) = path.into_inner();
    undescribed(&state, &id, &version).await
}

async fn undescribed(state: &State, id: &str, version: &str) -> Result<HttpResponse, Problem> {
    find_version(state, id, version).await?;
    Err(Problem::NoSuchPart(
        "no descriptor is registered with the tool".to_owned(),
    ))
}
