//! How a tool is spelled in JSON.

use serde::{Serialize, Serializer};
use wharfinger_core::privacy::Visibility;
use wharfinger_core::pull::PullInstructions;
use wharfinger_core::registry::Catalogue;
use wharfinger_core::wire;
use wharfinger_store::{Timestamp, Tool, ToolId};

use super::evidence_json::EvidenceJson;
use crate::api::v1::as_text;
use crate::tools::known::Known;
use crate::tools::owner::Owner;
use crate::tools::pull_instructions;
use crate::tools::sight::Sight;

/// As much of a tool as somebody may see: the fields of a report's `normalized`, and what the store adds.
///
/// The contact's e-mail address is shown to maintainers and administrators only; everybody learns
/// whether there is one.
#[derive(Serialize)]
pub(crate) struct ToolJson<'a> {
    #[serde(serialize_with = "as_text")]
    id: ToolId,
    tool_path: &'a str,
    image: String,
    registry: &'a str,
    registry_host: &'a str,
    namespace: &'a str,
    name: &'a str,
    tag: Option<&'a str>,
    digest: Option<&'a str>,
    tool_name: Option<&'a str>,
    visibility: &'a str,
    has_contact: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_email: Option<&'a str>,
    access: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner_verified: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<EvidenceJson<'a>>,
    description: Option<&'a str>,
    source_url: Option<&'a str>,
    pull: PullJson,
    revision: u32,
    archived: bool,
    #[serde(serialize_with = "as_text")]
    created_at: Timestamp,
    #[serde(serialize_with = "as_text")]
    updated_at: Timestamp,
}

/// The commands that fetch the image.
struct PullJson(PullInstructions);

impl Serialize for PullJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        wire::pull_instructions(&self.0).serialize(serializer)
    }
}

impl<'a> ToolJson<'a> {
    /// As much of `tool` as `sight` says, and what is `known` of it beyond that.
    #[must_use]
    pub(crate) fn new(
        catalogue: &Catalogue,
        tool: &'a Tool,
        sight: Sight,
        known: &'a Known,
    ) -> Self {
        let registration = &tool.registration;
        let path = registration.tool_path();
        Self {
            id: tool.id,
            tool_path: path.as_str(),
            image: registration.image(),
            registry: registration.registry(),
            registry_host: path.host(),
            namespace: path.namespace(),
            name: path.name(),
            tag: registration.tag(),
            digest: registration.digest(),
            tool_name: path.tool_name(),
            visibility: registration.visibility().as_str(),
            has_contact: registration.contact_email().is_some(),
            contact_email: registration
                .contact_email()
                .filter(|_| sight == Sight::Whole),
            access: match registration.visibility() {
                Visibility::Public => "open",
                Visibility::Private => "request",
            },
            owner_verified: known.owner.map(Owner::is_verified),
            evidence: known.evidence.as_ref().map(EvidenceJson::new),
            description: registration.description(),
            source_url: registration.source_url(),
            pull: PullJson(pull_instructions(catalogue, registration)),
            revision: tool.revision.get(),
            archived: tool.archived_at.is_some(),
            created_at: tool.created_at,
            updated_at: tool.updated_at,
        }
    }
}
