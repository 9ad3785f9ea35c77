//! What a list is asked for, and which tools that means.
//!
//! The index of searches finds what may fit, words in paths and descriptions; every tool it finds is then
//! held against what was asked for, so a filter on a whole name finds no tool that only mentions it. Where
//! many mention it and few have it, that takes several pages of the search for one of the list:
//! [`super::search`] bounds how many.

use wharfinger_core::descriptor::DescriptorType;
use wharfinger_core::registry::{Catalogue, RegistryEntry};
use wharfinger_store::{
    SEARCH_BYTES_MAX, SEARCH_PIECE_CHARS, Tool, ToolFilter, searched_description,
};

use super::described::Types;
use super::json;
use super::tool_classes::CONTAINER;
use crate::problem::Problem;
use crate::query::Query;
use crate::tools::describe::types;

/// The filters, as the standard names them.
pub(super) const FILTERS: [&str; 11] = [
    "id",
    "alias",
    "toolClass",
    "descriptorType",
    "registry",
    "organization",
    "name",
    "toolname",
    "description",
    "author",
    "checker",
];

/// A type that the standard has, and that no tool here is described in.
const UNDESCRIBED: &str = "GALAXY";

/// Which tools a request wants.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    /// What finds those that may fit.
    pub(super) candidates: ToolFilter,
    /// The ids that a tool has to have, each of them.
    pub(super) ids: Vec<String>,
    /// Whether something is asked for that no tool here has.
    pub(super) is_hopeless: bool,
    /// What a tool has to be described in.
    pub(super) kind: Option<DescriptorType>,
    registry: Option<String>,
    host: Option<String>,
    organization: Option<String>,
    name: Option<String>,
    toolname: Option<String>,
    /// In lower case.
    description: Option<String>,
}

impl Filter {
    /// What a query asks for. An empty filter is none.
    pub(super) fn read(catalogue: &Catalogue, query: &Query) -> Result<Self, Problem> {
        let given = |name| query.given(name);
        let owned = |name| given(name).map(str::to_owned);
        let checker = match given("checker") {
            None | Some("false") => false,
            Some("true") => true,
            Some(_) => {
                return Err(Problem::BadQuery(
                    "`checker` must be `true` or `false`".to_owned(),
                ));
            }
        };
        let is_other_class = given("toolClass")
            .is_some_and(|class| class != CONTAINER.id && class != CONTAINER.name);
        let kind = given("descriptorType").filter(|name| *name != UNDESCRIBED);
        let kind = kind.map(read_type).transpose()?;
        let mut filter = Self {
            ids: ["id", "alias"].into_iter().filter_map(owned).collect(),
            // Who wrote a tool is not registered, and no tool checks another.
            is_hopeless: is_other_class
                || checker
                || given("author").is_some()
                || given("descriptorType") == Some(UNDESCRIBED),
            kind,
            organization: owned("organization"),
            name: owned("name"),
            toolname: owned("toolname"),
            description: given("description").map(str::to_lowercase),
            ..Self::default()
        };
        if let Some(text) = given("registry") {
            filter.of_registry(catalogue, text);
        }
        filter.candidates.search = filter.words();
        filter.candidates.registry.clone_from(&filter.registry);
        Ok(filter)
    }

    /// Asks for the tools of a registry, by its host or by its id in the catalogue.
    fn of_registry(&mut self, catalogue: &Catalogue, text: &str) {
        if let Some(entry) = catalogue.by_id(text) {
            self.registry = Some(entry.id().to_owned());
            return;
        }
        let identified = catalogue.identify(text);
        self.registry = Some(identified.id().to_owned());
        let only_host = identified.entry().and_then(RegistryEntry::fixed_host);
        if only_host != Some(identified.host()) {
            self.host = Some(identified.host().to_owned());
        }
    }

    /// Whether something is compared tool by tool, behind what the store has found.
    pub(super) fn is_compared(&self) -> bool {
        let compared = [
            &self.host,
            &self.organization,
            &self.name,
            &self.toolname,
            &self.description,
        ];
        self.kind.is_some() || compared.into_iter().any(Option::is_some)
    }

    /// Whether every tool is wanted.
    pub(super) fn is_of_all(&self) -> bool {
        let narrowed = self.is_hopeless || self.registry.is_some() || !self.ids.is_empty();
        !narrowed && !self.is_compared()
    }

    /// Whether a tool is wanted that is described in these types.
    pub(super) fn fits(&self, tool: &Tool, types: &Types) -> bool {
        let registration = &tool.registration;
        let path = registration.tool_path();
        let is = |wanted: &Option<String>, found: &str| {
            wanted.as_deref().is_none_or(|wanted| wanted == found)
        };
        self.kind.is_none_or(|kind| types.has(tool.id, kind))
            && is(&self.registry, registration.registry())
            && is(&self.host, path.host())
            && is(&self.organization, path.namespace())
            && is(&self.name, path.name())
            && is(&self.toolname, json::name(tool))
            && self.description.as_deref().is_none_or(|wanted| {
                // As far as the index knows it, so that long and short words find the same.
                let description =
                    searched_description(registration.description().unwrap_or_default());
                description.to_lowercase().contains(wanted)
            })
    }

    /// The words that every tool which fits is found by.
    fn words(&self) -> Option<String> {
        let whole = [&self.host, &self.organization, &self.name, &self.toolname];
        let whole = whole.into_iter().flatten().map(String::as_str);
        let described = self.description.as_deref().unwrap_or_default();
        let described = described
            .split_whitespace()
            // Shorter ones the search finds at the start of words only; here, what a description holds
            // anywhere counts.
            .filter(|word| word.chars().count() >= SEARCH_PIECE_CHARS);
        let mut words = String::new();
        for word in whole.chain(described) {
            // What the search would cut or take apart finds too little; what is left out is compared.
            let is_one = !word
                .contains(|character: char| character.is_control() || character.is_whitespace());
            if is_one && words.len() + word.len() < SEARCH_BYTES_MAX {
                words.push_str(word);
                words.push(' ');
            }
        }
        (!words.is_empty()).then_some(words)
    }
}

/// A type by its name; a list that is empty because of a slip would be believed.
fn read_type(name: &str) -> Result<DescriptorType, Problem> {
    DescriptorType::from_name(name).ok_or_else(|| {
        let known = types();
        Problem::BadQuery(format!(
            "`descriptorType` must be one of {known}, or `{UNDESCRIBED}`"
        ))
    })
}
