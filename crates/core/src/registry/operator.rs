//! Registries that an operator adds: the same data in the server's configuration, in the page and
//! in the npm package.

use thiserror::Error;

use crate::code::Code;
use crate::reference::{explain_host, is_ipv6};
use crate::report::Field;

use super::provider::{RegistryVisibility, Segments};
use super::{CUSTOM_ID, Catalogue, Located, host_pattern, identify_built_in, provider_by_id};

/// Most registries an operator can add. They are searched in order at every keystroke that
/// leads to an unknown host; a site with more has its own catalogue, not additions to ours.
pub const OPERATORS_MAX: usize = 64;

/// Most bytes of a name or a login text: one line of a terminal, generously.
pub const OPERATOR_TEXT_BYTES_MAX: usize = 500;

/// Most bytes of an id.
const ID_BYTES_MAX: usize = 64;

/// Most bytes of a host: DNS (RFC 1035 section 2.3.4) and a port.
const HOST_BYTES_MAX: usize = 253 + ":65535".len();

/// A registry that an operator added.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub struct OperatorRegistry {
    /// Kebab-case, other than every built-in id.
    pub id: String,
    /// As users call it.
    pub name: String,
    /// `registry.example.org`, with a port where there is one, or with `*` for whole labels in
    /// front: `*.registry.example.org`.
    pub host: String,
    /// How many segments its repositories have; any number when left out.
    #[cfg_attr(feature = "serde", serde(default))]
    pub segments: Segments,
    /// Which images it holds.
    pub visibility: RegistryVisibility,
    /// Whether its public images can be pulled without logging in.
    #[cfg_attr(feature = "serde", serde(default))]
    pub anonymous_pull: bool,
    /// The login command; `{host}` stands for the host. `docker login {host}` when left out of a
    /// registry that is not public.
    #[cfg_attr(feature = "serde", serde(default))]
    pub login: Option<String>,
}

/// Why a list of added registries was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum OperatorError {
    /// More than [`OPERATORS_MAX`].
    #[error("{found} registries are added, at most {OPERATORS_MAX} are possible")]
    TooMany {
        /// How many there are.
        found: usize,
    },
    /// The id is not lowercase words joined by hyphens.
    #[error("registry id `{id}` is not kebab-case, such as `our-harbor`")]
    Id {
        /// What was found.
        id: String,
    },
    /// The id is taken by the catalogue or by another added registry.
    #[error("registry id `{id}` is taken")]
    IdTaken {
        /// What was found.
        id: String,
    },
    /// The host is no host or pattern.
    #[error(
        "registry `{id}`: `{host}` is not a host such as `registry.example.org:5000` or `*.example.org`"
    )]
    Host {
        /// Id of the registry.
        id: String,
        /// What was found.
        host: String,
    },
    /// The host can serve no images, or images are pulled from elsewhere.
    #[error("registry `{id}`: `{host}` cannot be added: {reason}")]
    HostRefused {
        /// Id of the registry.
        id: String,
        /// What was found.
        host: String,
        /// What the rules have against it.
        reason: String,
    },
    /// The host belongs to the catalogue or to another added registry.
    #[error("registry `{id}`: the host `{host}` belongs to `{owner}`")]
    HostTaken {
        /// Id of the registry.
        id: String,
        /// What was found.
        host: String,
        /// Id of the registry that has it.
        owner: String,
    },
    /// The segments contradict themselves.
    #[error("registry `{id}`: `segments` needs `min` of at least 1 and `max` of at least `min`")]
    Segments {
        /// Id of the registry.
        id: String,
    },
    /// The name or the login text is empty, too long or holds control characters.
    #[error("registry `{id}`: `{field}` must be one line of 1 to {OPERATOR_TEXT_BYTES_MAX} bytes")]
    Text {
        /// Id of the registry.
        id: String,
        /// `name` or `login`.
        field: &'static str,
    },
    /// Everybody cannot pull from a registry that nobody can pull from.
    #[error("registry `{id}`: a `private` registry has no anonymous pull")]
    Anonymous {
        /// Id of the registry.
        id: String,
    },
}

impl OperatorRegistry {
    /// The host with its port, unless that is understood.
    pub(super) fn plain_host(&self) -> &str {
        host_pattern::without_default_port(&self.host)
    }

