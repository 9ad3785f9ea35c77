//! The catalogue of issue codes: one table, from which `wharfinger explain`, the documentation
//! and the TypeScript types are made.
//!
//! A code is `area.reason`. Codes are never renamed and never reused.

use std::fmt;

use crate::report::Severity;

/// What the catalogue says about one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The rule in one sentence.
    pub summary: &'static str,
    /// Why the rule exists.
    pub why: &'static str,
    /// An input that breaks it.
    pub example: &'static str,
    /// Where the rule comes from: a specification, a provider's page, measured behaviour.
    pub source: &'static str,
}

macro_rules! codes {
    ($($variant:ident = $text:literal, $severity:ident {
        summary: $summary:literal,
        why: $why:literal,
        example: $example:literal,
        source: $source:literal $(,)?
    })*) => {
        /// The stable name of a rule.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $summary] $variant,)*
        }

        impl Code {
            /// Every code, in catalogue order.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The spelling, `area.reason`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// How much an issue with this code weighs.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// What the catalogue says about it.
            #[must_use]
            pub const fn entry(self) -> Entry {
                match self {
                    $(Self::$variant => Entry {
                        summary: $summary,
                        why: $why,
                        example: $example,
                        source: $source,
                    },)*
                }
            }

            /// The code spelled `name`.
            ///
            /// ```
            /// use wharfinger_core::code::Code;
            /// assert_eq!(Code::from_name("reference.empty"), Some(Code::ReferenceEmpty));
            /// ```
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.as_str() == name)
            }
        }
    };
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

