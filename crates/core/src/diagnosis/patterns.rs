//! What programs say when a pull fails, as data.
//!
//! A row is tried on a line that holds its needle. The needle is what keeps a megabyte of log
//! cheap: one automaton looks for all of them at once, and only lines with one are read closely.

use std::sync::LazyLock;

use regex::Regex;

use super::search::compiled;
use super::{Cause, Confidence};
use Confidence::{Certain, Likely, Possible};
use Meaning::{AtRegistry, Is, OfAws, Unauthorized};

/// What a line means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// This.
    Is(Cause),
    /// The registry knows nobody who asks: not logged in where every pull needs a login; where
    /// public images are pulled without one, the image may as well not exist.
    Unauthorized,
    /// This, on a line that is about a registry: other programs say the same.
    AtRegistry(Cause),
    /// This, where it is a registry that the AWS CLI was asked about: it says the same about all of AWS.
    OfAws(Cause),
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pattern {
    /// Name of the row.
    pub(super) id: &'static str,
    /// What is in every line that the pattern matches, in small letters; or one of several, with `|` between.
    pub(super) needle: &'static str,
    /// Matches the line; letters match in either case.
    pub(super) regex: &'static str,
    /// What it means.
    pub(super) meaning: Meaning,
    /// How sure that is.
    pub(super) confidence: Confidence,
    /// A line that it matches, as the program prints it.
    pub(super) example: &'static str,
}

const fn row(
    id: &'static str,
    needle: &'static str,
    regex: &'static str,
    meaning: Meaning,
    confidence: Confidence,
    example: &'static str,
) -> Pattern {
    Pattern {
        id,
        needle,
        regex,
        meaning,
        confidence,
        example,
    }
}

/// An address of a registry: the paths of the OCI distribution specification. Others have a `/v2/`, too.
macro_rules! address {
    () => {
        r#"https?://[^/\s"'\\]+/v2/(?:[\s"'\\:;,.)]|$|[^\s"'\\]*/(?:manifests|blobs|tags)/)"#
    };
}

/// Hosts of registries, as far as words alone tell them from other hosts.
macro_rules! host {
    () => {
        r"(?:registry-1|auth|index|registry|production\.cloudflare)\.docker\.(?:io|com)|\b(?:quay|ghcr|gcr|nvcr)\.io|\.azurecr\.io|\.pkg\.dev|mcr\.microsoft\.com|registry\.(?:gitlab\.com|k8s\.io)|public\.ecr\.aws|\.dkr[.-]ecr\b"
    };
}

/// What a line says that is about a registry. `registry` and `docker` alone are words of many.
static REGISTRY: LazyLock<Regex> = LazyLock::new(|| {
    compiled(concat!(
        address!(),
        "|",
        host!(),
        r"|error response from daemon: (?:get|head|post|login)\b|docker://|oci registry|ping(?:ing)? (?:[a-z0-9]+ )?registry|/token\?\S*(?:scope|service)=|/v1/_ping|failed to (?:pull|resolve ref|resolve source)|reading manifest|image manifest|error pulling image|httpreadseeker|cannotpull|registry auth\b|\bapi\.ecr\.|/registry/v2/blobs/|failed to fetch (?:oauth|anonymous) token|while pulling (?:library|shub) image|fetching blob|received unexpected http status"
    ))
});

impl Pattern {
    /// Whether a line that the pattern matches means what it stands for.
    pub(super) fn is_meant_by(&self, line: &str) -> bool {
        !matches!(self.meaning, AtRegistry(_)) || REGISTRY.is_match(line)
    }
}

