//! Hosts of registries that people ask their operator to add.

use thiserror::Error;

use super::operator::{is_host_pattern, why_not};
use super::{Catalogue, Located};
use crate::code::Code;
use crate::report::Field;

/// Most bytes that are shown of what is no host: what a reader takes in at a glance.
const SHOWN_BYTES_MAX: usize = 80;

/// Why a registry cannot be asked for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NotAskable {
    /// What was typed names no host.
    #[error(
        "`{found}` is not a host such as `registry.example.org` or `registry.example.org:5000`"
    )]
    NotAHost {
        /// What was found.
        found: String,
    },
    /// The host can serve no images, or images are pulled from elsewhere.
    #[error("`{host}` cannot be asked for: {reason}")]
    Refused {
        /// The host.
        host: String,
        /// What the rules have against it.
        reason: String,
    },
    /// The catalogue has it.
    #[error("`{host}` is supported already, as `{id}`; register the tool")]
    Known {
        /// The host.
        host: String,
        /// The id of the registry.
        id: String,
    },
}

impl Catalogue {
    /// The host of a registry that somebody asks for, as it is stored: in lower case, with its port where it has
    /// one. A web address or a whole image is taken for its host.
    ///
    /// ```
    /// use wharfinger_core::registry::Catalogue;
    /// let catalogue = Catalogue::built_in();
    /// assert_eq!(
    ///     catalogue.host_to_ask_for("https://Harbor.Example.org/v2/").as_deref(),
    ///     Ok("harbor.example.org"),
    /// );
    /// let known = catalogue.host_to_ask_for("quay.io").unwrap_err();
    /// assert_eq!(known.to_string(), "`quay.io` is supported already, as `quay`; register the tool");
    /// ```
    ///
    /// # Errors
    /// Where it is no host, one that serves no images, or one that is known.
    pub fn host_to_ask_for(&self, text: &str) -> Result<String, NotAskable> {
        let text = text.trim();
        let text = text.strip_prefix("https://").unwrap_or(text);
        let host = text.split('/').next().unwrap_or_default();
        let host = host.to_ascii_lowercase();
        if host.contains('*') || !is_host_pattern(&host) {
            let end = text.floor_char_boundary(SHOWN_BYTES_MAX);
            let found = text[..end].to_owned();
            return Err(NotAskable::NotAHost { found });
        }
        let known = self.identify(&host);
        if known.is_known() {
            let id = known.id().to_owned();
            return Err(NotAskable::Known { host, id });
        }
        match why_not(&host) {
            Some(reason) => Err(NotAskable::Refused { host, reason }),
            None => Ok(host),
        }
    }

    /// What an unknown host looks like, in a sentence for people without a full stop; nothing where it looks
    /// like no registry of the catalogue.
    ///
    /// ```
    /// use wharfinger_core::registry::Catalogue;
    /// let catalogue = Catalogue::built_in();
    /// assert!(catalogue.look_alike("quaay.io").is_some());
    /// assert_eq!(catalogue.look_alike("registry.example.org"), None);
    /// ```
    #[must_use]
    pub fn look_alike(&self, host: &str) -> Option<String> {
        let mut issues = Vec::new();
        self.check_host(Located::whole(Field::RegistryPath, host), &mut issues);
        let alike = issues
            .into_iter()
            .find(|issue| issue.code == Code::RegistryLookAlike);
        alike.map(|issue| issue.message.into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::{OperatorRegistry, RegistryVisibility, Segments};

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let found = Catalogue::built_in().host_to_ask_for(text);
        let found = found.unwrap_or_else(|not_askable| not_askable.to_string());
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn what_names_a_host_is_taken_for_it() {
        for text in [
            "registry.example.org",
            " Registry.Example.ORG ",
            "https://registry.example.org",
            "registry.example.org/team/tool:1",
        ] {
            check(text, "registry.example.org");
        }
        check("registry.example.org:5000", "registry.example.org:5000");
    }

    #[test]
    fn what_is_no_host_is_refused_and_shown_in_part() {
        for text in ["", "*.example.org", "two words", "-a.example.org", "a..b"] {
            let found = Catalogue::built_in().host_to_ask_for(text);
            assert!(
                matches!(found, Err(NotAskable::NotAHost { .. })),
                "{found:?}"
            );
        }
        let long = "ü".repeat(200);
        let Err(NotAskable::NotAHost { found }) = Catalogue::built_in().host_to_ask_for(&long)
        else {
            panic!("it is none");
        };
        assert_eq!(found.len(), SHOWN_BYTES_MAX);
    }

    #[test]
    fn what_is_known_is_not_asked_for() {
        check(
            "ghcr.io",
            "`ghcr.io` is supported already, as `ghcr`; register the tool",
        );
        let ours = OperatorRegistry {
            id: "ours".to_owned(),
            name: "Ours".to_owned(),
            host: "*.example.org".to_owned(),
            segments: Segments::default(),
            visibility: RegistryVisibility::Mixed,
            anonymous_pull: true,
            login: None,
        };
        let catalogue = Catalogue::with_operators(vec![ours]).unwrap();
        let found = catalogue.host_to_ask_for("a.example.org");
        assert!(matches!(found, Err(NotAskable::Known { .. })), "{found:?}");
    }

    #[test]
    fn what_serves_no_images_is_not_asked_for() {
        let found = Catalogue::built_in().host_to_ask_for("github.com");
        assert!(
            matches!(found, Err(NotAskable::Refused { .. })),
            "{found:?}"
        );
    }
}