codes! {
    // --- reference: reading an image reference -------------------------------------------------
    ReferenceEmpty = "reference.empty", Error {
        summary: "An image reference is needed.",
        why: "Nothing was given, so there is no image to pull.",
        example: "",
        source: "distribution/reference: ErrNameEmpty",
    }

    // --- registry: which registry, and its own rules ---------------------------------------------
    RegistryUnknown = "registry.unknown", Warning {
        summary: "The registry host is not in the catalogue.",
        why: "Only the general rules of image references can be checked for it; whether it is public or private, and how to log in, is not known.",
        example: "registry.example.org/team/tool:1.0",
        source: "catalogue of this project; operators may add registries in the configuration",
    }
    RegistryAliasHost = "registry.alias_host", Warning {
        summary: "The registry is known under another host.",
        why: "One registry under two names would register one image twice; the tool is stored under the registry's own host.",
        example: "registry-1.docker.io/library/nginx:1.25",
        source: "distribution/reference: splitDockerDomain; Docker Hub and Amazon ECR Public documentation",
    }
    RegistryRetiredHost = "registry.retired_host", Error {
        summary: "The registry host is out of service.",
        why: "Nothing answers under it any more, so the image cannot be pulled.",
        example: "docker.pkg.github.com/owner/repository/image:1.0",
        source: "GitHub: Migrating to the Container registry; IBM Cloud: registry domains",
    }
    RegistryFrozenHost = "registry.frozen_host", Warning {
        summary: "The registry host gets no new images.",
        why: "Old images may still answer, new versions never appear under it.",
        example: "k8s.gcr.io/pause:3.9",
        source: "kubernetes.io: k8s.gcr.io is frozen from 3 April 2023",
    }
    RegistryLegacyHost = "registry.legacy_host", Info {
        summary: "The host is the old name of a service that was replaced.",
        why: "It still answers because its successor keeps the name; access and quotas are the successor's.",
        example: "gcr.io/distroless/static:latest",
        source: "Google Cloud: Transition from Container Registry, shut down on 18 March 2025",
    }
    RegistryNotARegistry = "registry.not_a_registry", Error {
        summary: "The host is a web site or an API, not an image registry.",
        why: "An image cannot be pulled from it.",
        example: "hub.docker.com/r/bitnami/redis",
        source: "documentation of the providers",
    }
    RegistryLookAlike = "registry.look_alike", Error {
        summary: "The host reads like a well-known registry and is another's.",
        why: "A slip of the finger, or somebody's trap: whoever owns the host decides what is pulled.",
        example: "ghcr.io.example.net/owner/image:1.0",
        source: "amazon-ecr-credential-helper: hosts it must refuse; typosquatting on package registries",
    }
    RegistryHostCase = "registry.host_case", Warning {
        summary: "A registry host is written in lower case.",
        why: "DNS does not tell capitals from small letters, container engines do; the tool is stored in lower case.",
        example: "GHCR.IO/owner/image:1.0",
        source: "RFC 4343; distribution/reference keeps the case of hosts",
    }
    RegistryHostName = "registry.host_name", Error {
        summary: "The part of the host that names the registry breaks the provider's rule.",
        why: "The provider cannot have given out such a name.",
        example: "abc.azurecr.io/tool:1.0",
        source: "Azure Container Registry: registry names have 5 to 50 alphanumeric characters",
    }
    RegistryPort = "registry.port", Error {
        summary: "A hosted registry only listens on the default port.",
        why: "A connection to another port is refused or ends somewhere else.",
        example: "quay.io:5000/biocontainers/samtools:1.17",
        source: "catalogue of this project: hosted registries serve HTTPS on port 443",
    }
    RegistryDefaultPort = "registry.default_port", Warning {
        summary: "The default port is left out.",
        why: "Container engines take `quay.io` and `quay.io:443` for two registries, so credentials for one do not serve the other.",
        example: "quay.io:443/biocontainers/samtools:1.17",
        source: "distribution/reference: the port is part of the domain",
    }
    RegistryTooFewSegments = "registry.too_few_segments", Error {
        summary: "The repository has fewer segments than the registry needs.",
        why: "The registry files images under a namespace, project or owner, so a shorter path names no image.",
        example: "quay.io/samtools:1.17",
        source: "documentation of the providers, see `wharfinger registries`",
    }
    RegistryTooManySegments = "registry.too_many_segments", Error {
        summary: "The repository has more segments than the registry has.",
        why: "The registry does not nest names that deep, so the path names no image.",
        example: "docker.io/a/b/c:1.0",
        source: "documentation of the providers, see `wharfinger registries`",
    }
    RegistryNestedName = "registry.nested_name", Warning {
        summary: "A repository with names below a name is rare on this registry.",
        why: "It is possible, but mostly a tag or a folder that slipped into the path.",
        example: "quay.io/biocontainers/samtools/latest",
        source: "quay/quay: FEATURE_EXTENDED_REPOSITORY_NAMES",
    }
    RegistryNamespace = "registry.namespace", Error {
        summary: "The namespace breaks the registry's own rule.",
        why: "The registry cannot have given out such a namespace, so the image does not exist.",
        example: "ghcr.io/my.org/image:1.0",
        source: "documentation of the providers, see `wharfinger registries`",
    }
    RegistryNamespaceUnusual = "registry.namespace_unusual", Warning {
        summary: "The namespace breaks the rule for new names of this registry.",
        why: "Only namespaces older than the rule look like this, so it is probably misspelt.",
        example: "docker.io/my-org/image:1.0",
        source: "Docker Hub: a Docker ID has 4 to 30 lowercase letters and digits",
    }
    RegistryName = "registry.name", Error {
        summary: "The repository name breaks the registry's own rule.",
        why: "The registry refuses such a repository, so the image does not exist.",
        example: "public.ecr.aws/abcd1234/my__tool:1.0",
        source: "documentation of the providers, see `wharfinger registries`",
    }
    RegistryNameUnusual = "registry.name_unusual", Warning {
        summary: "The documentation of the registry does not allow this repository name, the service does.",
        why: "Other tools may follow the documentation and refuse it.",
        example: "123456789012.dkr.ecr.us-east-1.amazonaws.com/2tools:1.0",
        source: "Amazon ECR API reference: the name must start with a letter; botocore model: it need not",
    }
    RegistryContextPath = "registry.context_path", Error {
        summary: "The path of a web address slipped into the repository.",
        why: "JFrog's pages live under `/artifactory/`, its images do not.",
        example: "example.jfrog.io/artifactory/docker-local/tool:1.0",
        source: "JFrog: Docker repository URL formats",
    }
    RegistryEcrAccount = "registry.ecr_account", Error {
        summary: "A host of Amazon ECR begins with the 12-digit id of an AWS account.",
        why: "The account owns the registry; any other text resolves to nothing.",
        example: "12345.dkr.ecr.us-east-1.amazonaws.com/tool:1.0",
        source: "botocore ECR model: RegistryId `[0-9]{12}`",
    }
    RegistryEcrService = "registry.ecr_service", Error {
        summary: "Account and region of a host of Amazon ECR are joined by `.dkr.ecr.`.",
        why: "Any other text resolves to nothing.",
        example: "123456789012.ecr.us-east-1.amazonaws.com/tool:1.0",
        source: "Amazon ECR User Guide, Making requests to Amazon ECR registries",
    }
    RegistryEcrRegion = "registry.ecr_region", Error {
        summary: "The region in a host of Amazon ECR is not the name of an AWS region.",
        why: "Regions are an area, a place and a number, such as `us-east-1`; an availability zone is not a region.",
        example: "123456789012.dkr.ecr.us_east_1.amazonaws.com/tool:1.0",
        source: "botocore 1.43.11 partitions.json: regionRegex",
    }
    RegistryEcrRegionUnknown = "registry.ecr_region_unknown", Warning {
        summary: "The region has the right shape but is not a known one.",
        why: "New regions appear, so it is not refused; mostly it is a slip.",
        example: "123456789012.dkr.ecr.us-east-9.amazonaws.com/tool:1.0",
        source: "botocore 1.43.11 partitions.json",
    }
    RegistryEcrSuffix = "registry.ecr_suffix", Error {
        summary: "The end of a host of Amazon ECR belongs to another partition or another family of hosts.",
        why: "China, the European Sovereign Cloud and the isolated regions have their own domains, and dual-stack hosts theirs.",
        example: "123456789012.dkr.ecr.cn-north-1.amazonaws.com/tool:1.0",
        source: "botocore 1.43.11 partitions.json: dnsSuffix, dualStackDnsSuffix",
    }
    RegistryEcrFipsRegion = "registry.ecr_fips_region", Warning {
        summary: "Amazon ECR has no FIPS endpoint in this region.",
        why: "FIPS endpoints exist in the regions of the United States only, so the host resolves to nothing.",
        example: "123456789012.dkr.ecr-fips.eu-west-1.amazonaws.com/tool:1.0",
        source: "botocore 1.43.11 endpoints.json",
    }
    RegistryNoLatestTag = "registry.no_latest_tag", Warning {
        summary: "The image has no `latest` tag.",
        why: "Without a tag, engines ask for `latest`, which BioContainers never publish; the pull fails.",
        example: "quay.io/biocontainers/samtools",
        source: "BioContainers: tags are VERSION--BUILD",
    }
    RegistryTagCase = "registry.tag_case", Info {
        summary: "The registry does not tell capitals from small letters in tags.",
        why: "Two tags that differ in case are one image there and two elsewhere.",
        example: "codeberg.org/owner/image:V1",
        source: "docs.gitea.com: container tags are case-insensitive",
    }

    // --- registration: the draft as a whole ------------------------------------------------------
    RegistrationImageMissing = "registration.image_missing", Error {
        summary: "A draft must name its image.",
        why: "A tool is found and pulled by its image; give it in one line (`image`) or in parts (`registry`, `namespace`, `name`).",
        example: "{\"visibility\": \"public\"}",
        source: "registration form of this project",
    }

    RegistrationUnknownField = "registration.unknown_field", Error {
        summary: "A draft has only the fields of the registration form.",
        why: "A field that is silently ignored is a field whose author believes that it took effect.",
        example: "{\"image\": \"nginx:1.25\", \"private_access\": \"true\"}",
        source: "measured on Dockstore: the published property `custom_docker_registry_path` cannot be set, its setter is spelt differently",
    }
    RegistrationWrongType = "registration.wrong_type", Error {
        summary: "Every field of a draft is text.",
        why: "A number or a list would have to be turned into text by guesswork; `1.10` and `1.1` are the same number and different tags.",
        example: "{\"image\": \"nginx\", \"tag\": 1.10}",
        source: "registration form of this project",
    }

    // --- tool_path: the text under which a tool is found ---------------------------------------------

    // --- privacy: public or private ----------------------------------------------------------------
    PrivacyRegistryIsPrivate = "privacy.registry_is_private", Error {
        summary: "A private-only registry demands a private tool.",
        why: "Its images can only be pulled with authorisation, so a public tool would promise a pull that fails.",
        example: "{\"image\": \"312767926603.dkr.ecr.us-west-2.amazonaws.com/md5sum\", \"visibility\": \"public\"}",
        source: "Amazon ECR User Guide, Private registry authentication",
    }

    // --- contact: whom users ask for access ----------------------------------------------------------

    // --- principal: who asks for access ----------------------------------------------------------------
}
