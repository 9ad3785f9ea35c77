//! What one row of the catalogue says, whoever wrote it.

pub(super) use super::providers::PROVIDERS;

/// Which images a registry can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "lowercase")
)]
pub enum RegistryVisibility {
    /// Every image can be pulled by everybody.
    #[cfg_attr(feature = "serde", serde(rename = "public"))]
    PublicOnly,
    /// No image can be pulled without authorisation.
    #[cfg_attr(feature = "serde", serde(rename = "private"))]
    PrivateOnly,
    /// The owner of an image decides.
    Mixed,
}

impl RegistryVisibility {
    /// The spelling in JSON: `public`, `private`, `mixed`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PublicOnly => "public",
            Self::PrivateOnly => "private",
            Self::Mixed => "mixed",
        }
    }
}

/// How many segments (the texts between slashes) a repository has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub struct Segments {
    /// Fewest, at least 1.
    pub min: u8,
    /// Most; `None` for no limit but the length of the whole repository.
    #[cfg_attr(feature = "serde", serde(default))]
    pub max: Option<u8>,
}

impl Segments {
    /// At least `min`.
    pub(super) const fn from(min: u8) -> Self {
        Self { min, max: None }
    }

    /// Between `min` and `max`.
    pub(super) const fn range(min: u8, max: u8) -> Self {
        Self {
            min,
            max: Some(max),
        }
    }
}

impl Default for Segments {
    /// Any number.
    fn default() -> Self {
        Self::from(1)
    }
}

/// A provider's own rule for a part of the repository, beyond the grammar of references.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    /// Fewest bytes.
    pub(super) min: usize,
    /// Fewest bytes of what exists, older than the rule; down to it a warning.
    pub(super) shortest: usize,
    /// Most bytes.
    pub(super) max: usize,
    /// The separators that may stand inside, of `.`, `_` and `-`.
    pub(super) separators: &'static str,
    /// Whether separators may follow each other, as the grammar allows for `__` and `--`.
    pub(super) doubled: bool,
    /// Whether the first character must be a letter.
    pub(super) letter_first: bool,
    /// Whether breaking it is certain to fail; otherwise the documentation says so and older
    /// names are known to break it, which earns a warning.
    pub(super) certain: bool,
}

impl Limit {
    /// What the grammar of references allows, with lengths.
    pub(super) const fn length(min: usize, max: usize) -> Self {
        Self {
            min,
            shortest: min,
            max,
            separators: "._-",
            doubled: true,
            letter_first: false,
            certain: true,
        }
    }
}

/// One row of the catalogue.
#[derive(Clone, Copy, Debug)]
pub(super) struct Provider {
    /// Kebab-case; never renamed.
    pub(super) id: &'static str,
    /// As its users call it.
    pub(super) name: &'static str,
    /// Its hosts, lower case, without port, the main one first.
    pub(super) hosts: &'static [&'static str],
    /// Its hosts with parts of their own; see [`super::host_pattern`].
    pub(super) patterns: &'static [&'static str],
    /// An example of a host, for registries with several.
    pub(super) host_example: &'static str,
    /// How many segments its repositories have.
    pub(super) segments: Segments,
    /// More segments than this are rare enough for a warning.
    pub(super) usual_max: Option<u8>,
    /// What the segments mean.
    pub(super) layout: &'static str,
    /// What its users call the first segment.
    pub(super) namespace_word: &'static str,
    /// Rule for the first segment of several.
    pub(super) namespace: Option<Limit>,
    /// Rule for all that follows the first segment, or for the only one.
    pub(super) rest: Option<Limit>,
    /// Rule for the whole repository.
    pub(super) repository: Option<Limit>,
    /// Whether the first segment may be a domain in front of the namespace (`example.com/project`).
    pub(super) domain_scoped: bool,
    /// Which images it can hold.
    pub(super) visibility: RegistryVisibility,
    /// Whether its public images can be pulled without logging in.
    pub(super) anonymous_pull: bool,
    /// The login command of today, with `{variables}`; empty when there is nothing to log in to.
    pub(super) login: &'static str,
    /// What to put for the capitals in the login command.
    pub(super) login_note: &'static str,
    /// The page of an image, with `{variables}`; empty when there is none.
    pub(super) page: &'static str,
    /// Where these facts come from.
    pub(super) source: &'static str,
}

/// What most rows share.
pub(super) const PLAIN: Provider = Provider {
    id: "",
    name: "",
    hosts: &[],
    patterns: &[],
    host_example: "",
    segments: Segments::from(1),
    usual_max: None,
    layout: "REPOSITORY",
    namespace_word: "namespace",
    namespace: None,
    rest: None,
    repository: None,
    domain_scoped: false,
    visibility: RegistryVisibility::Mixed,
    anonymous_pull: true,
    login: "docker login {host}",
    login_note: "",
    page: "",
    source: "",
};

impl Provider {
    /// The host, when there is only one.
    pub(super) fn fixed_host(&self) -> Option<&'static str> {
        match self.hosts {
            [host] if self.patterns.is_empty() => Some(host),
            _ => None,
        }
    }
}
