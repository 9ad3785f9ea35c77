//! The JSON spelling of registries, of the image that a draft names, and of pull instructions.

use serde::ser::Serialize;

use crate::pull::PullInstructions;
use crate::registration::{self, Draft, Preview};
use crate::registry::{Catalogue, RegistryEntry, RegistryVisibility, Segments};

/// The JSON of every registry of a catalogue, in its order: what a registry picker shows.
///
/// ```
/// use wharfinger_core::{registry::Catalogue, wire};
/// let json = serde_json::to_value(wire::registries(&Catalogue::built_in())).unwrap();
/// assert!(json.as_array().unwrap().iter().any(|registry| {
///     registry["id"] == "quay" && registry["host"] == "quay.io"
/// }));
/// ```
#[must_use]
pub fn registries(catalogue: &Catalogue) -> impl Serialize + use<'_> {
    catalogue.entries().map(registry_json).collect::<Vec<_>>()
}

/// The JSON of pull instructions: `{"login", "login_note", "pull"}`.
#[must_use]
pub fn pull_instructions(instructions: &PullInstructions) -> impl Serialize + use<> {
    PullJson::from(instructions.clone())
}

fn registry_json(entry: RegistryEntry<'_>) -> RegistryJson<'_> {
    RegistryJson {
        id: entry.id(),
        name: entry.name(),
        host: entry.fixed_host(),
        host_example: entry.host_example(),
        custom_path: entry.custom_path(),
        segments: entry.segments(),
        layout: entry.layout(),
        namespace_word: entry.namespace_word(),
        visibility: entry.visibility(),
        anonymous_pull: entry.anonymous_pull(),
        operator: entry.is_operators(),
    }
}

#[derive(serde::Serialize)]
struct RegistryJson<'a> {
    id: &'a str,
    name: &'a str,
    host: Option<&'a str>,
    host_example: &'a str,
    custom_path: bool,
    segments: Segments,
    layout: &'a str,
    namespace_word: &'a str,
    visibility: RegistryVisibility,
    anonymous_pull: bool,
    operator: bool,
}

#[derive(serde::Serialize)]
struct PullJson {
    login: Option<String>,
    login_note: Option<&'static str>,
    pull: String,
}

impl From<PullInstructions> for PullJson {
    fn from(instructions: PullInstructions) -> Self {
        Self {
            login: instructions.login,
            login_note: instructions.login_note,
            pull: instructions.pull,
        }
    }
}

/// The JSON of the image that a draft names, `null` when it cannot be read: what the form shows
/// while the draft may still be wrong elsewhere.
///
/// `{"registry", "registry_host", "namespace", "name", "tag", "digest", "image", "tool_path",
/// "page", "pull": {"login", "login_note", "pull"}}`.
///
/// ```
/// use wharfinger_core::{registration::Draft, registry::Catalogue, report::Field, wire};
/// let draft = Draft::default().with(Field::Image, "nginx:1.25");
/// let json = serde_json::to_value(wire::read_image(&Catalogue::built_in(), &draft)).unwrap();
/// assert_eq!(json["registry"], "docker-hub");
/// assert_eq!(json["tool_path"], "docker.io/library/nginx");
/// ```
#[must_use]
pub fn read_image(catalogue: &Catalogue, draft: &Draft) -> impl Serialize + use<> {
    registration::preview(catalogue, draft).map(|preview| image_json(catalogue, preview))
}

/// The JSON of the image that a draft names once its likeliest mends are applied, spelt as
/// [`read_image`] spells it; see [`registration::mended_preview`].
///
/// ```
/// use wharfinger_core::{registration::Draft, registry::Catalogue, report::Field, wire};
/// let draft = Draft::default().with(Field::Image, "docker pull Nginx:1.25");
/// let json = serde_json::to_value(wire::read_mended_image(&Catalogue::built_in(), &draft)).unwrap();
/// assert_eq!(json["tool_path"], "docker.io/library/nginx");
/// ```
#[must_use]
pub fn read_mended_image(catalogue: &Catalogue, draft: &Draft) -> impl Serialize + use<> {
    registration::mended_preview(catalogue, draft).map(|preview| image_json(catalogue, preview))
}

fn image_json(catalogue: &Catalogue, preview: Preview) -> ImageJson {
    let Preview {
        image,
        tool_path,
        pull,
    } = preview;
    ImageJson {
        image: image.reference(),
        tool_path: tool_path.as_str().to_owned(),
        page: image.page(catalogue),
        pull: pull.into(),
        registry: image.registry,
        registry_host: image.host,
        namespace: image.namespace,
        name: image.name,
        tag: image.tag,
        digest: image.digest,
    }
}

#[derive(serde::Serialize)]
struct ImageJson {
    registry: String,
    registry_host: String,
    namespace: String,
    name: String,
    tag: Option<String>,
    digest: Option<String>,
    image: String,
    tool_path: String,
    page: Option<String>,
    pull: PullJson,
}
