//! The registry catalogue: one table, one row a provider, and what an operator adds to it.
//!
//! - `provider` and `providers` are the table, `aliases` the hosts that are written instead of one;
//! - [`EcrHost`] takes hosts of private Amazon ECR apart;
//! - `operator` is the data an operator adds;
//! - `check_host`, `check_repository` and `lookalike` say what is wrong with a host, a repository
//!   or a tag.

mod aliases;
mod asked;
mod check_host;
mod check_repository;
mod ecr_host;
mod host_pattern;
mod located;
mod lookalike;
mod operator;
mod partition;
mod provider;
mod providers;
mod software;

use std::borrow::Cow;

pub use asked::NotAskable;
pub use check_repository::{check_repository, check_tag};
pub use ecr_host::{ACCOUNT_DIGITS, EcrHost, NotEcrHost, is_account};
pub use located::Located;
pub use operator::{OPERATOR_TEXT_BYTES_MAX, OPERATORS_MAX, OperatorError, OperatorRegistry};
pub use partition::{PARTITIONS, Partition};
pub use provider::{RegistryVisibility, Segments};
pub use software::guess_software;

use crate::code::Code;
use crate::pull::template;
use provider::{PROVIDERS, Provider};
use providers::LOGIN_HOSTS;

/// The id of a registry that is not in the catalogue.
pub const CUSTOM_ID: &str = "custom";

/// Id of the registry that an image without a host lies on.
pub const DOCKER_HUB_ID: &str = "docker-hub";

/// Id of the registry whose hosts [`EcrHost`] takes apart.
pub const AMAZON_ECR_ID: &str = "amazon-ecr";

/// The namespace of BioContainers on Quay.io. Not a registry of its own, but with its own page
/// and without a `latest` tag.
const BIOCONTAINERS: &str = "biocontainers/";

/// The built-in providers and the registries an operator added.
///
/// ```
/// use wharfinger_core::registry::Catalogue;
/// let catalogue = Catalogue::built_in();
/// let found = catalogue.identify("index.docker.io");
/// assert_eq!((found.id(), found.host()), ("docker-hub", "docker.io"));
/// assert_eq!(catalogue.identify("registry.example.org:5000").id(), "custom");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    operators: Vec<OperatorRegistry>,
}

impl Catalogue {
    /// The catalogue without an operator's own registries.
    #[must_use]
    pub const fn built_in() -> Self {
        Self {
            operators: Vec::new(),
        }
    }

    /// The built-in catalogue with an operator's own registries behind it.
    ///
    /// # Errors
    /// When a registry contradicts itself, the catalogue or an earlier one; see [`OperatorError`].
    pub fn with_operators(operators: Vec<OperatorRegistry>) -> Result<Self, OperatorError> {
        operator::check_all(&operators)?;
        Ok(Self { operators })
    }

    /// Whose host it is. Does not allocate unless the host holds capitals.
    ///
    /// The port of a built-in registry is ignored here, and so is port 443 of an operator's;
    /// [`Catalogue::check_host`] complains.
    #[must_use]
    pub fn identify<'a>(&'a self, host: &'a str) -> Identified<'a> {
        let host = lower_case(host);
        let (name, _) = host_pattern::split_port(&host);
        let built_in = identify_built_in(name).or_else(|| {
            let alias = aliases::find(name)?;
            let real = alias
                .instead
                .filter(|_| alias.code != Code::RegistryNotARegistry)?;
            identify_built_in(real).map(|(provider, _)| (provider, Some(real)))
        });
        if let Some((provider, canonical)) = built_in {
            let length = name.len();
            let host = canonical.map_or_else(|| cut(host, length), Cow::Borrowed);
            return Identified {
                entry: Some(RegistryEntry(Row::BuiltIn(provider))),
                host,
            };
        }
        let plain = host_pattern::without_default_port(&host);
        // The exact host of one may be among those that another's pattern takes in.
        let mut operators = self.operators.iter();
        let operator = operators
            .clone()
            .find(|operator| operator.plain_host() == plain)
            .or_else(|| operators.find(|operator| operator.serves(plain)));
        let length = operator.map_or(host.len(), |_| plain.len());
        Identified {
            entry: operator.map(|operator| RegistryEntry(Row::Operator(operator))),
            host: cut(host, length),
        }
    }

    /// The registry with this id.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<RegistryEntry<'_>> {
        self.entries().find(|entry| entry.id() == id)
    }

    /// Every registry: the built-in ones in catalogue order, then the operator's.
    pub fn entries(&self) -> impl Iterator<Item = RegistryEntry<'_>> {
        let built_in = PROVIDERS.iter().map(|row| RegistryEntry(Row::BuiltIn(row)));
        let operators = self
            .operators
            .iter()
            .map(|row| RegistryEntry(Row::Operator(row)));
        built_in.chain(operators)
    }

    /// The registries the operator added.
    #[must_use]
    pub fn operators(&self) -> &[OperatorRegistry] {
        &self.operators
    }
}

