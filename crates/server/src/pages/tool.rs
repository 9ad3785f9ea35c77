//! `GET /tools/{path}`: one tool.

use actix_web::http::{StatusCode, header};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_core::privacy::Visibility;
use wharfinger_core::registry::AMAZON_ECR_ID;

use super::form::parameter;
use super::view::frame::Here;
use super::view::tool::ToolPage;
use super::{address, frame, registry_name, respond, visibility_reason, when};
use crate::identity::Viewer;
use crate::problem::Problem;
use crate::state::State;
use crate::tools::sight::may_change;
use crate::tools::{find, pull_instructions};

pub(super) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    path: Path<String>,
) -> Result<HttpResponse, Problem> {
    let tool = find(&state, &path).await?;
    let registration = &tool.registration;
    let tool_path = registration.tool_path();
    if tool_path.as_str() != path.as_str() {
        // Found in the docker form: one page, one address.
        return Ok(HttpResponse::PermanentRedirect()
            .insert_header((header::LOCATION, address("tools", &tool)))
            .finish());
    }
    let entry = state.config.catalogue.by_id(registration.registry());
    let instructions = pull_instructions(&state.config.catalogue, registration);
    let may_change = match &viewer.who {
        Some(who) => may_change(&state, who, tool.id).await?,
        None => false,
    };
    let page = ToolPage {
        frame: frame(&viewer, Here::Elsewhere),
        done: parameter(&request, "done").and_then(|what| done(&what)),
        archived: tool.archived_at.map(when),
        path: tool_path.as_str(),
        registry: registry_name(entry, tool_path.host()),
        is_private: registration.visibility() == Visibility::Private,
        visibility_reason: visibility_reason(entry, tool_path.host()),
        login: instructions.login,
        login_note: instructions.login_note,
        pull: instructions.pull,
        image: registration.image(),
        image_page: entry.and_then(|entry| entry.page(tool_path.host(), tool_path.repository())),
        tag: registration.tag(),
        digest: registration.digest(),
        source: registration.source_url(),
        description: registration.description(),
        identity: if registration.registry() == AMAZON_ECR_ID {
            "the id of your AWS account (12 digits), or the ARN of your role or user"
        } else {
            "your user name there"
        },
        created: when(tool.created_at),
        updated: when(tool.updated_at),
        edit: may_change.then(|| address("edit", &tool)),
    };
    Ok(respond(StatusCode::OK, &page))
}

fn done(what: &str) -> Option<&'static str> {
    match what {
        "registered" => Some("The tool is registered."),
        "saved" => Some("The changes are saved."),
        "unchanged" => Some("Nothing was changed."),
        "unarchived" => Some("The tool is listed again."),
        _ => None,
    }
}
