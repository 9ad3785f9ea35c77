//! Registries that people ask for.

use askama::Template;

use super::frame::{Frame, When};
use super::requests::Pages;

/// The list of them, with the form to ask for another.
#[derive(Debug, Template)]
#[template(path = "registry_requests.html")]
pub(crate) struct RegistryRequestsPage {
    pub(crate) frame: Frame,
    /// Why nothing was done, without a full stop.
    pub(crate) refusal: Option<String>,
    pub(crate) typed: String,
    /// Whether those are listed that are answered.
    pub(crate) is_answered: bool,
    pub(crate) rows: Vec<Row>,
    pub(crate) pages: Pages,
}

/// A request.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) href: String,
    pub(crate) host: String,
    pub(crate) votes: u32,
    pub(crate) is_supported: bool,
    pub(crate) opened_by: String,
    pub(crate) opened: When,
    pub(crate) answered: Option<Answered>,
}

/// What an administrator said.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) is_accepted: bool,
    pub(crate) reason: String,
    pub(crate) by: String,
    pub(crate) at: When,
}

/// One request.
#[derive(Debug, Template)]
#[template(path = "registry_request.html")]
pub(crate) struct RegistryRequestPage {
    pub(crate) frame: Frame,
    /// What the visitor has just done.
    pub(crate) done: Option<&'static str>,
    /// Why nothing was done, without a full stop.
    pub(crate) refusal: Option<String>,
    pub(crate) row: Row,
    /// The registry as which the catalogue knows the host now.
    pub(crate) known: Option<Known>,
    /// What the host answered.
    pub(crate) greeting: &'static str,
    pub(crate) greeting_detail: Option<String>,
    /// Which program it seems to run.
    pub(crate) software: Option<String>,
    /// Which known registry it looks like, without a full stop.
    pub(crate) looks_like: Option<String>,
    /// What administrators answer with.
    pub(crate) decision: Option<Decision>,
    /// Where an issue about it is made.
    pub(crate) issue: Option<String>,
}

/// Whether to take a registry out that was added.
#[derive(Debug, Template)]
#[template(path = "registry_removal.html")]
pub(crate) struct RegistryRemoval {
    pub(crate) frame: Frame,
    /// Why nothing was done, without a full stop.
    pub(crate) refusal: Option<&'static str>,
    pub(crate) action: String,
    pub(crate) name: String,
    /// Absent where the definition cannot be read.
    pub(crate) host: Option<String>,
    pub(crate) id: String,
    pub(crate) by: String,
    pub(crate) added: When,
    /// Why it is left out of the catalogue, without a full stop.
    pub(crate) left_out: Option<String>,
}

/// A registry of the catalogue.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) name: String,
    /// Where administrators take it out, if it was added.
    pub(crate) removal: Option<String>,
}

impl RegistryRequestPage {
    /// What became of the request, by what was said and what the catalogue knows now.
    const fn outcome(&self, answered: &Answered) -> &'static str {
        match (answered.is_accepted, &self.known) {
            (true, Some(_)) => "It is supported",
            (true, None) => "It was accepted, and is not in the catalogue",
            (false, Some(_)) => "It was declined, and is supported all the same",
            (false, None) => "It is not going to be supported",
        }
    }
}

/// The form in which administrators answer.
#[derive(Debug)]
pub(crate) struct Decision {
    pub(crate) reason: String,
    /// What may be added; absent where the catalogue knows the host.
    pub(crate) definition: Option<Definition>,
}

/// A registry to add, as it stands in the form.
#[derive(Debug)]
pub(crate) struct Definition {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) host: String,
    pub(crate) visibility: String,
    pub(crate) is_anonymous: bool,
    pub(crate) segments_min: String,
    pub(crate) segments_max: String,
    pub(crate) login: String,
}
