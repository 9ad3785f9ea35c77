//! `PATCH /api/v1/tools/{path}`: changes a tool, by a merge patch (RFC 7396) of its draft.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Map, Value};
use wharfinger_core::code::Code;
use wharfinger_core::registration::{Draft, Registration};
use wharfinger_core::registry::Catalogue;
use wharfinger_core::report::{Field, Issue, Span};
use wharfinger_core::wire;
use wharfinger_store::{Tool, UpdateError};

use super::etag::{Etag, stale};
use super::register::accepted;
use super::{ToolPathText, archive, find, respond};
use crate::api::v1::issues;
use crate::body;
use crate::operator::{Operator, Viewer};
use crate::problem::Problem;
use crate::state::State;

/// Answers 200 with the tool as it is now.
pub(crate) async fn handle(
    state: Data<State>,
    operator: Operator,
    request: HttpRequest,
    path: ToolPathText,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (mut changes, _): (Map<String, Value>, _) =
        body::json(&request, payload, &[body::MERGE_PATCH, body::JSON]).await?;
    let tool = find(&state, &path).await?;
    Etag::check_match(&request, &tool)?;
    let tool = match changes.remove("archived") {
        Some(archived) => {
            if !changes.is_empty() {
                return Err(Problem::BadBody(
                    "`archived` is changed alone, without other fields".to_owned(),
                ));
            }
            archive::set(&state, tool, &archived).await?
        }
        None => update(&state, tool, changes).await?,
    };
    let viewer = Viewer {
        operator: Some(operator),
    };
    Ok(respond(HttpResponse::Ok(), &state, &tool, &viewer))
}

async fn update(state: &State, tool: Tool, changes: Map<String, Value>) -> Result<Tool, Problem> {
    let draft = patched(&state.config.catalogue, &tool.registration, changes)?;
    let registration = accepted(state, &draft)?;
    let path = tool.registration.tool_path();
    if registration.tool_path().as_str() != path.as_str() {
        return Err(path_changed(&draft, &registration, path.as_str()));
    }
    if tool.archived_at.is_some() {
        return Err(Problem::ToolArchived(path.to_string()));
    }
    if registration == tool.registration {
        return Ok(tool);
    }
    let now = state.clock.now();
    let updated = state
        .store
        .update_tool(tool.id, tool.revision, registration, now)
        .await;
    match updated {
        Ok(tool) => Ok(tool),
        Err(UpdateError::Stale { current }) => Err(stale(current)),
        Err(UpdateError::NotFound) => Err(Problem::NoSuchTool(path.to_string())),
        Err(UpdateError::Archived) => Err(Problem::ToolArchived(path.to_string())),
        Err(UpdateError::Failure(failure)) => Err(failure.into()),
        Err(error) => Err(Problem::Internal(error.to_string())),
    }
}

/// The draft of a registration with a patch merged in: `null` takes a field out, a value sets it.
fn patched(
    catalogue: &Catalogue,
    registration: &Registration,
    changes: Map<String, Value>,
) -> Result<Draft, Problem> {
    // An image in one line replaces all the parts it names.
    let names_image = changes
        .get(Field::Image.as_str())
        .is_some_and(|value| !value.is_null());
    let mut merged = Map::new();
    for (field, text) in parts(catalogue, registration) {
        if !(names_image && is_part_of_image(field)) {
            merged.insert(field.as_str().to_owned(), Value::from(text));
        }
    }
    for (name, value) in changes {
        if value.is_null() {
            merged.remove(&name);
        } else {
            merged.insert(name, value);
        }
    }
    serde_json::from_value(Value::Object(merged))
        .map_err(|error| Problem::BadBody(error.to_string()))
}

/// A registration as a draft in parts, so that one of them can be changed by itself.
fn parts<'a>(
    catalogue: &Catalogue,
    registration: &'a Registration,
) -> impl Iterator<Item = (Field, &'a str)> {
    let path = registration.tool_path();
    let has_fixed_host = catalogue
        .by_id(registration.registry())
        .is_some_and(|entry| !entry.custom_path());
    [
        (Field::Registry, Some(registration.registry())),
        (
            Field::RegistryPath,
            Some(path.host()).filter(|_| !has_fixed_host),
        ),
        (Field::Namespace, Some(path.namespace())),
        (Field::Name, Some(path.name())),
        (Field::Tag, registration.tag()),
        (Field::Digest, registration.digest()),
        (Field::ToolName, path.tool_name()),
        (Field::Visibility, Some(registration.visibility().as_str())),
        (Field::ContactEmail, registration.contact_email()),
        (Field::Description, registration.description()),
        (Field::SourceUrl, registration.source_url()),
    ]
    .into_iter()
    .filter_map(|(field, text)| text.map(|text| (field, text)))
}

const fn is_part_of_image(field: Field) -> bool {
    matches!(
        field,
        Field::Registry
            | Field::RegistryPath
            | Field::Namespace
            | Field::Name
            | Field::Tag
            | Field::Digest
    )
}

/// The refusal of a patch that means another tool.
fn path_changed(draft: &Draft, registration: &Registration, path: &str) -> Problem {
    let given = [Field::Image, Field::ToolName, Field::Name];
    let field = given
        .into_iter()
        .find(|field| draft.get(*field).is_some())
        .unwrap_or(Field::Draft);
    let issue = Issue::new(
        Code::ToolPathChanged,
        field,
        Span::whole(draft.get(field).unwrap_or_default()),
        format!(
            "a tool keeps its path `{path}`; this change would make it `{}`",
            registration.tool_path()
        ),
    )
    .help("register the other path as a tool of its own, and archive this one");
    Problem::Invalid {
        issues: issues(&wire::issues(draft, &[issue])),
    }
}
