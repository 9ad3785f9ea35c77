//! `PATCH /api/v1/tools/{path}`: changes a tool, by a merge patch (RFC 7396) of its draft.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Map, Value};
use wharfinger_core::registration::{Draft, Registration};
use wharfinger_core::registry::{CUSTOM_ID, Catalogue, RegistryEntry};
use wharfinger_core::report::Field;
use wharfinger_store::{By, Tool};

use super::etag::Etag;
use super::{ToolPathText, problem, respond};
use crate::api::v1::members::Members;
use crate::body;
use crate::identity::Member;
use crate::problem::Problem;
use crate::state::State;
use crate::tools::archive::archive;
use crate::tools::change::change;
use crate::tools::find;
use crate::tools::letters::Sender;
use crate::tools::sight::{Sight, need_maintainer};

/// Answers 200 with the tool as it is now.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    path: ToolPathText,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (Members(mut changes), _) =
        body::json(&request, payload, &[body::MERGE_PATCH, body::JSON]).await?;
    let tool = find(&state, &path).await?;
    need_maintainer(&state, &member, tool.id).await?;
    Etag::check_match(&request, &tool)?;
    let by = member.by(&state, &request);
    let tool = if let Some(archived) = changes.remove("archived") {
        if !changes.is_empty() {
            return Err(Problem::BadBody(
                "`archived` is changed alone, without other fields".to_owned(),
            ));
        }
        set_archived(&state, &tool, &archived, by).await?
    } else {
        let sender = Sender::of(&state, &request, &member);
        update(&state, tool, changes, sender, by).await?
    };
    respond(HttpResponse::Ok(), &state, &tool, Sight::Whole).await
}

async fn set_archived(
    state: &State,
    tool: &Tool,
    archived: &Value,
    by: By,
) -> Result<Tool, Problem> {
    let archived = archived
        .as_bool()
        .ok_or_else(|| Problem::BadBody("`archived` must be `true` or `false`".to_owned()))?;
    archive(state, tool, tool.revision, archived, by)
        .await
        .map_err(|refused| problem(refused, &Draft::default()))
}

async fn update(
    state: &State,
    tool: Tool,
    changes: Map<String, Value>,
    sender: Option<Sender<'_>>,
    by: By,
) -> Result<Tool, Problem> {
    let given: Vec<Field> = changes
        .keys()
        .filter_map(|name| Field::from_name(name))
        .collect();
    let draft = patched(&state.config.catalogue, &tool.registration, changes)?;
    let seen = tool.revision;
    change(state, tool, seen, &draft, &given, sender, by)
        .await
        .map_err(|refused| problem(refused, &draft))
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
    Members(merged).read()
}

/// A registration as a draft in parts, so that one of them can be changed by itself.
fn parts<'a>(
    catalogue: &'a Catalogue,
    registration: &'a Registration,
) -> impl Iterator<Item = (Field, &'a str)> {
    let path = registration.tool_path();
    // Whose host it is today: the operator may have added or taken out registries since.
    let entry = catalogue.identify(path.host()).entry();
    let has_fixed_host = entry.is_some_and(|entry| !entry.custom_path());
    [
        (
            Field::Registry,
            Some(entry.map_or(CUSTOM_ID, RegistryEntry::id)),
        ),
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