/// What [`Catalogue::identify`] found out about a host.
#[derive(Clone, Debug)]
pub struct Identified<'a> {
    entry: Option<RegistryEntry<'a>>,
    host: Cow<'a, str>,
}

impl<'a> Identified<'a> {
    /// The registry; `None` when the host is unknown.
    #[must_use]
    pub fn entry(&self) -> Option<RegistryEntry<'a>> {
        self.entry
    }

    /// Whether the host is in the catalogue.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.entry.is_some()
    }

    /// The id of the registry, [`CUSTOM_ID`] when the host is unknown.
    #[must_use]
    pub fn id(&self) -> &'a str {
        self.entry.map_or(CUSTOM_ID, RegistryEntry::id)
    }

    /// The host as it should be stored: lower case, an alias resolved, the port of a built-in
    /// registry left out.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }
}

/// One registry of the catalogue, built-in or an operator's; callers need not know which.
#[derive(Clone, Copy, Debug)]
pub struct RegistryEntry<'a>(Row<'a>);

#[derive(Clone, Copy, Debug)]
enum Row<'a> {
    BuiltIn(&'static Provider),
    Operator(&'a OperatorRegistry),
}

impl<'a> RegistryEntry<'a> {
    /// Kebab-case id.
    #[must_use]
    pub fn id(self) -> &'a str {
        match self.0 {
            Row::BuiltIn(row) => row.id,
            Row::Operator(row) => &row.id,
        }
    }

    /// As its users call it.
    #[must_use]
    pub fn name(self) -> &'a str {
        match self.0 {
            Row::BuiltIn(row) => row.name,
            Row::Operator(row) => &row.name,
        }
    }

    /// Whether an operator added it.
    #[must_use]
    pub fn is_operators(self) -> bool {
        matches!(self.0, Row::Operator(_))
    }

    /// Which images it can hold.
    #[must_use]
    pub fn visibility(self) -> RegistryVisibility {
        match self.0 {
            Row::BuiltIn(row) => row.visibility,
            Row::Operator(row) => row.visibility,
        }
    }

    /// Whether its public images can be pulled without logging in.
    #[must_use]
    pub fn anonymous_pull(self) -> bool {
        match self.0 {
            Row::BuiltIn(row) => row.anonymous_pull,
            Row::Operator(row) => row.anonymous_pull,
        }
    }

    /// Whether its public images can be pulled from this host without logging in.
    #[must_use]
    pub fn anonymous_pull_from(self, host: &str) -> bool {
        self.anonymous_pull() && !LOGIN_HOSTS.contains(&host)
    }

    /// The host, where there is only one.
    #[must_use]
    pub fn fixed_host(self) -> Option<&'a str> {
        match self.0 {
            Row::BuiltIn(row) => row.fixed_host(),
            Row::Operator(row) => (!row.host.contains('*')).then_some(row.host.as_str()),
        }
    }

    /// Whether it has several hosts, so that a draft must name one.
    #[must_use]
    pub fn custom_path(self) -> bool {
        self.fixed_host().is_none()
    }

    /// A host to show as an example: the fixed one, or one of several.
    #[must_use]
    pub fn host_example(self) -> &'a str {
        match self.0 {
            Row::BuiltIn(row) => row.fixed_host().unwrap_or(row.host_example),
            Row::Operator(row) => &row.host,
        }
    }

    /// Its hosts, for people: `*` stands for letters, digits and hyphens of one label. Empty for
    /// Amazon ECR, whose hosts [`EcrHost`] takes apart.
    pub fn hosts(self) -> impl Iterator<Item = Cow<'a, str>> {
        let (fixed, patterns, added) = match self.0 {
            Row::BuiltIn(row) => (row.hosts, row.patterns, None),
            Row::Operator(row) => (&[][..], &[][..], Some(Cow::Borrowed(row.host.as_str()))),
        };
        let patterns = patterns
            .iter()
            .map(|pattern| Cow::Owned(pattern.replace('+', "*")));
        fixed
            .iter()
            .map(|host| Cow::Borrowed(*host))
            .chain(patterns)
            .chain(added)
    }

    /// How many segments its repositories have.
    #[must_use]
    pub fn segments(self) -> Segments {
        match self.0 {
            Row::BuiltIn(row) => row.segments,
            Row::Operator(row) => row.segments,
        }
    }

    /// What the segments mean, such as `NAMESPACE/REPOSITORY`.
    #[must_use]
    pub fn layout(self) -> &'static str {
        match self.0 {
            Row::BuiltIn(row) => row.layout,
            Row::Operator(row) => match (row.segments.min, row.segments.max) {
                (1, Some(1)) => "REPOSITORY",
                (1, _) => "[NAMESPACE/]REPOSITORY",
                (2, _) => "NAMESPACE/REPOSITORY",
                _ => "NAMESPACE/.../REPOSITORY",
            },
        }
    }

    /// What its users call the first segment, such as `owner`.
    #[must_use]
    pub fn namespace_word(self) -> &'static str {
        match self.0 {
            Row::BuiltIn(row) => row.namespace_word,
            Row::Operator(_) => "namespace",
        }
    }

    /// The login command of today, safe to paste into a POSIX shell as far as `host` and
    /// `repository` go; `None` when there is nothing to log in to.
    ///
    /// Words in capitals are for the user to fill in; see [`Self::login_note`].
    #[must_use]
    pub fn login(self, host: &str, repository: &str) -> Option<String> {
        let text = match self.0 {
            Row::BuiltIn(row) => row.login,
            Row::Operator(row) => match &row.login {
                Some(login) => login,
                None if row.visibility == RegistryVisibility::PublicOnly => "",
                None => provider::PLAIN.login,
            },
        };
        (!text.is_empty()).then(|| template::shell(text, host, repository))
    }

    /// What to know about the login command.
    #[must_use]
    pub fn login_note(self) -> Option<&'static str> {
        match self.0 {
            Row::BuiltIn(row) => Some(row.login_note).filter(|note| !note.is_empty()),
            Row::Operator(_) => None,
        }
    }

    /// The web page of an image; `None` where none exists.
    #[must_use]
    pub fn page(self, host: &str, repository: &str) -> Option<String> {
        let Row::BuiltIn(row) = self.0 else {
            return None;
        };
        let text = match (row.id, repository.split_once('/')) {
            (DOCKER_HUB_ID, None) => "https://hub.docker.com/_/{repository}",
            (DOCKER_HUB_ID, Some(("library", name))) if !name.contains('/') => {
                "https://hub.docker.com/_/{name}"
            }
            ("quay", _) if repository.starts_with(BIOCONTAINERS) => {
                "https://biocontainers.pro/tools/{name}"
            }
            // Whether what lies deeper is a project or an image of one, only GitLab knows; Codeberg's
            // pages have no slash in a name, and NGC's a team in another place.
            ("gitlab" | "codeberg" | "ngc", Some((_, name))) if name.contains('/') => "",
            // The other partitions have consoles of their own.
            (AMAZON_ECR_ID, _)
                if EcrHost::parse(host).is_none_or(|ecr| ecr.partition().id != "aws") =>
            {
                ""
            }
            _ => row.page,
        };
        (!text.is_empty()).then(|| template::url(text, host, repository))
    }

    /// Where the facts about it come from; `None` for an operator's. Empty in WebAssembly.
    #[must_use]
    pub fn source(self) -> Option<&'static str> {
        match self.0 {
            Row::BuiltIn(row) => Some(row.source),
            Row::Operator(_) => None,
        }
    }
}