/// The table. Of two rows that match as surely, the later line counts; of one line, the first row.
#[rustfmt::skip]
pub(super) const PATTERNS: &[Pattern] = &[
    // --- who asks ---
    row("ecr_token_expired", "token has expired", r"denied: .{0,24}token has expired|authorization token has expired",
        Is(Cause::LoginExpired), Certain, "denied: Your authorization token has expired. Reauthenticate and try again."),
    row("no_basic_auth", "no basic auth", r"no basic auth credentials",
        Is(Cause::NotLoggedIn), Certain, "Get https://1.dkr.ecr.eu-west-1.amazonaws.com/v2/x/manifests/1: no basic auth credentials"),
    row("ecr_not_authorized_pull", "not authorized to perform", r"not authorized to perform: ecr:(?:batchgetimage|getdownloadurlforlayer|batchchecklayeravailability)",
        Is(Cause::NoGrant), Certain, "denied: User: arn:aws:iam::123456789012:user/ada is not authorized to perform: ecr:BatchGetImage on resource: x"),
    row("ecr_not_authorized_token", "not authorized to perform", r"not authorized to perform: (?:ecr|ecr-public|sts):get(?:authorizationtoken|servicebearertoken)",
        Is(Cause::LoginForbidden), Certain, "User: x is not authorized to perform: ecr:GetAuthorizationToken on resource: *"),
    row("google_permission", "downloadartifacts", r"artifactregistry\.repositories\.downloadartifacts.{0,8} denied",
        Is(Cause::NoGrant), Certain, "denied: Permission \"artifactregistry.repositories.downloadArtifacts\" denied on resource \"x\" (or it may not exist)"),
    row("wrong_password", "username", r"(?:invalid|incorrect) username(?: or |/)password",
        Is(Cause::LoginRefused), Certain, "unauthorized: incorrect username or password"),
    row("login_attempt_refused", "login attempt to", r"login attempt to \S+ failed with status: 40[013]",
        Is(Cause::LoginRefused), Certain, "login attempt to https://quay.io/v2/ failed with status: 401 Unauthorized"),
    row("token_refused", "retrieve auth token", r"unable to retrieve auth token: (?:401|403)",
        Is(Cause::LoginRefused), Likely, "unable to retrieve auth token: 401 unauthorized"),
    row("oauth_token_refused", "oauth token", r"failed to (?:fetch|authorize).{0,40}oauth token.{0,200}40[013]",
        Is(Cause::LoginRefused), Likely, "failed to authorize: failed to fetch oauth token: unexpected status from POST request to https://x/token: 401 Unauthorized"),
    row("helper_refused", "error getting credentials", r"error getting credentials - err: (?:exit status|signal)",
        Is(Cause::HelperRefused), Certain, "error getting credentials - err: exit status 1, out: `you have no active access to this repository`"),
    row("anonymous_token_forbidden", "anonymous token", r"fetch anonymous token: .*\b403\b",
        Is(Cause::Denied), Likely, "failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token?scope=x&service=ghcr.io: 403 Forbidden"),
    row("anonymous_token_unauthorized", "anonymous token", r"fetch anonymous token: .*\b401\b",
        Unauthorized, Likely, "failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token?scope=x&service=ghcr.io: 401 Unauthorized"),
    row("login_forbidden_by_gitlab", "access forbidden", r#"/v2/\\*"?: denied: access forbidden"#,
        Is(Cause::LoginRefused), Likely, "Error response from daemon: Get https://registry.gitlab.com/v2/: denied: access forbidden"),
    row("gcloud_password", "not authenticated|have an active", r"you (?:do not currently have an active|are not authenticated).{0,80}",
        Is(Cause::NotLoggedIn), Likely, "denied: You are not authenticated to the registry"),
    row("pull_access_denied", "pull access denied", r"pull access denied(?: for|,)",
        Is(Cause::Denied), Likely, "pull access denied for team/tool, repository does not exist or may require 'docker login'"),
    row("requested_access_denied", "requested access", r"requested access to the resource is denied",
        Is(Cause::Denied), Likely, "denied: requested access to the resource is denied"),
    row("quay_unauthorized", "requested resource", r"access to the requested resource is not authorized",
        Is(Cause::Denied), Likely, "unauthorized: access to the requested resource is not authorized"),
    row("no_pull_access", "no pull access", r"does not exist or no pull access",
        Is(Cause::Denied), Likely, "repository team/tool not found: does not exist or no pull access"),
    row("insufficient_scope", "insufficient_scope", r"insufficient_scope",
        Is(Cause::Denied), Likely, "server message: insufficient_scope: authorization failed"),
    row("bare_denied", "denied", r#"/v2/[^\s"\\]+/(?:manifests|blobs)/[^\s"\\]+\\*"?:\s+denied(?:: (?:denied|access forbidden))?\s*(?:\(\w+\.go:[\d:]+s\))?[.)]*$"#,
        Is(Cause::Denied), Likely, "Error response from daemon: Head \"https://ghcr.io/v2/team/tidy/manifests/latest\": denied"),
    row("bare_unauthorized", "unauthorized", r#"/v2/[^\s"\\]+/(?:manifests|blobs)/[^\s"\\]+\\*"?:\s+unauthorized\s*(?:\(\w+\.go:[\d:]+s\))?[.)]*$"#,
        Unauthorized, Likely, "Error response from daemon: Head \"https://ghcr.io/v2/team/tidy/manifests/latest\": unauthorized"),
    row("registry_denied", "error from registry", r"error from registry: denied\b",
        Is(Cause::Denied), Likely, "Error response from daemon: error from registry: denied"),
    row("registry_unauthorized", "error from registry", r"error from registry: unauthorized\b",
        Unauthorized, Likely, "Error response from daemon: error from registry: unauthorized"),
    row("manifest_denied", "reading manifest", r"reading manifest \S+ in \S+: denied\b",
        Is(Cause::Denied), Likely, "Error: initializing source docker://ghcr.io/team/tool:1: reading manifest 1 in ghcr.io/team/tool: denied"),
    row("manifest_unauthorized", "reading manifest", r"reading manifest \S+ in \S+: unauthorized\s*$",
        Unauthorized, Likely, "Error: initializing source docker://ghcr.io/team/tool:1: reading manifest 1 in ghcr.io/team/tool: unauthorized"),
    row("forbidden", "403", concat!("(?:", address!(), r"|reading manifest|image manifest|statuscode: |bear(?:er)? token|error pulling image|error parsing http).*\b403\b|403 forbidden.*", address!()),
        Is(Cause::Denied), Likely, "unexpected status from HEAD request to https://x/v2/y/manifests/1: 403 Forbidden"),
    row("unauthorized_401", "401", concat!("(?:", address!(), r"|reading manifest|statuscode: ).*\b401\b|\b401\b.*", address!()),
        Unauthorized, Likely, "unexpected status from HEAD request to https://x/v2/y/manifests/1: 401 Unauthorized"),
    row("authentication_required", "authentication required", concat!("(?:", address!(), r"|unauthorized|reading manifest|invalid status code).*authentication required|^\W*authentication required\s*$"),
        Unauthorized, Likely, "unauthorized: authentication required"),
    row("cromwell_unauthorized", "docker hash", r"unauthorized to get docker hash",
        Unauthorized, Likely, "java.lang.Exception: Unauthorized to get docker hash team/tool:latest"),
    // --- what is asked for ---
    row("old_client_for_index", "oci index", r"oci index found, but accept header does not support oci ind",
        Is(Cause::ClientOutdated), Certain, "manifest unknown: OCI index found, but accept header does not support OCI indexes"),
    row("manifest_of_schema_1", "prettyjws", r"(?:unsupported|no default available).*manifest\.v1\+prettyjws|manifest\.v1\+prettyjws.*(?:no longer|not) supported",
        Is(Cause::ImageOutdated), Certain, "not implemented: media type \"application/vnd.docker.distribution.manifest.v1+prettyjws\" is no longer supported since containerd v2.1"),
    row("unsupported_manifest", "unsupported m", r"unsupported (?:manifest|mediatype|media type).{0,60}(?:manifest|mediatype|vnd\.)",
        Is(Cause::ClientOutdated), Likely, "unsupported manifest media type and no default available: application/vnd.oci.image.index.v1+json"),
    row("manifest_unknown", "manifest unknown", r"manifest unknown\s*(?:$|[^\sa-z])",
        Is(Cause::TagMissing), Certain, "manifest unknown: manifest unknown"),
    row("no_such_manifest", "no such manifest", r"no such manifest: \S+",
        Is(Cause::TagMissing), Likely, "no such manifest: quay.io/team/tool:9"),
    row("manifest_not_found", "manifest for", r"manifest for \S+ not found",
        Is(Cause::TagMissing), Certain, "manifest for team/tool:latest not found."),
    row("image_not_found_old", "not found", r"\berror: image \S+ not found",
        Is(Cause::TagMissing), Likely, "Error: image team/tool:latest not found"),
    row("containerd_not_found", "failed to resolve", r"failed to resolve ref(?:erence)? \S+: \S+: not found",
        Is(Cause::TagMissing), Likely, "failed to resolve reference \"quay.io/team/tool:9\": quay.io/team/tool:9: not found"),
    row("buildkit_not_found", "source metadata for", r"failed to resolve source metadata for \S+: \S+: not found",
        Is(Cause::TagMissing), Likely, "ERROR: failed to solve: python:3.99: failed to resolve source metadata for docker.io/library/python:3.99: docker.io/library/python:3.99: not found"),
    row("ecr_image_missing", "imagenotfoundexception", r"imagenotfoundexception",
        Is(Cause::TagMissing), Certain, "An error occurred (ImageNotFoundException) when calling the DescribeImages operation"),
    row("ecr_repository_missing", "in the registry with id", r"repository with name .{1,300} does not exist in the registry with id",
        Is(Cause::RepositoryMissing), Certain, "The repository with name 'md5' does not exist in the registry with id '312767926603'"),
    row("name_unknown", "name unknown", r"\bname unknown\b",
        Is(Cause::RepositoryMissing), Likely, "name unknown: repository name not known to registry"),
    row("repository_name_unknown", "name not known", r"repository name not known to registry",
        Is(Cause::RepositoryMissing), Certain, "NAME_UNKNOWN: repository name not known to registry"),
    row("repository_not_found_old", "repository not found", r"(?:fata\[\d+\]|error:?|daemon:) repository not found",
        Is(Cause::RepositoryMissing), Likely, "FATA[0185] Repository not found"),
    row("page_instead_of_registry", "404", r"error parsing http 404 response body",
        Is(Cause::RepositoryMissing), Likely, "error parsing HTTP 404 response body: invalid character '<' looking for beginning of value"),
    row("invalid_reference", "invalid reference format", r"invalid reference format",
        Is(Cause::InvalidReference), Certain, "docker: invalid reference format."),
    row("short_name", "short-name", r"short-name .{1,300} did not resolve",
        Is(Cause::InvalidReference), Certain, "Error: short-name \"samtools:1.20\" did not resolve to an alias"),
    row("no_matching_manifest", "no matching manifest", r"no matching manifest for",
        Is(Cause::Architecture), Certain, "no matching manifest for linux/arm64/v8 in the manifest list entries"),
    row("no_platform_match", "for platform", r"no match for platform in manifest",
        Is(Cause::Architecture), Certain, "no match for platform in manifest: not found"),
    row("no_image_in_index", "for architecture", r"no image found in (?:image index|manifest list) for architecture",
        Is(Cause::Architecture), Certain, "no image found in image index for architecture \"arm64\", variant \"v8\", OS \"linux\""),
    row("exec_format", "exec format error", r"exec format error",
        Is(Cause::Architecture), Likely, "exec /usr/local/bin/samtools: exec format error"),
    row("sif_architecture", "architecture (", r"image's architecture \(\S+\) could not run on the host",
        Is(Cause::Architecture), Certain, "the image's architecture (arm64) could not run on the host's (amd64)"),
    // --- the registry ---
    row("too_many_requests", "toomanyrequests", r"toomanyrequests",
        Is(Cause::RateLimited), Certain, "toomanyrequests: You have reached your pull rate limit."),
    row("pull_rate_limit", "pull rate limit", r"reached your (?:un)?(?:authenticated )?pull rate limit",
        Is(Cause::RateLimited), Certain, "You have reached your unauthenticated pull rate limit."),
    row("http_429_alone", "429", r"^\W*429 too many requests",
        Is(Cause::RateLimited), Likely, "429 Too Many Requests"),
    row("http_429", "429", r"\b429\b",
        AtRegistry(Cause::RateLimited), Likely, "unexpected status from GET request to https://x/v2/y/manifests/1: 429 Too Many Requests"),
    row("server_error", "received unexpected http status", r"received unexpected http status: 5\d\d",
        Is(Cause::RegistryFailed), Certain, "received unexpected HTTP status: 500 Internal Server Error"),
    row("service_unavailable", "/v2/", concat!(address!(), r".*(?:service unavailable|bad gateway|gateway time-?out|\b50[0234]\b)"),
        Is(Cause::RegistryFailed), Likely, "Get https://registry.example.org/v2/: Service Unavailable."),
    // --- the way to the daemon, in front of that to the registry, which has the same words ---
    row("daemon_api", "docker api at", r"failed to connect to the docker api at",
        Is(Cause::DaemonDown), Certain, "failed to connect to the docker API at npipe:////./pipe/dockerDesktopLinuxEngine; check if the path is correct and if the daemon is running"),
    row("daemon_connect", "error during connect", r"error during connect: .*(?:no such host|connection refused|i/o timeout|network is unreachable|no route to host)",
        Is(Cause::DaemonDown), Certain, "error during connect: Post \"http://build.example.org:2375/v1.24/images/create?fromImage=x&tag=1\": dial tcp: lookup build.example.org on 192.0.2.53:53: no such host"),
    // --- the way to it ---
    row("proxy_connect", "proxyconnect", r"proxyconnect tcp",
        Is(Cause::Proxy), Certain, "proxyconnect tcp: dial tcp: lookup proxy.example.org: no such host"),
    row("proxy_login", "proxy authentication required", r"proxy authentication required",
        Is(Cause::Proxy), Likely, "Get \"https://registry-1.docker.io/v2/\": Proxy Authentication Required"),
    row("certificate", "x509", "x509: ",
        AtRegistry(Cause::Certificate), Certain, "Get https://registry.example.org/v2/: x509: certificate signed by unknown authority"),
    row("plain_http", "http response to https client", r"server gave http response to https client",
        Is(Cause::Certificate), Certain, "http: server gave HTTP response to HTTPS client"),
    row("lookup", "lookup ", r"dial tcp: lookup \S+(?: on \S+)?: .*(?:no such host|server misbehaving|connection refused|temporary failure|i/o timeout|network is unreachable)",
        AtRegistry(Cause::NameResolution), Certain, "Get https://registry-1.docker.io/v2/: dial tcp: lookup registry-1.docker.io on 192.168.65.1:53: no such host"),
    row("dial", "dial tcp ", r"dial tcp \S+: (?:connect|connectex|i/o timeout)",
        AtRegistry(Cause::Unreachable), Certain, "Get https://registry-1.docker.io/v2/: dial tcp 34.206.236.31:443: i/o timeout"),
    row("timed_out", "timeout", r"client\.timeout exceeded|tls handshake timeout|i/o timeout",
        AtRegistry(Cause::Unreachable), Certain, "Get \"https://quay.io/v2/\": net/http: TLS handshake timeout"),
    row("deadline", "deadline exceeded", "context deadline exceeded",
        AtRegistry(Cause::Unreachable), Likely, "failed to do request: Head \"https://x/v2/y/manifests/1\": context deadline exceeded"),
    row("connection_closed", "eof", r": (?:unexpected )?EOF\b",
        AtRegistry(Cause::Unreachable), Likely, "Get \"https://auth.docker.io/token?service=registry.docker.io\": EOF."),
    row("connection_reset", "reset by peer", "connection reset by peer",
        AtRegistry(Cause::Unreachable), Likely, "Get \"https://registry-1.docker.io/v2/\": read tcp 10.0.0.2:4->3.4.5.6:443: read: connection reset by peer"),
    // --- the machine ---
    row("daemon_down", "docker daemon", r"cannot connect to the docker daemon|docker daemon is not running",
        Is(Cause::DaemonDown), Certain, "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"),
    row("daemon_pipe", "docker_engine", r"pipe/docker_engine.*(?:cannot find|not find)",
        Is(Cause::DaemonDown), Certain, "open //./pipe/docker_engine: The system cannot find the file specified."),
    row("daemon_socket", "docker.sock", r"docker\.sock: (?:connect: )?(?:no such file or directory|connection refused)",
        Is(Cause::DaemonDown), Certain, "dial unix /var/run/docker.sock: connect: no such file or directory"),
    row("podman_socket", "podman.sock", r"podman\.sock: (?:connect: )?(?:no such file or directory|connection refused)",
        Is(Cause::DaemonDown), Certain, "dial unix /run/user/1000/podman/podman.sock: connect: no such file or directory"),
    row("podman_machine", "to podman", r"unable to connect to podman.*(?:refused|no such file|cannot find)",
        Is(Cause::DaemonDown), Certain, "Error: unable to connect to Podman socket: failed to connect: dial tcp 127.0.0.1:63733: connect: connection refused"),
    row("containerd_socket", "containerd.sock", r"containerd\.sock.{0,60}(?:no such file or directory|connection refused|connection error)",
        Is(Cause::DaemonDown), Certain, "cannot access containerd socket \"/run/containerd/containerd.sock\": no such file or directory"),
    row("python_daemon_down", "server api version", r"error while fetching server api version.*(?:filenotfound|connection refused|no such file|connection aborted)",
        Is(Cause::DaemonDown), Certain, "docker.errors.DockerException: Error while fetching server API version: ('Connection aborted.', FileNotFoundError(2, 'No such file or directory'))"),
    row("daemon_forbidden", "permission denied", r"permission denied while trying to connect to the docker|docker\.sock.{0,20}permission denied|dial unix \S*(?:docker|podman|containerd|crio)\S*: connect: permission denied|error while fetching server api version.*permission denied",
        Is(Cause::DaemonForbidden), Certain, "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock"),
    row("executable_missing", "executable", r"(?:docker|podman|singularity|apptainer|udocker|docker-credential-[a-z-]+)\S{0,3} executable (?:is not available|file not found)|docker-credential-\S+ executable|docker-credential-[a-z-]+.{0,12}executable file not found",
        Is(Cause::ProgramMissing), Certain, "Docker is required to run this tool: docker executable is not available"),
    row("command_missing", "not found", r"(?:^|[\s:])(?:docker|podman|nerdctl|singularity|apptainer|skopeo|crictl|aws)\s?: (?:command )?not found",
        Is(Cause::ProgramMissing), Certain, "bash: docker: command not found"),
    row("command_needed", "command has to be", r"(?:singularity|apptainer) command has to be available",
        Is(Cause::ProgramMissing), Certain, "The singularity command has to be available in order to use singularity integration."),
    row("no_space", "no space left on device", r"(?:register layer|getimageblob|applylayer|/var/lib/(?:docker|containers?|containerd)|containers/storage|oci-put-blob|oci registry|out of cache|\.sif\b|squashfs|rootfs|unpack(?:ing)? (?:entry|image|layer|to )|writing blob|copying layer|cannotpull|failed to (?:pull|extract|copy)|packer failed to pack|unpacking tmpfs).*no space left on device",
        Is(Cause::DiskFull), Certain, "failed to register layer: write /opt/lib/libtorch.so: no space left on device"),
    row("quota", "quota exceeded", r"(?:oci registry|\.sif\b|squashfs|rootfs|unpack(?:ing)? (?:entry|image|layer|to )|writing blob|register layer|oci-put-blob|singularity|apptainer).*disk quota exceeded",
        Is(Cause::DiskFull), Certain, "FATAL:   While making image from oci registry: write /home/ada/.apptainer/cache: disk quota exceeded"),
    // --- AWS ---
    row("get_login_named", "get-login", r"invalid choice:? '?get-login'?(?:[^-]|$)",
        Is(Cause::GetLoginRemoved), Certain, "Invalid choice: 'get-login', maybe you meant:"),
    row("get_login_called", "ecr get-login", r"aws ecr get-login(?:\s|\)|$)",
        Is(Cause::GetLoginRemoved), Possible, "$(aws ecr get-login --no-include-email --region us-east-2)"),
    row("aws_no_credentials", "unable to locate credentials", r"unable to locate credentials",
        OfAws(Cause::AwsCredentialsMissing), Certain, "Unable to locate credentials. You can configure credentials by running \"aws configure\"."),
    row("aws_invalid_key", "security token included", r"(?:(?:unrecognizedclient|invalidclienttokenid|invalidsignature)[a-z]*\) when calling the (?:getauthorizationtoken|batchgetimage|describe(?:images|repositories)|getcalleridentity|assumerole)[a-z]* operation|operation error (?:ecr|sts): .*api error (?:unrecognizedclient|invalidclienttokenid|invalidsignature)).*security token included in the request is invalid",
        Is(Cause::AwsCredentialsMissing), Certain, "An error occurred (UnrecognizedClientException) when calling the GetAuthorizationToken operation: The security token included in the request is invalid."),
    row("aws_session_expired", "expiredtoken", r"\(expiredtoken(?:exception)?\) when calling the (?:getauthorizationtoken|batchgetimage|describe(?:images|repositories)|getcalleridentity|assumerole)",
        Is(Cause::AwsSessionExpired), Certain, "An error occurred (ExpiredTokenException) when calling the GetAuthorizationToken operation"),
    row("aws_sso_expired", "sso", r"(?:sso.{0,60}(?:token has expired|session associated|session has expired)|sso session .{0,60}expired)",
        OfAws(Cause::AwsSessionExpired), Certain, "Error when retrieving token from sso: Token has expired and refresh failed"),
    row("aws_no_region", "specify a region", r"you must specify a region",
        OfAws(Cause::WrongRegistry), Likely, "You must specify a region. You can also configure your region by running \"aws configure\"."),
    row("aws_endpoint", "endpoint url", r#"(?:connect timeout on|could not connect to the|from) endpoint url: \\*"?https://(?:api\.ecr|ecr|sts|public\.ecr)"#,
        Is(Cause::Unreachable), Certain, "Could not connect to the endpoint URL: \"https://api.ecr.us-west-2.amazonaws.com/\""),
    row("empty_password", "non tty device", r"cannot perform an interactive login from a non tty device",
        Is(Cause::LoginRefused), Possible, "Error: Cannot perform an interactive login from a non TTY device"),
    // --- nobody says ---
    row("engine_exit_status", "'pull'", r"command '\[.{0,20}'pull'.{0,800}returned non-zero exit status",
        Is(Cause::Unexplained), Possible, "Command '['docker', 'pull', 'registrypath/namespace/name']' returned non-zero exit status 1"),
    row("engine_image_missing", "is required to run this tool", r"is required to run this tool: (?:docker )?image \S+ not found",
        Is(Cause::Unexplained), Possible, "Docker is required to run this tool: Docker image team/tool:1.0 not found"),
    row("engine_failed_to_pull", "failed to pull", r"failed to pull (?:singularity |apptainer |docker |charliecloud )?image",
        Is(Cause::Unexplained), Possible, "Failed to pull singularity image"),
    row("kubernetes_back_off", "imagepull", r"\b(?:imagepullbackoff|errimagepull)\b",
        Is(Cause::Unexplained), Possible, "Error: ImagePullBackOff"),
    row("ecs_cannot_pull", "cannotpull", r"cannotpull[a-z]*containererror",
        Is(Cause::Unexplained), Possible, "CannotPullContainerError: inspect image has been retried 5 time(s)"),
    row("task_rejected", "task rejected", r"docker task rejected: no such image",
        Is(Cause::Unexplained), Possible, "docker task rejected: No such image: team/tool:latest"),
    row("old_singularity", "pulling container failed", r"pulling container failed",
        Is(Cause::Unexplained), Possible, "ERROR: pulling container failed!"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_pattern_matches_its_example() {
        let mut ids = BTreeSet::new();
        for pattern in PATTERNS {
            let regex = compiled(pattern.regex);
            assert!(regex.is_match(pattern.example), "{}", pattern.id);
            assert!(pattern.is_meant_by(pattern.example), "{}", pattern.id);
            assert!(ids.insert(pattern.id), "two rows are named {}", pattern.id);
        }
    }
}
