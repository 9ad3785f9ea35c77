//! How tools and their versions are spelled.
//!
//! What is not known is left out: nobody counts an image's bytes here, and a digest says nothing of when
//! it was pushed.

use serde::{Serialize, Serializer};
use wharfinger_store::{Tool, ToolId};

use super::address::Addresses;
use super::described::Types;
use super::tool_classes::{CONTAINER, ToolClass};
use super::version;

/// A tool, as strangers see it on its page.
#[derive(Serialize)]
pub(super) struct ToolJson<'a> {
    url: String,
    id: &'a str,
    /// The id that holds no slash.
    #[serde(serialize_with = "as_text")]
    aliases: ToolId,
    organization: &'a str,
    name: &'a str,
    toolclass: ToolClass,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    meta_version: String,
    has_checker: bool,
    versions: [VersionJson<'a>; 1],
}

/// A version of a tool.
#[derive(Serialize)]
pub(super) struct VersionJson<'a> {
    url: String,
    id: &'a str,
    name: &'a str,
    is_production: bool,
    images: [ImageJson<'a>; 1],
    descriptor_type: Vec<&'static str>,
    containerfile: bool,
    meta_version: String,
}

/// An image of a version.
#[derive(Serialize)]
struct ImageJson<'a> {
    registry_host: &'a str,
    image_name: String,
    image_type: &'static str,
    checksum: Vec<Checksum<'a>>,
}

/// What a hash function gives.
#[derive(Serialize)]
pub(super) struct Checksum<'a> {
    pub(super) checksum: &'a str,
    pub(super) r#type: &'a str,
}

impl<'a> ToolJson<'a> {
    pub(super) fn new(addresses: &Addresses, tool: &'a Tool, types: &Types) -> Self {
        let path = tool.registration.tool_path();
        Self {
            url: addresses.tool(tool.id),
            id: path.as_str(),
            aliases: tool.id,
            organization: path.namespace(),
            name: name(tool),
            toolclass: CONTAINER,
            description: tool.registration.description(),
            meta_version: tool.revision.to_string(),
            has_checker: false,
            versions: [VersionJson::new(addresses, tool, types)],
        }
    }
}

impl<'a> VersionJson<'a> {
    pub(super) fn new(addresses: &Addresses, tool: &'a Tool, types: &Types) -> Self {
        let registration = &tool.registration;
        let checksum = version::checksum(registration);
        let descriptor_type = types.names(tool.id);
        Self {
            url: addresses.version(tool.id, registration.version()),
            id: registration.version(),
            name: version::name(registration),
            is_production: version::is_production(registration, !descriptor_type.is_empty()),
            images: [ImageJson {
                registry_host: registration.tool_path().host(),
                image_name: registration.image(),
                image_type: "Docker",
                checksum: checksum
                    .map(|(r#type, checksum)| Checksum { checksum, r#type })
                    .into_iter()
                    .collect(),
            }],
            descriptor_type,
            containerfile: false,
            meta_version: tool.revision.to_string(),
        }
    }
}

/// What a tool is called: its tool name, or its image's.
pub(super) fn name(tool: &Tool) -> &str {
    let path = tool.registration.tool_path();
    path.tool_name().unwrap_or(path.name())
}

/// A list of one id.
fn as_text<S: Serializer>(id: &ToolId, serializer: S) -> Result<S::Ok, S::Error> {
    [id.to_string()].serialize(serializer)
}
