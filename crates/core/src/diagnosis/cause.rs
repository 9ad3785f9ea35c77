//! Why a pull fails: the catalogue of causes, told as issue codes are.

use std::fmt;

use crate::code::Entry;

macro_rules! causes {
    ($($variant:ident = $text:literal {
        summary: $summary:literal,
        why: $why:literal,
        advice: $advice:literal,
        example: $example:literal,
        source: $source:literal $(,)?
    })*) => {
        /// Why a pull failed. The spelling is stable, as that of [`crate::code::Code`] is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Cause {
            $(#[doc = $summary] $variant,)*
        }

        impl Cause {
            /// Every cause, in catalogue order.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The spelling, `pull.reason`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// What to do about it, in the imperative, whatever the image is.
            #[must_use]
            pub const fn advice(self) -> &'static str {
                match self { $(Self::$variant => $advice,)* }
            }

            /// What the catalogue says about it; the example is a line that shows it.
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

            /// The cause spelled `name`.
            ///
            /// ```
            /// use wharfinger_core::diagnosis::Cause;
            /// assert_eq!(Cause::from_name("pull.disk_full"), Some(Cause::DiskFull));
            /// ```
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|cause| cause.as_str() == name)
            }
        }
    };
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Cause {
    /// Whether a registry said no to who asked, so that what is known about the asker's access
    /// may be the answer.
    #[must_use]
    pub const fn is_about_access(self) -> bool {
        matches!(
            self,
            Self::NotLoggedIn
                | Self::LoginExpired
                | Self::LoginRefused
                | Self::WrongRegistry
                | Self::NoGrant
                | Self::Denied
                | Self::HelperRefused
                | Self::Unexplained
        )
    }

    /// Whether it is over once the image could be pulled. What is about a login or the disk is not; and an
    /// image of another architecture is pulled, and then does not run.
    pub(super) const fn ends_with_a_pull(self) -> bool {
        !matches!(
            self,
            Self::Architecture
                | Self::LoginRefused
                | Self::GetLoginRemoved
                | Self::AwsCredentialsMissing
                | Self::AwsSessionExpired
                | Self::DiskFull
        )
    }

    /// Whether it comes and goes by itself.
    pub(super) const fn passes(self) -> bool {
        matches!(
            self,
            Self::Unreachable | Self::NameResolution | Self::RegistryFailed
        )
    }

    /// Whether logging in (again) is the next step.
    #[must_use]
    pub const fn is_mended_by_login(self) -> bool {
        matches!(
            self,
            Self::NotLoggedIn
                | Self::LoginExpired
                | Self::LoginRefused
                | Self::WrongRegistry
                | Self::Denied
                | Self::RateLimited
                | Self::GetLoginRemoved
                | Self::Unexplained
        )
    }
}

