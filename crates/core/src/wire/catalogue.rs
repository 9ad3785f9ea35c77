//! The JSON spelling of registries and of pull instructions.

use serde::ser::Serialize;

use crate::pull::PullInstructions;
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

/// The JSON of one registry.
#[must_use]
pub fn registry(entry: RegistryEntry<'_>) -> impl Serialize + use<'_> {
    registry_json(entry)
}

/// The JSON of pull instructions: `{"login", "login_note", "pull"}`.
#[must_use]
pub fn pull_instructions(instructions: &PullInstructions) -> impl Serialize + use<'_> {
    PullJson {
        login: instructions.login.as_deref(),
        login_note: instructions.login_note,
        pull: &instructions.pull,
    }
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
struct PullJson<'a> {
    login: Option<&'a str>,
    login_note: Option<&'a str>,
    pull: &'a str,
}
