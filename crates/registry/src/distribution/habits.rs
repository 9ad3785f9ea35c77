//! In what registries differ from the specification and from each other.

use wharfinger_core::registry::{Catalogue, DOCKER_HUB_ID, RegistryEntry, RegistryVisibility};

/// What is special about one registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Habits {
    /// The host that answers, where it is not the one in image names.
    api_host: Option<&'static str>,
    /// Whether every image needs a login, so that asking without one says nothing.
    pub(crate) is_private_only: bool,
    /// Whether `404` is always an answer about the image. Where images can be private, some registries
    /// also give it to those who may not know, once they have asked who it is.
    pub(crate) tells_missing: bool,
}

impl Habits {
    pub(crate) fn of(host: &str) -> Self {
        let catalogue = Catalogue::built_in();
        let found = catalogue.identify(host);
        let visibility = found.entry().map(RegistryEntry::visibility);
        Self {
            // Docker, Registry HTTP API v2: images say `docker.io`, which is a web site.
            api_host: (found.id() == DOCKER_HUB_ID).then_some("registry-1.docker.io"),
            is_private_only: visibility == Some(RegistryVisibility::PrivateOnly),
            tells_missing: visibility == Some(RegistryVisibility::PublicOnly),
        }
    }

    pub(crate) fn api_host<'a>(&self, host: &'a str) -> &'a str {
        self.api_host.unwrap_or(host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn docker_hub_answers_elsewhere_and_amazon_to_nobody() {
        assert_eq!(
            Habits::of("docker.io").api_host("docker.io"),
            "registry-1.docker.io"
        );
        assert_eq!(Habits::of("quay.io").api_host("quay.io"), "quay.io");
        assert!(Habits::of("123456789012.dkr.ecr.us-east-1.amazonaws.com").is_private_only);
        let custom = Habits::of("registry.example.org:5000");
        assert!(!custom.is_private_only && !custom.tells_missing);
        assert!(Habits::of("public.ecr.aws").tells_missing);
    }
}
