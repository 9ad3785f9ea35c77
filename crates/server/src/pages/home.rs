//! `GET /`: the tools.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_core::privacy::Visibility;
use wharfinger_core::registry::{CUSTOM_ID, Catalogue};
use wharfinger_store::{SEARCH_BYTES_MAX, Tool};

use super::view::frame::Here;
use super::view::home::{Choice, Home, Row};
use super::{address, frame, registry_name, respond, when};
use crate::identity::Viewer;
use crate::problem::Problem;
use crate::query::Query;
use crate::state::State;
use crate::tools::filter;
use crate::tools::owner::Owner;
use crate::tools::registry_of;
use crate::tools::search::search;

/// The parameters: those of the API's list that a person needs.
const PARAMETERS: &[&str] = &["q", "registry", "visibility", "cursor"];

pub(super) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let query = Query::of_page(&request, PARAMETERS).cut("q", SEARCH_BYTES_MAX);
    let (filter, page) = filter::read(&query)?;
    let found = search(&state, &viewer, &request, &filter, page).await?;
    let owners = Owner::of_all(&state, &found.tools).await?;
    let catalogue = &state.catalogues.now();
    let home = Home {
        frame: frame(&viewer, Here::Tools),
        search_max: SEARCH_BYTES_MAX,
        query: filter.search.clone().unwrap_or_default(),
        registries: choices(catalogue, filter.registry.as_deref()),
        visibility: filter.visibility.map_or("", Visibility::as_str),
        is_narrowed: filter.registry.is_some() || filter.visibility.is_some(),
        is_later_page: query.get("cursor").is_some_and(|cursor| !cursor.is_empty()),
        first: format!("/?{}", query.with("cursor", "")),
        next: found
            .next
            .map(|cursor| format!("/?{}", query.with("cursor", &cursor.to_string()))),
        tools: found
            .tools
            .iter()
            .zip(owners)
            .map(|(tool, owner)| row(catalogue, tool, owner))
            .collect(),
        left_out: found.damaged.len(),
    };
    Ok(respond(StatusCode::OK, &home))
}

fn row(catalogue: &Catalogue, tool: &Tool, owner: Option<Owner>) -> Row {
    let registration = &tool.registration;
    let path = registration.tool_path();
    let entry = registry_of(catalogue, registration);
    Row {
        path: path.to_string(),
        href: address("tools", tool),
        registry: registry_name(entry, path.host()).to_owned(),
        is_private: registration.visibility() == Visibility::Private,
        is_archived: tool.archived_at.is_some(),
        is_owner_verified: owner.map(Owner::is_verified),
        description: registration.description().map(str::to_owned),
        updated: when(tool.updated_at),
    }
}

/// The registries of a picker, by name; what is not in the catalogue comes last.
pub(super) fn choices(catalogue: &Catalogue, chosen: Option<&str>) -> Vec<Choice> {
    let mut choices: Vec<Choice> = catalogue
        .entries()
        .map(|entry| choice(entry.id(), entry.name(), chosen))
        .collect();
    choices.sort_by_key(|choice| choice.name.to_lowercase());
    choices.push(choice(CUSTOM_ID, "Another registry", chosen));
    choices
}

fn choice(id: &str, name: &str, chosen: Option<&str>) -> Choice {
    Choice {
        id: id.to_owned(),
        name: name.to_owned(),
        is_chosen: chosen == Some(id),
    }
}
