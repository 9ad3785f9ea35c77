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
    /// An input that breaks it: an image, an address or an identity by its area, the draft of a
    /// registration or of a request for access where it begins with `{`; a description where it
    /// begins with `(`.
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

            /// What it is about: the spelling up to the dot.
            #[must_use]
            pub fn area(self) -> &'static str {
                self.as_str().split('.').next().unwrap_or_default()
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
    ReferenceTextTooLong = "reference.text_too_long", Error {
        summary: "A text of several kilobytes is not read as a reference.",
        why: "The longest reference that can be pulled has about 780 bytes; anything much longer was pasted by mistake and would only cost time.",
        example: "(5,000 characters)",
        source: "limit of this project; lengths from RFC 1035 and the OCI distribution specification",
    }
    ReferenceSurroundingSpace = "reference.surrounding_space", Error {
        summary: "A reference has no white space around it.",
        why: "It is usually copied along, and `docker` then says no more than invalid reference format.",
        example: " nginx:1.25",
        source: "distribution/reference: the grammar is anchored at both ends",
    }
    ReferenceQuoted = "reference.quoted", Error {
        summary: "Quotes are not part of a reference.",
        why: "They belong to the shell or to the document that the reference was copied from.",
        example: "\"nginx:1.25\"",
        source: "distribution/reference grammar",
    }
    ReferencePastedCommand = "reference.pasted_command", Error {
        summary: "A command or a line of a configuration file is not a reference.",
        why: "Only one of its words names the image.",
        example: "docker pull nginx:1.25",
        source: "distribution/reference grammar; Dockerfile reference: FROM",
    }
    ReferenceScheme = "reference.scheme", Error {
        summary: "A reference has no scheme.",
        why: "The client decides how it talks to the registry; `https://` is part of web addresses only.",
        example: "https://quay.io/biocontainers/samtools",
        source: "distribution/reference grammar",
    }
    ReferenceTransport = "reference.transport", Error {
        summary: "A transport such as `docker-daemon:` is not part of a reference.",
        why: "Container tools put it in front of a reference to say where they look; `docker` takes it for an image with a tag.",
        example: "containers-storage:nginx",
        source: "containers-transports(5)",
    }
    ReferenceWebPage = "reference.web_page", Error {
        summary: "The address of a page about an image, or an ARN, is not the image.",
        why: "Registries show and name their images under other addresses than those they are pulled from.",
        example: "https://hub.docker.com/r/bitnami/redis",
        source: "the registries' own web sites",
    }
    ReferenceCredentials = "reference.credentials", Error {
        summary: "A reference names no user and no password.",
        why: "Logins are kept by the client; a password in a reference would be stored and shown with it.",
        example: "user:secret@quay.io/team/tool",
        source: "distribution/reference grammar",
    }
    ReferenceQuery = "reference.query", Error {
        summary: "A reference has no query and no fragment.",
        why: "They are left over from a web address.",
        example: "quay.io/team/tool?tab=tags",
        source: "distribution/reference grammar",
    }
    ReferencePunctuation = "reference.punctuation", Error {
        summary: "Punctuation behind a reference is not part of it.",
        why: "It is left over from a sentence or a list.",
        example: "nginx,",
        source: "distribution/reference grammar",
    }
    ReferenceExpression = "reference.expression", Error {
        summary: "A placeholder is not a value.",
        why: "A variable, a template expression or a `<tag>` must be filled in before the image can be found.",
        example: "nginx:${TAG}",
        source: "distribution/reference grammar",
    }
    ReferenceLookAlike = "reference.look_alike", Error {
        summary: "A character only looks like the right one.",
        why: "Word processors and web pages replace hyphens and colons, and letters of other scripts look the same; the registry knows only the ASCII ones.",
        example: "a–b/c",
        source: "Unicode Technical Standard 39, confusables",
    }
    ReferenceInvisible = "reference.invisible", Error {
        summary: "There is an invisible character in the reference.",
        why: "Soft hyphens, zero-width spaces and byte order marks are copied along from documents.",
        example: "ngi\u{ad}nx",
        source: "Unicode general category Cf",
    }
    ReferenceSpace = "reference.space", Error {
        summary: "There is a space inside the reference.",
        why: "A reference is one word.",
        example: "nginx @sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        source: "distribution/reference grammar",
    }
    ReferenceBackslash = "reference.backslash", Error {
        summary: "Parts are separated by `/`, not by `\\`.",
        why: "Backslashes come from file paths on Windows.",
        example: "team\\tool",
        source: "distribution/reference grammar",
    }
    ReferenceCharacter = "reference.character", Error {
        summary: "A character cannot stand in this part of a reference.",
        why: "Each part has its own set of characters; the help line lists it.",
        example: "nginx:*",
        source: "OCI distribution specification: name, tag",
    }
    ReferenceEmptySegment = "reference.empty_segment", Error {
        summary: "Parts of a repository path are separated by single slashes.",
        why: "A slash at an end or a double one leaves a part without a name.",
        example: "quay.io/team//tool",
        source: "OCI distribution specification: name",
    }
    ReferenceDotSegment = "reference.dot_segment", Error {
        summary: "A repository path has no `.` and `..`.",
        why: "It is a name, not a path in a file system.",
        example: "team/../tool",
        source: "OCI distribution specification: name",
    }
    ReferencePlaceholderNamespace = "reference.placeholder_namespace", Error {
        summary: "`_` stands for an empty namespace in tool paths only.",
        why: "A reference with `_/` in it cannot be pulled.",
        example: "312767926603.dkr.ecr.us-west-2.amazonaws.com/_/md5sum",
        source: "OCI distribution specification: name; Dockstore documentation on Amazon ECR",
    }
    ReferenceUppercase = "reference.uppercase", Error {
        summary: "Repository paths are in lower case.",
        why: "Registries know lower-case repositories only, whatever the account or project is called.",
        example: "ghcr.io/Owner/image",
        source: "OCI distribution specification: name",
    }
    ReferenceSeparator = "reference.separator", Error {
        summary: "Separators stand alone between letters or digits.",
        why: "`.`, `_`, `__` and any number of `-` may separate; nothing else may, and not at the ends.",
        example: "team/tool_-x",
        source: "OCI distribution specification: name",
    }
    ReferencePathTooLong = "reference.path_too_long", Error {
        summary: "A repository path has at most 255 characters.",
        why: "Clients refuse longer ones; `library/` counts for official images.",
        example: "(256 characters)",
        source: "distribution/reference 0.6: RepositoryNameTotalLengthMax",
    }
    ReferenceRepositoryMissing = "reference.repository_missing", Error {
        summary: "The repository is missing.",
        why: "A host alone names no image.",
        example: "quay.io/",
        source: "distribution/reference grammar",
    }
    ReferenceHostOnly = "reference.host_only", Error {
        summary: "This is a registry host without a repository.",
        why: "Without a slash `docker` looks for an image of that name on Docker Hub, and finds none.",
        example: "ghcr.io",
        source: "distribution/reference: splitDockerDomain",
    }
    ReferenceHostPath = "reference.host_path", Error {
        summary: "A registry host has no path.",
        why: "The path belongs into the namespace and the name.",
        example: "{\"registry\": \"custom\", \"registry_path\": \"registry.example.org/team\", \"name\": \"tool\"}",
        source: "registration form of this project",
    }
    ReferenceHostBare = "reference.host_bare", Error {
        summary: "A registry host has a dot or a port.",
        why: "Without one `docker` takes the first segment for a namespace on Docker Hub; only `localhost` is known.",
        example: "{\"registry\": \"custom\", \"registry_path\": \"harbor\", \"name\": \"tool\"}",
        source: "distribution/reference: splitDockerDomain",
    }
    ReferenceUppercaseHost = "reference.uppercase_host", Error {
        summary: "Registry hosts are in lower case.",
        why: "`docker` keeps the spelling, so the same registry has several names; and an upper-case namespace is taken for a host that does not exist.",
        example: "myUser/image",
        source: "distribution/reference: splitDockerDomain",
    }
    ReferenceHostUnderscore = "reference.host_underscore", Error {
        summary: "A registry host has no underscores.",
        why: "`docker` then takes the host for a part of the path, and asks a host without a name.",
        example: "foo_bar.com/x",
        source: "RFC 1123 section 2.1; moby issue 34975",
    }
    ReferenceHostLabel = "reference.host_label", Error {
        summary: "A label of the registry host is not well formed.",
        why: "Labels have 1 to 63 letters, digits and `-`, with no `-` at the ends, and single dots between them.",
        example: "foo..com/x",
        source: "RFC 1035 section 2.3.4, RFC 1123 section 2.1",
    }
    ReferenceHostTooLong = "reference.host_too_long", Error {
        summary: "A registry host has at most 253 characters.",
        why: "The domain name system knows no longer names.",
        example: "(300 characters)",
        source: "RFC 1035 section 2.3.4",
    }
    ReferenceInternationalHost = "reference.international_host", Error {
        summary: "An international host name is written in its ASCII form.",
        why: "Clients do not translate it.",
        example: "münchen.de/tool",
        source: "RFC 3492, RFC 5891",
    }
    ReferenceIpv6 = "reference.ipv6", Error {
        summary: "An IPv6 host is not well formed.",
        why: "It is an address in brackets, without zone and without an IPv4 part.",
        example: "::1/tool",
        source: "RFC 4291 section 2.2, RFC 3986 section 3.2.2",
    }
    ReferencePort = "reference.port", Error {
        summary: "A port is a number from 1 to 65535.",
        why: "`docker` takes any digits, and then cannot connect.",
        example: "localhost:99999/tool",
        source: "RFC 6335 section 6",
    }
    ReferenceTagEmpty = "reference.tag_empty", Error {
        summary: "The tag is missing behind `:`.",
        why: "An empty tag names nothing.",
        example: "nginx:",
        source: "OCI distribution specification: reference",
    }
    ReferenceTagStart = "reference.tag_start", Error {
        summary: "A tag begins with a letter, a digit or `_`.",
        why: "That is the grammar of tags.",
        example: "nginx:-1",
        source: "OCI distribution specification: reference",
    }
    ReferenceTagSlash = "reference.tag_slash", Error {
        summary: "A tag has no slash, and stands behind the repository.",
        why: "Branch names are a usual source of slashes; behind a name alone `docker` takes such a tag for a port.",
        example: "nginx:feature/x",
        source: "OCI distribution specification: reference",
    }
    ReferenceTagRepeated = "reference.tag_repeated", Error {
        summary: "A reference has one tag.",
        why: "A second `:` can only be a mistake.",
        example: "ubuntu:14:04",
        source: "distribution/reference grammar",
    }
    ReferenceTagTooLong = "reference.tag_too_long", Error {
        summary: "A tag has at most 128 characters.",
        why: "That is the grammar of tags.",
        example: "(129 characters)",
        source: "OCI distribution specification: reference",
    }
    ReferenceTagBehindDigest = "reference.tag_behind_digest", Error {
        summary: "The tag stands in front of the digest.",
        why: "Behind it, it cannot be read.",
        example: "nginx@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855:1.25",
        source: "distribution/reference grammar",
    }
    ReferenceDigestEmpty = "reference.digest_empty", Error {
        summary: "The digest is missing behind `@`.",
        why: "Half a digest names nothing.",
        example: "nginx@sha256",
        source: "OCI image specification: digests",
    }
    ReferenceDigestMark = "reference.digest_mark", Error {
        summary: "A tag stands behind `:`, a digest behind `@`.",
        why: "The mark decides how the rest is read.",
        example: "nginx@latest",
        source: "distribution/reference grammar",
    }
    ReferenceDigestAlgorithm = "reference.digest_algorithm", Error {
        summary: "The algorithm of the digest is missing or cannot be checked.",
        why: "Clients check SHA-256, SHA-384 and SHA-512 only.",
        example: "nginx@md5:d41d8cd98f00b204e9800998ecf8427e",
        source: "go-digest 1.0.0; OCI image specification: registered algorithms",
    }
    ReferenceDigestCase = "reference.digest_case", Error {
        summary: "Digests are in lower case.",
        why: "`docker` refuses upper-case digits and algorithms.",
        example: "nginx@SHA256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        source: "go-digest 1.0.0: Validate",
    }
    ReferenceDigestLength = "reference.digest_length", Error {
        summary: "The digest does not have the length of its algorithm.",
        why: "SHA-256 has 64 hexadecimal digits, SHA-384 has 96, SHA-512 has 128; a digit was lost or added.",
        example: "nginx@sha256:e3b0c44298fc1c14",
        source: "go-digest 1.0.0: Validate",
    }
    ReferenceDigestRepeated = "reference.digest_repeated", Error {
        summary: "A reference has one digest.",
        why: "A second one can only be a mistake.",
        example: "nginx@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        source: "distribution/reference grammar",
    }
    ReferenceDigestAlone = "reference.digest_alone", Error {
        summary: "A digest alone names no image.",
        why: "`docker` takes it for an image called `sha256` with a very long tag.",
        example: "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        source: "distribution/reference: ParseNormalizedNamed",
    }
    ReferenceImageId = "reference.image_id", Error {
        summary: "An image id names an image on one machine only.",
        why: "It is the digest of a local configuration; no registry knows it.",
        example: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        source: "distribution/reference: anchoredIdentifierRegexp",
    }
    ReferenceLatest = "reference.latest", Info {
        summary: "`latest` changes without notice.",
        why: "What is pulled under it today may be another image tomorrow, so a run cannot be repeated.",
        example: "nginx:latest",
        source: "practice of workflow systems; Dockstore refuses it in snapshots",
    }
    ReferenceTagAndDigest = "reference.tag_and_digest", Info {
        summary: "With a digest, the tag decides nothing.",
        why: "Clients pull by the digest and ignore the tag beside it.",
        example: "nginx:1.25@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        source: "distribution/reference: ParseDockerRef",
    }
    ReferenceDigestUnregistered = "reference.digest_unregistered", Warning {
        summary: "SHA-384 is not a registered digest algorithm.",
        why: "docker links it in; other clients know SHA-256 and SHA-512 only.",
        example: "nginx@sha384:38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b",
        source: "OCI image specification: registered algorithms",
    }
    ReferenceNameLong = "reference.name_long", Warning {
        summary: "Host and path together are longer than some clients take.",
        why: "docker counts the path alone since 2024; containers/image still counts both.",
        example: "(a host of 60 and a path of 200 characters)",
        source: "OCI distribution specification: name",
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
        example: "bitbucket.org/team/tool:1.0",
        source: "documentation of the providers",
    }
    RegistryLookAlike = "registry.look_alike", Error {
        summary: "The host reads like a well-known registry and is another's.",
        why: "A slip of the finger, or somebody's trap: whoever owns the host decides what is pulled.",
        example: "ghcr.io.example.net/owner/image:1.0",
        source: "amazon-ecr-credential-helper: hosts its tests refuse; distances between the hosts of this project's catalogue",
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
        why: "Such names are rare or older than the rule, so this one is probably misspelt; and other tools may follow the documentation.",
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
        example: "123456789012.dkr.ecr.us-east-1a.amazonaws.com/tool:1.0",
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
    RegistryUnknownId = "registry.unknown_id", Error {
        summary: "The registry is named by its id.",
        why: "Ids never change; names and hosts do.",
        example: "{\"registry\": \"Quay.io\", \"namespace\": \"a\", \"name\": \"b\"}",
        source: "catalogue of this project",
    }
    RegistryPathRequired = "registry.path_required", Error {
        summary: "This registry needs its registry path.",
        why: "It has many hosts, one for each account, region or installation.",
        example: "{\"registry\": \"amazon-ecr\", \"name\": \"md5sum\"}",
        source: "catalogue of this project",
    }
    RegistryPathNotAllowed = "registry.path_not_allowed", Error {
        summary: "This registry has one host and takes no registry path.",
        why: "A second place for the host is a second answer to the same question.",
        example: "{\"registry\": \"quay\", \"registry_path\": \"ghcr.io\", \"namespace\": \"a\", \"name\": \"b\"}",
        source: "catalogue of this project",
    }
    RegistryPathMismatch = "registry.path_mismatch", Error {
        summary: "The registry path belongs to another registry.",
        why: "Registry and host together say one thing; rules and login commands follow from it.",
        example: "{\"registry\": \"amazon-ecr\", \"registry_path\": \"ghcr.io\", \"name\": \"b\"}",
        source: "catalogue of this project",
    }
    RegistryEcrNamespace = "registry.ecr_namespace", Error {
        summary: "Private Amazon ECR has no namespaces.",
        why: "Everything behind the host is the name of the repository, slashes included; in a tool path `_` stands for the empty namespace.",
        example: "{\"registry\": \"amazon-ecr\", \"registry_path\": \"312767926603.dkr.ecr.us-west-2.amazonaws.com\", \"namespace\": \"team\", \"name\": \"tool\"}",
        source: "Amazon ECR User Guide, repository names; Dockstore documentation on Amazon ECR",
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

    RegistrationRegistryMissing = "registration.registry_missing", Error {
        summary: "An image in parts needs its registry.",
        why: "A namespace and a name exist on every registry; guessing Docker Hub would name another image.",
        example: "{\"namespace\": \"biocontainers\", \"name\": \"samtools\"}",
        source: "registration form of this project",
    }
    RegistrationNameMissing = "registration.name_missing", Error {
        summary: "An image in parts needs its name.",
        why: "Registry and namespace alone name no image.",
        example: "{\"registry\": \"quay\", \"namespace\": \"biocontainers\"}",
        source: "registration form of this project",
    }
    RegistrationPartsDiffer = "registration.parts_differ", Error {
        summary: "An image in one line and its parts must agree.",
        why: "Where they differ, one of the two is not what was meant, and taking either would be a guess.",
        example: "{\"image\": \"quay.io/a/b\", \"registry\": \"ghcr\"}",
        source: "measured on Dockstore: of two writable spellings of the registry the last one won",
    }
    RegistrationTextTooLong = "registration.text_too_long", Error {
        summary: "A description has at most 4,000 characters.",
        why: "It is shown in lists and on the tool's page; longer texts belong to the tool's own documentation.",
        example: "(4,001 characters)",
        source: "limit of this project",
    }
    RegistrationControlCharacter = "registration.control_character", Error {
        summary: "A description has no control characters, and no invisible ones that turn text around.",
        why: "They show nothing; terminals take some for commands, and others show a text that is not the one stored.",
        example: "(a text with U+001B or U+202E in it)",
        source: "Unicode UAX #9: bidirectional controls; CVE-2021-42574, Trojan Source",
    }
    RegistrationSourceUrl = "registration.source_url", Error {
        summary: "The source is given as a web address.",
        why: "It is shown as a link; other schemes cannot be opened, and some are dangerous.",
        example: "{\"image\": \"nginx:1.25\", \"source_url\": \"git@github.com:samtools/samtools.git\"}",
        source: "WHATWG URL standard; measured on Dockstore: git addresses that end in `.git.git`",
    }

    // --- tool_path: the text under which a tool is found ---------------------------------------------
    ToolPathChanged = "tool_path.changed", Error {
        summary: "A registered tool keeps its path.",
        why: "Bookmarks, workflows and access grants point to the path; a change would break them without a word. Only the server reports it, when a tool is updated.",
        example: "(updating `quay.io/biocontainers/samtools` with `{\"name\": \"bcftools\"}`)",
        source: "tool registry of this project",
    }

    ToolPathToolName = "tool_path.tool_name", Error {
        summary: "A tool name has letters, digits, and one or two `-` or `_` between them.",
        why: "It is a part of the tool path, where other characters would be read as something else.",
        example: "{\"image\": \"nginx:1.25\", \"tool_name\": \"my.tool\"}",
        source: "Dockstore: ENTRY_NAME",
    }
    ToolPathToolNameTooLong = "tool_path.tool_name_too_long", Error {
        summary: "A tool name has at most 256 characters.",
        why: "Longer ones do not fit where tools are exchanged.",
        example: "(257 characters)",
        source: "Dockstore: ENTRY_NAME",
    }
    ToolPathConflict = "tool_path.conflict", Error {
        summary: "A tool path is registered once.",
        why: "The path is what users look up; two tools under one path could not be told apart. `foo/bar` and `foo` with the tool name `bar` are the same path.",
        example: "(registering `quay.io/biocontainers/samtools` twice)",
        source: "registration of this project; said by the server, which alone knows what is registered",
    }

    // --- privacy: public or private ----------------------------------------------------------------
    PrivacyRegistryIsPrivate = "privacy.registry_is_private", Error {
        summary: "A private-only registry demands a private tool.",
        why: "Its images can only be pulled with authorisation, so a public tool would promise a pull that fails.",
        example: "{\"image\": \"312767926603.dkr.ecr.us-west-2.amazonaws.com/md5sum\", \"visibility\": \"public\"}",
        source: "Amazon ECR User Guide, Private registry authentication",
    }
    PrivacyRegistryIsPublic = "privacy.registry_is_public", Error {
        summary: "A public-only registry demands a public tool.",
        why: "Everybody can pull its images, so calling the tool private would promise a protection that does not exist.",
        example: "{\"image\": \"public.ecr.aws/docker/library/nginx\", \"visibility\": \"private\"}",
        source: "Amazon ECR Public User Guide",
    }
    PrivacyContactRequired = "privacy.contact_required", Error {
        summary: "A private tool needs a contact.",
        why: "Users who may not pull the image must be able to ask somebody for access.",
        example: "{\"image\": \"quay.io/team/tool\", \"visibility\": \"private\"}",
        source: "Dockstore: tool maintainer email",
    }
    PrivacyVisibilityUnknown = "privacy.visibility_unknown", Error {
        summary: "The visibility is `public` or `private`.",
        why: "Anything else would have to be guessed, and a wrong guess shows what should be hidden.",
        example: "{\"image\": \"quay.io/team/tool\", \"visibility\": \"internal\"}",
        source: "registration form of this project",
    }

    // --- contact: whom users ask for access ----------------------------------------------------------
    ContactNoAt = "contact.no_at", Error {
        summary: "A contact is an e-mail address, with an `@`.",
        why: "Users who need access write to it; a name or a link cannot be written to.",
        example: "ada at example dot org",
        source: "HTML Living Standard: valid e-mail address",
    }
    ContactAround = "contact.around", Error {
        summary: "Only the address itself belongs in the field.",
        why: "Spaces, a display name or `mailto:` would become part of every link made from it.",
        example: "Ada Lovelace <ada@example.org>",
        source: "HTML Living Standard: valid e-mail address",
    }
    ContactSeveral = "contact.several", Error {
        summary: "One address is expected.",
        why: "Requests go to one place; a mailing list reaches several people.",
        example: "ada@example.org, grace@example.org",
        source: "HTML Living Standard: valid e-mail address, without `multiple`",
    }
    ContactLocalPart = "contact.local_part", Error {
        summary: "The name before the `@` is missing or has a dot at the wrong place.",
        why: "Mail servers refuse an empty name and dots at its ends or next to each other.",
        example: "ada..lovelace@example.org",
        source: "RFC 5321 section 4.1.2: Dot-string",
    }
    ContactCharacter = "contact.character", Error {
        summary: "A character cannot stand in an e-mail address.",
        why: "Mail servers refuse it; a line break would even add a header to the mail.",
        example: "ada lovelace@example.org",
        source: "HTML Living Standard: valid e-mail address",
    }
    ContactLinkCharacter = "contact.link_character", Error {
        summary: "A character of the address has a meaning of its own in `mailto:` links.",
        why: "With `&` or `?` an address can add recipients to the mail of everybody who clicks it.",
        example: "ada&bcc=mallory@example.org",
        source: "RFC 6068 section 2; measured on Dockstore's request-access link",
    }
    ContactDomain = "contact.domain", Error {
        summary: "The domain of the address cannot be one.",
        why: "Mail from outside needs a whole domain name, labels joined by single dots.",
        example: "ada@example.org.",
        source: "RFC 5321 section 4.1.2, RFC 1035 section 2.3.1",
    }
    ContactDomainNotAscii = "contact.domain_not_ascii", Error {
        summary: "The domain of the address is not written in ASCII.",
        why: "Many mail servers only take international domains in their `xn--` form.",
        example: "ada@m\u{fc}nchen.de",
        source: "RFC 5890, RFC 6531",
    }
    ContactTooLong = "contact.too_long", Error {
        summary: "The address is longer than mail allows.",
        why: "Mail servers take 64 bytes before the `@` and 254 in all.",
        example: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.org",
        source: "RFC 5321 section 4.5.3.1",
    }

    // --- principal: who asks for access ----------------------------------------------------------------
    PrincipalEmpty = "principal.empty", Error {
        summary: "A request for access names who needs it.",
        why: "Access is given to somebody.",
        example: "",
        source: "access requests of this project",
    }
    PrincipalAround = "principal.around", Error {
        summary: "Only the name itself belongs in the field.",
        why: "Spaces and quotes would make it another name.",
        example: " 123456789012",
        source: "access requests of this project",
    }
    PrincipalAccount = "principal.account", Error {
        summary: "An AWS account id is 12 digits in a row.",
        why: "The console shows it in groups; policies take it without separators.",
        example: "1234-5678-9012",
        source: "IAM User Guide, Your AWS account ID",
    }
    PrincipalArn = "principal.arn", Error {
        summary: "The ARN is not one of an IAM identity.",
        why: "An ARN has six parts; those of IAM have no region.",
        example: "arn:aws:s3:::bucket",
        source: "IAM User Guide, IAM ARNs",
    }
    PrincipalPartition = "principal.partition", Error {
        summary: "The identity lives in another partition of AWS than the repository.",
        why: "Access cannot be given between partitions, such as from the world to China.",
        example: "arn:aws-cn:iam::123456789012:root",
        source: "IAM User Guide, AWS JSON policy elements: Principal",
    }
    PrincipalKind = "principal.kind", Error {
        summary: "Only an account, a user or a role can be given access.",
        why: "Repository policies do not take groups or instance profiles.",
        example: "arn:aws:iam::123456789012:group/team",
        source: "IAM User Guide, AWS JSON policy elements: Principal",
    }
    PrincipalAssumedRole = "principal.assumed_role", Error {
        summary: "A session of a role ends; access is given to the role.",
        why: "A policy that names a session stops working when the session is named differently next time.",
        example: "arn:aws:sts::123456789012:assumed-role/puller/ada",
        source: "IAM User Guide, AWS JSON policy elements: Principal",
    }
    PrincipalUniqueId = "principal.unique_id", Error {
        summary: "An internal id of AWS is not a principal.",
        why: "Such ids show in policies after the role or user was deleted; access keys are not names at all.",
        example: "AROAEXAMPLEEXAMPLE123",
        source: "IAM User Guide, IAM identifiers",
    }
    PrincipalWildcard = "principal.wildcard", Error {
        summary: "Access is never given to everybody.",
        why: "`*` in a policy opens a private repository to every AWS account.",
        example: "arn:aws:iam::123456789012:role/*",
        source: "IAM User Guide, AWS JSON policy elements: Principal",
    }
    PrincipalName = "principal.name", Error {
        summary: "The name or path of the IAM identity cannot be one.",
        why: "IAM names are 1 to 64 letters, digits and `_+=,.@-`, so this one does not exist, and one dead name makes AWS refuse the whole policy.",
        example: "arn:aws:iam::123456789012:role/my role",
        source: "IAM API Reference: roleNameType, pathType",
    }
    PrincipalNotAws = "principal.not_aws", Error {
        summary: "Amazon ECR gives access to AWS accounts, roles and users only.",
        why: "A user name or an e-mail address means nothing in a repository policy.",
        example: "ada@example.org",
        source: "Amazon ECR User Guide, Private repository policies",
    }
    PrincipalOwnerAccount = "principal.owner_account", Warning {
        summary: "The identity lives in the AWS account that owns the repository.",
        why: "Whoever administers that account lets its own users and roles in by IAM; a statement in the repository's policy is for other accounts.",
        example: "(312767926603, for an image in the account 312767926603)",
        source: "IAM User Guide, Policy evaluation logic: evaluating policies within a single account",
    }
    PrincipalUserName = "principal.user_name", Error {
        summary: "The registry does not have such user names.",
        why: "The maintainer would look for somebody who does not exist.",
        example: "Ada Lovelace",
        source: "documentation of the registries",
    }

    // --- access: what a request for access says --------------------------------------------------------
    AccessUnknownField = "access.unknown_field", Error {
        summary: "A request for access says who needs it and what for, nothing else.",
        why: "A field that is silently ignored is a field whose author believes that it took effect.",
        example: "{\"principal\": \"ada\", \"reason\": \"Project 17.\", \"days\": \"30\"}",
        source: "access requests of this project",
    }
    AccessWrongType = "access.wrong_type", Error {
        summary: "Every field of a request for access is text.",
        why: "As a number, an AWS account id would lose the zeros that it begins with.",
        example: "{\"principal\": 123456789012, \"reason\": \"Project 17.\"}",
        source: "access requests of this project",
    }
    AccessReasonMissing = "access.reason_missing", Error {
        summary: "A request for access says what it is for.",
        why: "The maintainer decides by it, and whoever looks at the access later learns why it is there.",
        example: "{\"principal\": \"ada\"}",
        source: "access requests of this project",
    }
    AccessTextTooLong = "access.text_too_long", Error {
        summary: "A reason has at most 2,000 characters.",
        why: "It is read in an inbox and in a mail, beside many others.",
        example: "(2,001 characters)",
        source: "limit of this project",
    }
    AccessControlCharacter = "access.control_character", Error {
        summary: "A reason has no control characters, and no invisible ones that turn text around.",
        why: "They show nothing; terminals take some for commands, and others show a text that is not the one stored.",
        example: "(a text with U+001B or U+202E in it)",
        source: "Unicode UAX #9: bidirectional controls; CVE-2021-42574, Trojan Source",
    }

    // --- image: what the registry says about an image ---------------------------------------------------
    ImageMissing = "image.missing", Error {
        summary: "The image is on its registry.",
        why: "A tool whose image does not exist leads everybody who tries it into an error of their container engine.",
        example: "(an image for which the registry answers `404`, though it shows the repository)",
        source: "OCI distribution specification, Pulling manifests",
    }
    ImageNotPublic = "image.not_public", Error {
        summary: "Everybody can pull the image of a public tool.",
        why: "A public tool has nobody to ask for access, so its users would be refused without a way on.",
        example: "(an image for which the registry answers `401` to everybody who is not logged in)",
        source: "OCI distribution specification, Pulling manifests; the registries' answers to anonymous clients",
    }
    ImagePublic = "image.public", Warning {
        summary: "The image of a private tool is private on its registry.",
        why: "Who may use the tool is decided by the registry: a repository that is open to everybody keeps no secret.",
        example: "(a private tool whose image can be pulled without logging in)",
        source: "OCI distribution specification, Pulling manifests",
    }
}