    /// Whether it serves the lower-case `host` (with its port, unless that is understood). Does not
    /// allocate.
    pub(super) fn serves(&self, host: &str) -> bool {
        let (pattern, pattern_port) = host_pattern::split_port(self.plain_host());
        let (host, port) = host_pattern::split_port(host);
        pattern_port == port && host_pattern::matches(pattern, host)
    }

    fn check(&self) -> Result<(), OperatorError> {
        let id = || self.id.clone();
        if !is_kebab_case(&self.id) || self.id.len() > ID_BYTES_MAX {
            return Err(OperatorError::Id { id: id() });
        }
        if self.id == CUSTOM_ID || provider_by_id(&self.id).is_some() {
            return Err(OperatorError::IdTaken { id: id() });
        }
        if !is_host_pattern(&self.host) {
            return Err(OperatorError::Host {
                id: id(),
                host: self.host.clone(),
            });
        }
        let example = self.host.replace('*', "x");
        let (host, _) = host_pattern::split_port(&example);
        if let Some((provider, _)) = identify_built_in(host) {
            return Err(OperatorError::HostTaken {
                id: id(),
                host: self.host.clone(),
                owner: provider.id.to_owned(),
            });
        }
        if let Some(reason) = why_not(&example) {
            return Err(OperatorError::HostRefused {
                id: id(),
                host: self.host.clone(),
                reason,
            });
        }
        if self.segments.min == 0 || self.segments.max.is_some_and(|max| max < self.segments.min) {
            return Err(OperatorError::Segments { id: id() });
        }
        let texts = [("name", Some(&self.name)), ("login", self.login.as_ref())];
        for (field, text) in texts {
            if text.is_some_and(|text| !is_line(text)) {
                return Err(OperatorError::Text { id: id(), field });
            }
        }
        if self.visibility == RegistryVisibility::PrivateOnly && self.anonymous_pull {
            return Err(OperatorError::Anonymous { id: id() });
        }
        Ok(())
    }
}

/// Checks a whole list: each registry by itself, then against those before it.
pub(super) fn check_all(operators: &[OperatorRegistry]) -> Result<(), OperatorError> {
    if operators.len() > OPERATORS_MAX {
        return Err(OperatorError::TooMany {
            found: operators.len(),
        });
    }
    for (index, operator) in operators.iter().enumerate() {
        operator.check()?;
        for earlier in operators.iter().take(index) {
            if earlier.id == operator.id {
                return Err(OperatorError::IdTaken {
                    id: operator.id.clone(),
                });
            }
            if earlier.plain_host() == operator.plain_host() {
                return Err(OperatorError::HostTaken {
                    id: operator.id.clone(),
                    host: operator.host.clone(),
                    owner: earlier.id.clone(),
                });
            }
        }
    }
    Ok(())
}

/// Why no image could be pulled from a host, in the words that a draft would get.
///
/// That the host is not in the catalogue, or looks like another, is what adding it mends.
pub(super) fn why_not(host: &str) -> Option<String> {
    let written = explain_host(host, Field::RegistryPath).into_iter();
    let mut known = Vec::new();
    Catalogue::built_in().check_host(Located::whole(Field::RegistryPath, host), &mut known);
    let is_mended = |code| matches!(code, Code::RegistryUnknown | Code::RegistryLookAlike);
    written
        .chain(known)
        .find(|issue| !is_mended(issue.code))
        .map(|issue| issue.message.into_owned())
}

fn is_kebab_case(text: &str) -> bool {
    text.split('-').all(|word| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}

fn is_line(text: &str) -> bool {
    (1..=OPERATOR_TEXT_BYTES_MAX).contains(&text.trim().len())
        && !text.chars().any(char::is_control)
}

pub(super) fn is_host_pattern(text: &str) -> bool {
    let (host, port) = host_pattern::split_port(text);
    let port_fits = port.is_none_or(|port| {
        !port.starts_with('0') && port.parse::<u16>().is_ok_and(|port| port > 0)
    });
    if !port_fits || text.len() > HOST_BYTES_MAX {
        return false;
    }
    if let Some(address) = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        return is_ipv6(address);
    }
    let mut labels = host.split('.').skip_while(|label| *label == "*").peekable();
    let fixed = labels.clone().count();
    // `*.org` would take in strangers.
    let wide = host.starts_with('*') && fixed < 2;
    labels.peek().is_some() && !wide && labels.all(is_label)
}

/// A DNS label in lower case (RFC 1035 section 2.3.1, digits first as RFC 1123 allows).
fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