causes! {
    // --- who asks ---------------------------------------------------------------------------------
    NotLoggedIn = "pull.not_logged_in" {
        summary: "The registry wants a login, and there is none for it.",
        why: "Logins are kept for each registry host and for each user of a machine: one for another host, another region, or made without `sudo` does not count.",
        advice: "log in to the registry as the user who pulls, then pull again",
        example: "no basic auth credentials",
        source: "Amazon ECR User Guide, Private registry authentication; distribution: registry/client/auth",
    }
    LoginExpired = "pull.login_expired" {
        summary: "The login is too old.",
        why: "A password of Amazon ECR is good for 12 hours; the client goes on sending it.",
        advice: "log in again, then pull again",
        example: "denied: Your authorization token has expired. Reauthenticate and try again.",
        source: "Amazon ECR User Guide, Private registry authentication",
    }
    LoginRefused = "pull.login_refused" {
        summary: "The registry does not take the name and password that were sent.",
        why: "The password is wrong or was revoked, or an empty one was sent because the command that should print it had failed. Public images fail as well while a wrong login is kept.",
        advice: "log in again; or log out, if the image is public",
        example: "unable to retrieve auth token: invalid username/password: unauthorized",
        source: "containers/image: docker_client.go; docker login reference",
    }
    WrongRegistry = "pull.wrong_registry" {
        summary: "The login, or the command, is for another region or account than the image.",
        why: "Every account has one registry of Amazon ECR in each region, and a login counts for one of them.",
        advice: "use the account and the region that the name of the image begins with",
        example: "Could not connect to the endpoint URL: \"https://api.ecr.us-west2.amazonaws.com/\"",
        source: "Amazon ECR User Guide, Amazon ECR private registry",
    }
    NoGrant = "pull.no_grant" {
        summary: "The registry knows who asks, and that identity may not pull this image.",
        why: "Both the policy of the repository and, from another account, a policy of the identity itself must allow the pull.",
        advice: "ask the maintainer of the image for access, for the identity that the message names",
        example: "denied: User: arn:aws:iam::123456789012:user/ada is not authorized to perform: ecr:BatchGetImage",
        source: "Amazon ECR User Guide, Private repository policies",
    }
    LoginForbidden = "pull.login_forbidden" {
        summary: "The AWS identity may not log in to Amazon ECR.",
        why: "`ecr:GetAuthorizationToken` must be allowed in the identity's own account, on the resource `*`; the owner of an image cannot allow it.",
        advice: "ask the administrators of your own AWS account to allow `ecr:GetAuthorizationToken` on `*`",
        example: "is not authorized to perform: ecr:GetAuthorizationToken on resource: *",
        source: "Service Authorization Reference, Amazon Elastic Container Registry",
    }
    Denied = "pull.denied" {
        summary: "The registry says no, and does not say why: the image may be private, or not exist.",
        why: "Many registries answer the same for both, so that nobody learns which private images there are. Amazon ECR answers `403 Forbidden` to an old login, too.",
        advice: "check the spelling of the image; if it is right, log in, and ask its maintainer for access",
        example: "pull access denied for team/tool, repository does not exist or may require 'docker login'",
        source: "OCI distribution specification: error codes DENIED, UNAUTHORIZED",
    }
    HelperRefused = "pull.helper_refused" {
        summary: "A credential helper gave no login for the registry.",
        why: "The client asks the program that its configuration names for this registry (`credHelpers`, `credsStore`), and gives up where that fails.",
        advice: "do what the helper says behind `out:`; to ask it alone: `echo HOST | docker-credential-NAME get`",
        example: "error getting credentials - err: exit status 1",
        source: "docker-credential-helpers: client/client.go",
    }
    // --- what is asked for ------------------------------------------------------------------------
    TagMissing = "pull.tag_missing" {
        summary: "The repository has no image with this tag or digest.",
        why: "The tag is misspelt, or was removed; without a tag clients ask for `latest`, which not every repository has.",
        advice: "look up the tags on the registry's page, and name one that exists",
        example: "manifest unknown: manifest unknown",
        source: "OCI distribution specification: error code MANIFEST_UNKNOWN",
    }
    RepositoryMissing = "pull.repository_missing" {
        summary: "The registry has no such repository.",
        why: "The path is misspelt, or the repository lies in another account or region.",
        advice: "check the account, the region and the path of the image",
        example: "name unknown: The repository with name 'md5' does not exist in the registry with id '312767926603'",
        source: "OCI distribution specification: error code NAME_UNKNOWN",
    }
    InvalidReference = "pull.invalid_reference" {
        summary: "The name of the image cannot be read.",
        why: "It was refused before any registry was asked.",
        advice: "let `wharfinger check IMAGE` say what is wrong with it",
        example: "invalid reference format: repository name must be lowercase",
        source: "distribution/reference grammar",
    }
    Architecture = "pull.architecture" {
        summary: "There is no image for this processor.",
        why: "An image is built for each architecture, and most only for `linux/amd64`; Apple's and many cloud machines are `arm64`.",
        advice: "pull with `--platform linux/amd64`, which is slow but works where emulation is installed; or ask the maintainer for an image for this processor",
        example: "no matching manifest for linux/arm64/v8 in the manifest list entries",
        source: "OCI image specification: image index, platform",
    }
    ClientOutdated = "pull.client_outdated" {
        summary: "The client is too old for this kind of image.",
        why: "Builders write OCI indexes since 2023; older clients do not ask for them, and the registry then calls the image unknown.",
        advice: "update the client that pulls",
        example: "manifest unknown: OCI index found, but accept header does not support OCI indexes",
        source: "OCI distribution specification: Pulling manifests",
    }
    ImageOutdated = "pull.image_outdated" {
        summary: "The image is of a kind that clients have given up.",
        why: "It was pushed as a manifest of schema 1, which builders have not written since Docker 1.10 of 2016; containerd, and Docker with it, does not read it since version 2.1.",
        advice: "ask the maintainer to build and push it anew; until then, copy it with `skopeo copy --format v2s2` to a registry of your own",
        example: "media type \"application/vnd.docker.distribution.manifest.v1+prettyjws\" is no longer supported since containerd v2.1",
        source: "containerd 2.1 release notes; Docker documentation, Deprecated features",
    }
    // --- the registry -----------------------------------------------------------------------------
    RateLimited = "pull.rate_limited" {
        summary: "The registry allows no more pulls for now.",
        why: "Docker Hub counts pulls for each address, or for each account once logged in; machines behind one address share a limit.",
        advice: "log in, or wait and pull again; or pull from a mirror",
        example: "toomanyrequests: You have reached your pull rate limit",
        source: "Docker documentation, Docker Hub usage and limits",
    }
    RegistryFailed = "pull.registry_failed" {
        summary: "The registry has a fault of its own.",
        why: "It answered with an error of the server.",
        advice: "wait a little and pull again; the registry's status page may say more",
        example: "received unexpected HTTP status: 500 Internal Server Error",
        source: "RFC 9110 section 15.6",
    }
    // --- the way to it ----------------------------------------------------------------------------
    NameResolution = "pull.name_resolution" {
        summary: "The name of the registry's host was not found.",
        why: "The host is misspelt, or the machine's name server does not answer.",
        advice: "check the host, then whether this machine resolves other names",
        example: "dial tcp: lookup registry-1.docker.io on 192.168.65.1:53: no such host",
        source: "Go: net.DNSError",
    }
    Unreachable = "pull.unreachable" {
        summary: "The registry could not be reached.",
        why: "A firewall, a missing route, or a registry that is down; machines without internet access need a mirror or a private endpoint.",
        advice: "check whether this machine may reach the host on port 443",
        example: "dial tcp 34.206.236.31:443: i/o timeout",
        source: "Go: net.OpError",
    }
    Proxy = "pull.proxy" {
        summary: "The proxy in between does not let the pull through.",
        why: "The daemon has a proxy configuration of its own, other than that of the shell.",
        advice: "correct the proxy of the daemon, and restart it",
        example: "proxyconnect tcp: dial tcp: lookup proxy.example.org: no such host",
        source: "Docker documentation, Daemon proxy configuration",
    }
    Certificate = "pull.certificate" {
        summary: "The certificate of the registry is not trusted.",
        why: "It is signed by an authority that the client does not know (often that of a company's proxy), has expired, or the registry speaks plain HTTP.",
        advice: "add the authority's certificate where the client looks for it; do not turn verification off",
        example: "x509: certificate signed by unknown authority",
        source: "Docker documentation, Verify repository client with certificates",
    }
    // --- the machine ------------------------------------------------------------------------------
    DaemonDown = "pull.daemon_down" {
        summary: "The container daemon does not run.",
        why: "The client only talks to it; nothing is pulled without it.",
        advice: "start the daemon (on a desktop: the application), then pull again",
        example: "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
        source: "moby: client/errors.go",
    }
    DaemonForbidden = "pull.daemon_forbidden" {
        summary: "This user may not talk to the container daemon.",
        why: "Its socket belongs to root and the group `docker`; whoever is in that group can become root.",
        advice: "ask the administrator of the machine, or use an engine without a daemon, such as Apptainer or Podman",
        example: "permission denied while trying to connect to the Docker daemon socket",
        source: "Docker documentation, Linux post-installation steps",
    }
    ProgramMissing = "pull.program_missing" {
        summary: "A program that the pull needs is not installed.",
        why: "Neither container engines nor credential helpers nor the AWS CLI come along with workflow engines.",
        advice: "install the program that the message names, or put it on the `PATH`",
        example: "docker executable is not available",
        source: "cwltool: job.py; snakemake: deployment/singularity.py",
    }
    DiskFull = "pull.disk_full" {
        summary: "There is no space left for the image.",
        why: "Layers are stored compressed, then unpacked: an image needs two to four times its download, and Apptainer unpacks it in the temporary folder.",
        advice: "make room where images are kept: `docker system prune`, or point `APPTAINER_TMPDIR` and `APPTAINER_CACHEDIR` to a larger disk",
        example: "failed to register layer: write /opt/lib/libtorch.so: no space left on device",
        source: "Apptainer User Guide, Build environment; Docker documentation, docker system prune",
    }
    // --- AWS --------------------------------------------------------------------------------------
    GetLoginRemoved = "pull.get_login_removed" {
        summary: "`aws ecr get-login` does not exist any more.",
        why: "Version 2 of the AWS CLI replaced it by `get-login-password`; older instructions still name it.",
        advice: "log in with `aws ecr get-login-password`",
        example: "aws: error: argument operation: Invalid choice, valid choices are:",
        source: "AWS CLI User Guide, Migration guide for the AWS CLI version 2",
    }
    AwsCredentialsMissing = "pull.aws_credentials_missing" {
        summary: "The AWS CLI has no valid credentials.",
        why: "Without them it cannot fetch the password for Amazon ECR, and the login behind it gets an empty one.",
        advice: "run `aws configure` or `aws configure sso`, then log in again",
        example: "Unable to locate credentials. You can configure credentials by running \"aws configure\".",
        source: "AWS CLI User Guide, Configuration and credential precedence",
    }
    AwsSessionExpired = "pull.aws_session_expired" {
        summary: "The AWS session has ended.",
        why: "Temporary credentials last for some hours; this is not the login to the registry, which needs them.",
        advice: "renew the session (`aws sso login`, or assume the role again), then log in to the registry again",
        example: "An error occurred (ExpiredTokenException) when calling the GetAuthorizationToken operation",
        source: "IAM User Guide, Temporary security credentials",
    }
    // --- nobody says ------------------------------------------------------------------------------
    Unexplained = "pull.unexplained" {
        summary: "The pull failed, and this output does not say why.",
        why: "Workflow engines often pass on no more than the exit status. Most often the image is private, and there is no login or no access.",
        advice: "pull the image by hand on the same machine: its output says why",
        example: "Command '['docker', 'pull', 'registrypath/namespace/name']' returned non-zero exit status 1",
        source: "cwltool: job.py; Dockstore documentation, Private tools",
    }
}
