//! Hosts that people write instead of a registry's own: other spellings, hosts out of service,
//! web pages and APIs.

use super::host_pattern;
use crate::code::Code;

/// A host that should be another, or none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Alias {
    /// Lower case, without port; may be a pattern.
    pub(super) host: &'static str,
    /// The registry host that was meant.
    pub(super) instead: Option<&'static str>,
    /// Which rule it breaks.
    pub(super) code: Code,
    /// What it is, as the end of a sentence that begins with the host.
    pub(super) what: &'static str,
    /// Whether a repository means the same on the other host, so that an image can be mended by
    /// changing the host alone.
    pub(super) same_paths: bool,
}

const fn spelling(host: &'static str, instead: &'static str, what: &'static str) -> Alias {
    Alias {
        host,
        instead: Some(instead),
        code: Code::RegistryAliasHost,
        what,
        same_paths: true,
    }
}

const fn retired(host: &'static str, instead: &'static str) -> Alias {
    Alias {
        host,
        instead: Some(instead),
        code: Code::RegistryRetiredHost,
        what: "is out of service",
        same_paths: true,
    }
}

/// Not a registry; `instead` serves the same repositories.
const fn page_of(host: &'static str, instead: &'static str, what: &'static str) -> Alias {
    Alias {
        host,
        instead: Some(instead),
        code: Code::RegistryNotARegistry,
        what,
        same_paths: true,
    }
}

/// Not a registry; its paths say something else than those of `instead`.
const fn other_paths(
    host: &'static str,
    instead: Option<&'static str>,
    what: &'static str,
) -> Alias {
    Alias {
        host,
        instead,
        code: Code::RegistryNotARegistry,
        what,
        same_paths: false,
    }
}

const ALIASES: &[Alias] = &[
    spelling(
        "index.docker.io",
        "docker.io",
        "is an old name of Docker Hub",
    ),
    spelling(
        "registry-1.docker.io",
        "docker.io",
        "is the API server of Docker Hub",
    ),
    spelling(
        "registry.hub.docker.com",
        "docker.io",
        "is an old name of Docker Hub",
    ),
    spelling(
        "registry.docker.io",
        "docker.io",
        "is not how Docker Hub is written",
    ),
    spelling(
        "ecr-public.aws.com",
        "public.ecr.aws",
        "is the dual-stack name of Amazon ECR Public",
    ),
    Alias {
        host: "k8s.gcr.io",
        instead: Some("registry.k8s.io"),
        code: Code::RegistryFrozenHost,
        what: "gets no new images since April 2023",
        same_paths: true,
    },
    retired("docker.pkg.github.com", "ghcr.io"),
    retired("registry.bluemix.net", "icr.io"),
    retired("registry.ng.bluemix.net", "us.icr.io"),
    retired("registry.eu-gb.bluemix.net", "uk.icr.io"),
    retired("registry.eu-de.bluemix.net", "de.icr.io"),
    retired("registry.au-syd.bluemix.net", "au.icr.io"),
    page_of("docker.com", "docker.io", "is the web site of Docker"),
    page_of("www.docker.com", "docker.io", "is the web site of Docker"),
    page_of(
        "gallery.ecr.aws",
        "public.ecr.aws",
        "shows the images of Amazon ECR Public",
    ),
    page_of(
        "gitlab.com",
        "registry.gitlab.com",
        "is the web site of GitLab",
    ),
    other_paths(
        "hub.docker.com",
        Some("docker.io"),
        "is the web site of Docker Hub",
    ),
    other_paths("github.com", Some("ghcr.io"), "is the web site of GitHub"),
    other_paths(
        "www.github.com",
        Some("ghcr.io"),
        "is the web site of GitHub",
    ),
    other_paths("bitbucket.org", None, "holds source code"),
    other_paths(
        "catalog.ngc.nvidia.com",
        Some("nvcr.io"),
        "is the web site of NVIDIA NGC",
    ),
    other_paths(
        "biocontainers.pro",
        Some("quay.io"),
        "is the web site of BioContainers",
    ),
    other_paths(
        "depot.galaxyproject.org",
        Some("quay.io"),
        "serves Singularity files",
    ),
    other_paths("dockstore.org", None, "is a tool registry"),
    other_paths("www.dockstore.org", None, "is a tool registry"),
    other_paths("*.npmjs.org", None, "serves npm packages"),
    other_paths("*.npmjs.com", None, "serves npm packages"),
    other_paths("console.aws.amazon.com", None, "is the AWS console"),
    other_paths("*.console.aws.amazon.com", None, "is the AWS console"),
    other_paths(
        "console.cloud.google.com",
        None,
        "is the Google Cloud console",
    ),
    other_paths("ecr.*.amazonaws.com", None, "is the API of Amazon ECR"),
    other_paths("api.ecr.*.amazonaws.com", None, "is the API of Amazon ECR"),
    other_paths(
        "*.*.data.azurecr.io",
        None,
        "is a data endpoint of Azure Container Registry",
    ),
    other_paths(
        "*.sbgenomics.com",
        None,
        "is not an image registry of Seven Bridges",
    ),
];

/// Other spellings of catalogue hosts, which are imitated like those.
pub(super) fn spellings() -> impl Iterator<Item = &'static str> {
    ALIASES
        .iter()
        .filter(|alias| alias.code == Code::RegistryAliasHost)
        .map(|alias| alias.host)
}

/// The row for a lower-case host without port.
pub(super) fn find(host: &str) -> Option<&'static Alias> {
    ALIASES
        .iter()
        .find(|alias| host_pattern::matches(alias.host, host))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::identify_built_in;

    #[test]
    fn aliases_lead_to_the_catalogue_and_shadow_none_of_it() {
        for alias in ALIASES {
            if let Some(instead) = alias.instead {
                assert!(identify_built_in(instead).is_some(), "{instead}");
            }
            assert!(identify_built_in(alias.host).is_none(), "{}", alias.host);
        }
    }
}
