//! The table: one row a provider.
//!
//! Recognisers only: products that anybody can host under any name (Harbor, Nexus, Gitea, GitLab)
//! cannot be told from the host and are hinted at in [`super::check_host`].
//!
//! Variables in `login`: `{host}`, `{repository}`, `{namespace}` (first segment), `{region}`,
//! `{registry}` (first label of the host up to a hyphen). In `page` also `{name}` (all behind the
//! first segment), `{last}` (the last segment) and `{account}` (of Amazon ECR).

use super::provider::{Limit, PLAIN, Provider, RegistryVisibility, Segments};
use super::{AMAZON_ECR_ID, DOCKER_HUB_ID};

/// `[a-z0-9]+([._-][a-z0-9]+)*`: the grammar of references without `__` and `--`, as version 1.0.1
/// of the distribution specification had it and several registries still do.
const SINGLE_SEPARATORS: Limit = Limit {
    doubled: false,
    ..Limit::length(1, 255)
};

/// Google's project ids (Resource Manager: 6 to 30 lowercase letters, digits and hyphens).
const GOOGLE_PROJECT: Limit = Limit {
    separators: "-",
    letter_first: true,
    ..Limit::length(6, 30)
};

/// Where a row's facts come from: for documents and tests, so that no page has to load it.
const fn cited(source: &'static str) -> &'static str {
    if cfg!(target_arch = "wasm32") {
        ""
    } else {
        source
    }
}

/// Hosts that let nobody pull without logging in, though another host of their provider does.
pub(super) const LOGIN_HOSTS: &[&str] = &["registry.redhat.io", "registry.connect.redhat.com"];

pub(super) const PROVIDERS: &[Provider] = &[
    Provider {
        id: DOCKER_HUB_ID,
        name: "Docker Hub",
        hosts: &["docker.io"],
        segments: Segments::range(1, 2),
        layout: "[NAMESPACE/]REPOSITORY",
        // Organisations older than the rule have hyphens, underscores and short names.
        namespace: Some(Limit {
            separators: "",
            certain: false,
            ..Limit::length(4, 30)
        }),
        rest: Some(Limit {
            shortest: 1,
            ..Limit::length(2, 255)
        }),
        login: "docker login -u USERNAME",
        login_note: "`USERNAME` is your Docker ID; the password is a personal access token",
        page: "https://hub.docker.com/r/{namespace}/{name}",
        source: cited(
            "docs.docker.com/docker-hub/repos/create, docs.docker.com/accounts/create-account",
        ),
        ..PLAIN
    },
    Provider {
        id: "quay",
        name: "Quay.io",
        hosts: &["quay.io"],
        segments: Segments::from(2),
        usual_max: Some(2),
        layout: "NAMESPACE/REPOSITORY",
        namespace: Some(Limit {
            min: 2,
            shortest: 1,
            ..SINGLE_SEPARATORS
        }),
        rest: Some(Limit::length(1, 255)),
        login: "docker login quay.io",
        login_note: "log in as a robot account (`NAMESPACE+NAME`) or with your encrypted password",
        page: "https://quay.io/repository/{repository}",
        source: cited("quay/quay ffba0c7, util/names.py"),
        ..PLAIN
    },
    Provider {
        id: "gitlab",
        name: "GitLab",
        hosts: &["registry.gitlab.com"],
        segments: Segments::from(2),
        layout: "GROUP[/SUBGROUP...]/PROJECT[/IMAGE]",
        namespace_word: "group",
        // GitLab's group paths: no separators next to each other.
        namespace: Some(SINGLE_SEPARATORS),
        login: "docker login registry.gitlab.com",
        login_note: "the password is a personal access token with `read_registry` or a deploy token",
        page: "https://gitlab.com/{repository}/container_registry",
        source: cited("docs.gitlab.com/user/packages/container_registry"),
        ..PLAIN
    },
    Provider {
        id: "ghcr",
        name: "GitHub Container Registry",
        hosts: &["ghcr.io"],
        segments: Segments::from(2),
        layout: "OWNER/IMAGE",
        namespace_word: "owner",
        // A GitHub login; those that an enterprise manages end in `_SHORTCODE`.
        namespace: Some(Limit {
            separators: "-_",
            doubled: false,
            ..Limit::length(1, 39)
        }),
        login: "echo \"$CR_PAT\" | docker login ghcr.io -u USERNAME --password-stdin",
        login_note: "`CR_PAT` holds a personal access token (classic) with `read:packages`",
        page: "https://ghcr.io/{repository}",
        source: cited("docs.github.com, Working with the Container registry"),
        ..PLAIN
    },
    Provider {
        id: AMAZON_ECR_ID,
        name: "Amazon ECR",
        // Recognised by `EcrHost`, not by a pattern.
        host_example: "123456789012.dkr.ecr.us-east-1.amazonaws.com",
        layout: "REPOSITORY",
        // The API reference asks for a letter first; the service's own model does not.
        rest: None,
        repository: Some(Limit {
            letter_first: true,
            ..Limit::length(2, 256)
        }),
        visibility: RegistryVisibility::PrivateOnly,
        anonymous_pull: false,
        login: "aws ecr get-login-password --region {region} | docker login --username AWS --password-stdin {host}",
        login_note: "your AWS identity needs access to the repository; the login lasts 12 hours",
        page: "https://{region}.console.aws.amazon.com/ecr/repositories/private/{account}/{repository}?region={region}",
        source: cited("Amazon ECR User Guide, Private registry authentication; botocore 1.43.11"),
        ..PLAIN
    },
    Provider {
        id: "amazon-ecr-public",
        name: "Amazon ECR Public",
        hosts: &["public.ecr.aws"],
        segments: Segments::from(2),
        layout: "ALIAS/REPOSITORY",
        namespace_word: "registry alias",
        namespace: Some(Limit {
            doubled: false,
            letter_first: true,
            ..Limit::length(2, 50)
        }),
        rest: Some(Limit {
            doubled: false,
            ..Limit::length(2, 205)
        }),
        visibility: RegistryVisibility::PublicOnly,
        login: "aws ecr-public get-login-password --region us-east-1 | docker login --username AWS --password-stdin public.ecr.aws",
        login_note: "pulling works without; logging in raises the limits",
        page: "https://gallery.ecr.aws/{repository}",
        source: cited("Amazon ECR Public User Guide; botocore 1.43.11"),
        ..PLAIN
    },
    Provider {
        id: "seven-bridges",
        name: "Seven Bridges",
        hosts: &[
            "images.sbgenomics.com",
            "eu-images.sbgenomics.com",
            "cgc-images.sbgenomics.com",
            "pgc-images.sbgenomics.com",
            "images.sb.biodatacatalyst.nhlbi.nih.gov",
        ],
        // The shape that Dockstore registers.
        patterns: &["+-images.sbgenomics.com"],
        host_example: "images.sbgenomics.com",
        segments: Segments::range(2, 2),
        layout: "USERNAME/REPOSITORY",
        namespace_word: "user name",
        rest: Some(Limit::length(3, 255)),
        visibility: RegistryVisibility::PrivateOnly,
        anonymous_pull: false,
        login: "docker login {host} -u USERNAME",
        login_note: "`USERNAME` is your platform user name; the password is your authentication token",
        source: cited("docs.sevenbridges.com/docs/the-image-registry"),
        ..PLAIN
    },
    Provider {
        id: "google-artifact-registry",
        name: "Google Artifact Registry",
        patterns: &["*-docker.pkg.dev", "docker.*.rep.pkg.dev"],
        host_example: "us-docker.pkg.dev",
        segments: Segments::from(3),
        layout: "PROJECT/REPOSITORY/IMAGE",
        namespace_word: "project",
        namespace: Some(GOOGLE_PROJECT),
        domain_scoped: true,
        login: "gcloud auth configure-docker {host}",
        login_note: "needs `gcloud auth login` once",
        page: "https://{host}/{repository}",
        source: cited("docs.cloud.google.com/artifact-registry/docs/docker/names"),
        ..PLAIN
    },
    Provider {
        id: "gcr",
        name: "Google Container Registry",
        hosts: &[
            "gcr.io",
            "us.gcr.io",
            "eu.gcr.io",
            "asia.gcr.io",
            "marketplace.gcr.io",
        ],
        host_example: "gcr.io",
        segments: Segments::from(2),
        layout: "PROJECT/IMAGE",
        namespace_word: "project",
        domain_scoped: true,
        login: "gcloud auth configure-docker {host}",
        login_note: "needs `gcloud auth login` once",
        page: "https://{host}/{repository}",
        source: cited("docs.cloud.google.com/artifact-registry/docs/transition/gcr-repositories"),
        ..PLAIN
    },
    Provider {
        id: "mirror-gcr",
        name: "Google's mirror of Docker Hub",
        hosts: &["mirror.gcr.io"],
        segments: Segments::range(1, 2),
        layout: "NAMESPACE/REPOSITORY",
        visibility: RegistryVisibility::PublicOnly,
        login: "",
        source: cited("docs.cloud.google.com/artifact-registry/docs/pull-cached-dockerhub-images"),
        ..PLAIN
    },
    Provider {
        id: "azure",
        name: "Azure Container Registry",
        patterns: &[
            "*.azurecr.io",
            "*.*.geo.azurecr.io",
            "*.azurecr.cn",
            "*.azurecr.us",
            "*.azurecr.de",
        ],
        host_example: "myregistry.azurecr.io",
        login: "az acr login -n {registry}",
        login_note: "without a Docker daemon add `--expose-token`; the login lasts 3 hours",
        source: cited("MicrosoftDocs/azure-management-docs d923d58"),
        ..PLAIN
    },
    Provider {
        id: "mcr",
        name: "Microsoft Artifact Registry",
        hosts: &["mcr.microsoft.com"],
        visibility: RegistryVisibility::PublicOnly,
        login: "",
        page: "https://mcr.microsoft.com/artifact/mar/{repository}",
        source: cited("mcr.microsoft.com"),
        ..PLAIN
    },
    Provider {
        id: "ngc",
        name: "NVIDIA NGC",
        hosts: &["nvcr.io"],
        segments: Segments::range(2, 3),
        layout: "ORG/[TEAM/]IMAGE",
        namespace_word: "organisation",
        // `$oauthtoken` is the literal user name, so it is quoted.
        login: "echo \"$NGC_API_KEY\" | docker login nvcr.io --username '$oauthtoken' --password-stdin",
        login_note: "`$oauthtoken` is the user name, literally; `NGC_API_KEY` holds your key",
        page: "https://catalog.ngc.nvidia.com/orgs/{namespace}/containers/{last}",
        source: cited("docs.nvidia.com/nim/speech, NGC access setup"),
        ..PLAIN
    },
    Provider {
        id: "kubernetes",
        name: "Kubernetes",
        hosts: &["registry.k8s.io"],
        visibility: RegistryVisibility::PublicOnly,
        login: "",
        source: cited("kubernetes.io/blog/2022/11/28/registry-k8s-io-faster-cheaper-ga"),
        ..PLAIN
    },
    Provider {
        id: "ibm",
        name: "IBM Cloud Container Registry",
        hosts: &[
            "icr.io",
            "us.icr.io",
            "uk.icr.io",
            "de.icr.io",
            "jp.icr.io",
            "jp2.icr.io",
            "au.icr.io",
            "ca.icr.io",
            "br.icr.io",
            "es.icr.io",
        ],
        host_example: "us.icr.io",
        segments: Segments::from(2),
        layout: "NAMESPACE/REPOSITORY",
        namespace: Some(Limit {
            separators: "_-",
            ..Limit::length(4, 30)
        }),
        login: "echo \"$IBM_API_KEY\" | docker login -u iamapikey --password-stdin {host}",
        login_note: "`IBM_API_KEY` holds an IAM API key; `ibmcloud cr login` does the same",
        source: cited("cloud.ibm.com/docs/Registry"),
        ..PLAIN
    },
    Provider {
        id: "oracle",
        name: "Oracle Cloud Infrastructure Registry",
        patterns: &["+.ocir.io", "ocir.*.oci.oraclecloud.com"],
        host_example: "iad.ocir.io",
        segments: Segments::from(2),
        layout: "TENANCY_NAMESPACE/REPOSITORY",
        namespace_word: "tenancy namespace",
        login: "docker login {host} -u {namespace}/USERNAME",
        login_note: "federated users put `oracleidentitycloudservice/` before `USERNAME`; the password is an auth token",
        source: cited("docs.oracle.com, Preparing for Container Registry"),
        ..PLAIN
    },
    Provider {
        id: "digitalocean",
        name: "DigitalOcean Container Registry",
        hosts: &["registry.digitalocean.com"],
        segments: Segments::from(2),
        layout: "REGISTRY/REPOSITORY",
        namespace_word: "registry name",
        namespace: Some(Limit {
            separators: "-",
            ..Limit::length(1, 63)
        }),
        visibility: RegistryVisibility::PrivateOnly,
        anonymous_pull: false,
        login: "doctl registry login",
        source: cited("docs.digitalocean.com/reference/doctl/reference/registry"),
        ..PLAIN
    },
    Provider {
        id: "red-hat",
        name: "Red Hat",
        hosts: &[
            "registry.access.redhat.com",
            "registry.redhat.io",
            "registry.connect.redhat.com",
        ],
        host_example: "registry.access.redhat.com",
        layout: "PRODUCT/IMAGE",
        login: "docker login {host}",
        login_note: "log in as a registry service account; `registry.access.redhat.com` needs no login",
        page: "https://catalog.redhat.com/search?q={repository}",
        source: cited("access.redhat.com/RegistryAuthentication"),
        ..PLAIN
    },
    Provider {
        id: "jfrog",
        name: "JFrog Artifactory",
        patterns: &["*.jfrog.io"],
        host_example: "example.jfrog.io",
        layout: "REPOSITORY_KEY/IMAGE",
        namespace_word: "repository key",
        login_note: "the password is an identity token",
        source: cited("jfrog.com, Docker repository URL formats"),
        ..PLAIN
    },
    Provider {
        id: "codeberg",
        name: "Codeberg",
        hosts: &["codeberg.org"],
        segments: Segments::from(2),
        layout: "OWNER/IMAGE",
        namespace_word: "owner",
        rest: Some(SINGLE_SEPARATORS),
        login_note: "with two-factor authentication the password is an access token",
        page: "https://codeberg.org/{namespace}/-/packages/container/{name}",
        source: cited("docs.gitea.com/usage/packages/container"),
        ..PLAIN
    },
    Provider {
        id: "alibaba",
        name: "Alibaba Cloud Container Registry",
        patterns: &[
            "registry.*.aliyuncs.com",
            "registry-vpc.*.aliyuncs.com",
            "registry-internal.*.aliyuncs.com",
            "*-registry.*.cr.aliyuncs.com",
            "*-registry-vpc.*.cr.aliyuncs.com",
            "crpi-*.*.personal.cr.aliyuncs.com",
        ],
        host_example: "registry.cn-hangzhou.aliyuncs.com",
        segments: Segments::range(2, 2),
        layout: "NAMESPACE/REPOSITORY",
        namespace: Some(Limit::length(2, 120)),
        login: "docker login -u ACCOUNT {host}",
        login_note: "`ACCOUNT` is your Alibaba Cloud account",
        source: cited("goharbor/harbor c50c7dd; help.aliyun.com"),
        ..PLAIN
    },
    Provider {
        id: "tencent",
        name: "Tencent Container Registry",
        hosts: &["ccr.ccs.tencentyun.com"],
        patterns: &["*.tencentcloudcr.com"],
        host_example: "ccr.ccs.tencentyun.com",
        segments: Segments::from(2),
        layout: "NAMESPACE/REPOSITORY",
        namespace: Some(Limit {
            doubled: false,
            ..Limit::length(2, 30)
        }),
        login: "docker login {host} -u UIN",
        login_note: "`UIN` is your account number",
        source: cited("tencentcloud.com, CreateNamespace"),
        ..PLAIN
    },
    Provider {
        id: "huawei",
        name: "Huawei Cloud SWR",
        patterns: &["swr.*.myhuaweicloud.com"],
        host_example: "swr.eu-west-101.myhuaweicloud.com",
        segments: Segments::from(2),
        layout: "ORGANISATION/REPOSITORY",
        namespace_word: "organisation",
        login: "echo \"$SWR_LOGIN_KEY\" | docker login -u {region}@ACCESS_KEY --password-stdin {host}",
        login_note: "the login command of the console holds both; it lasts 24 hours",
        source: cited("support.huaweicloud.com/swr"),
        ..PLAIN
    },
    Provider {
        id: "scaleway",
        name: "Scaleway",
        patterns: &["rg.*.scw.cloud"],
        host_example: "rg.fr-par.scw.cloud",
        segments: Segments::range(2, 2),
        layout: "NAMESPACE/IMAGE",
        login: "echo \"$SCW_SECRET_KEY\" | docker login {host}/{namespace} -u nologin --password-stdin",
        login_note: "`SCW_SECRET_KEY` holds an API secret key",
        source: cited("scaleway/docs-content, Container Registry"),
        ..PLAIN
    },
    Provider {
        id: "heroku",
        name: "Heroku",
        hosts: &["registry.heroku.com"],
        segments: Segments::range(2, 2),
        layout: "APP/PROCESS",
        namespace_word: "app",
        visibility: RegistryVisibility::PrivateOnly,
        anonymous_pull: false,
        login: "heroku container:login",
        source: cited("devcenter.heroku.com/articles/container-registry-and-runtime"),
        ..PLAIN
    },
    Provider {
        id: "fly",
        name: "Fly.io",
        hosts: &["registry.fly.io"],
        segments: Segments::range(1, 1),
        layout: "APP",
        namespace_word: "app",
        visibility: RegistryVisibility::PrivateOnly,
        anonymous_pull: false,
        login: "fly auth docker",
        login_note: "the login lasts 5 minutes",
        source: cited("fly.io/docs/flyctl/auth-docker"),
        ..PLAIN
    },
    Provider {
        id: "cloudsmith",
        name: "Cloudsmith",
        hosts: &["docker.cloudsmith.io"],
        segments: Segments::from(3),
        layout: "OWNER/REPOSITORY/IMAGE",
        namespace_word: "owner",
        source: cited("help.cloudsmith.io/docs/docker-registry"),
        ..PLAIN
    },
    Provider {
        id: "linuxserver",
        name: "LinuxServer.io",
        hosts: &["lscr.io"],
        segments: Segments::range(2, 2),
        layout: "linuxserver/IMAGE",
        visibility: RegistryVisibility::PublicOnly,
        login: "",
        source: cited("docs.linuxserver.io"),
        ..PLAIN
    },
    Provider {
        id: "yandex",
        name: "Yandex Container Registry",
        hosts: &["cr.yandex"],
        segments: Segments::from(2),
        layout: "REGISTRY_ID/REPOSITORY",
        namespace_word: "registry id",
        login: "yc container registry configure-docker",
        source: cited("yandex.cloud/docs/container-registry"),
        ..PLAIN
    },
    Provider {
        id: "chainguard",
        name: "Chainguard",
        hosts: &["cgr.dev"],
        segments: Segments::from(2),
        layout: "ORG/IMAGE",
        namespace_word: "organisation",
        login: "chainctl auth configure-docker",
        login_note: "`cgr.dev/chainguard` needs no login",
        page: "https://images.chainguard.dev/directory/image/{last}/overview",
        source: cited("edu.chainguard.dev"),
        ..PLAIN
    },
    Provider {
        id: "opensuse",
        name: "openSUSE",
        hosts: &["registry.opensuse.org"],
        visibility: RegistryVisibility::PublicOnly,
        login: "",
        source: cited("registry.opensuse.org"),
        ..PLAIN
    },
    Provider {
        id: "docker-hardened-images",
        name: "Docker Hardened Images",
        hosts: &["dhi.io"],
        layout: "IMAGE",
        visibility: RegistryVisibility::PrivateOnly,
        anonymous_pull: false,
        login: "docker login dhi.io",
        login_note: "log in with your Docker ID and a personal access token",
        source: cited("docs.docker.com/dhi"),
        ..PLAIN
    },
];
