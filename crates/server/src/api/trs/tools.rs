//! `GET /tools/{id}` and below: one tool, and its version.

use std::slice;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_store::Tool;

use super::address::Addresses;
use super::described::Types;
use super::json::{ToolJson, VersionJson};
use super::{answer, id, version};
use crate::problem::Problem;
use crate::query::shortened;
use crate::state::State;

/// Answers 200 with a tool.
pub(super) async fn show(
    state: Data<State>,
    request: HttpRequest,
    path: Path<String>,
) -> Result<HttpResponse, Problem> {
    let tool = id::find(&state, &path).await?;
    let addresses = Addresses::of(&request, &state);
    let types = Types::of(&state, slice::from_ref(&tool)).await?;
    Ok(answer(&ToolJson::new(&addresses, &tool, &types)))
}

/// Answers 200 with a list of its one version.
pub(super) async fn versions(
    state: Data<State>,
    request: HttpRequest,
    path: Path<String>,
) -> Result<HttpResponse, Problem> {
    let tool = id::find(&state, &path).await?;
    let addresses = Addresses::of(&request, &state);
    let types = Types::of(&state, slice::from_ref(&tool)).await?;
    Ok(answer(&[VersionJson::new(&addresses, &tool, &types)]))
}

/// Answers 200 with that version.
pub(super) async fn one_version(
    state: Data<State>,
    request: HttpRequest,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (id, named) = path.into_inner();
    let tool = find_version(&state, &id, &named).await?;
    let addresses = Addresses::of(&request, &state);
    let types = Types::of(&state, slice::from_ref(&tool)).await?;
    Ok(answer(&VersionJson::new(&addresses, &tool, &types)))
}

/// The tool that has a version.
pub(super) async fn find_version(state: &State, id: &str, named: &str) -> Result<Tool, Problem> {
    let tool = id::find(state, id).await?;
    let named = id::plain(named);
    if version::is_named(&tool.registration, &named) {
        return Ok(tool);
    }
    Err(Problem::NoSuchPart(format!(
        "the tool has no version `{}`; there is `{}`",
        shortened(&named),
        tool.registration.version()
    )))
}