/// The first `length` bytes of a host.
fn cut(host: Cow<'_, str>, length: usize) -> Cow<'_, str> {
    match host {
        Cow::Borrowed(host) => Cow::Borrowed(host.get(..length).unwrap_or(host)),
        Cow::Owned(mut host) => {
            host.truncate(length);
            Cow::Owned(host)
        }
    }
}

/// The text in lower case; borrowed when it is already.
fn lower_case(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

fn provider_by_id(id: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|provider| provider.id == id)
}

const HOSTS_COUNT: usize = {
    let mut count = 0;
    let mut row = 0;
    while row < PROVIDERS.len() {
        count += PROVIDERS[row].hosts.len();
        row += 1;
    }
    count
};

/// Every fixed host with the index of its provider, sorted at compile time for binary search.
const HOSTS: [(&str, usize); HOSTS_COUNT] = {
    let mut hosts = [("", 0); HOSTS_COUNT];
    let mut count = 0;
    let mut row = 0;
    while row < PROVIDERS.len() {
        let mut column = 0;
        while column < PROVIDERS[row].hosts.len() {
            let host = PROVIDERS[row].hosts[column];
            let mut place = count;
            while place > 0 && is_less(host.as_bytes(), hosts[place - 1].0.as_bytes()) {
                hosts[place] = hosts[place - 1];
                place -= 1;
            }
            hosts[place] = (host, row);
            count += 1;
            column += 1;
        }
        row += 1;
    }
    hosts
};

/// `left < right`, which the standard library cannot tell at compile time.
const fn is_less(left: &[u8], right: &[u8]) -> bool {
    let mut at = 0;
    while at < left.len() && at < right.len() {
        if left[at] != right[at] {
            return left[at] < right[at];
        }
        at += 1;
    }
    left.len() < right.len()
}

/// The provider of a lower-case host without port, and the static text of the host where it is a
/// fixed one.
fn identify_built_in(host: &str) -> Option<(&'static Provider, Option<&'static str>)> {
    let found = HOSTS.binary_search_by(|(known, _)| (*known).cmp(host));
    if let Some((known, row)) = found.ok().and_then(|at| HOSTS.get(at)) {
        return Some((PROVIDERS.get(*row)?, Some(known)));
    }
    if EcrHost::parse(host).is_some() {
        return Some((provider_by_id(AMAZON_ECR_ID)?, None));
    }
    PROVIDERS
        .iter()
        .find(|provider| {
            provider
                .patterns
                .iter()
                .any(|pattern| host_pattern::matches(pattern, host))
        })
        .map(|provider| (provider, None))
}
