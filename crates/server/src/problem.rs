//! Every refusal of the API, as RFC 9457 `application/problem+json`, but for those that other standards
//! spell: `api::trs` and `oauth`.
//!
//! One type, one exhaustive match. A handler returns `Result<_, Problem>`; the edge
//! ([`crate::edge`]) spells it, because only the edge knows the request's id.

use std::fmt;
use std::time::Duration;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use serde_json::value::RawValue;
use wharfinger_core::access::Rejection;
use wharfinger_store::{DESCRIPTORS_MAX, Failure, MAINTAINERS_MAX, RequestId, Scope, TOKENS_MAX};

use crate::limits;
use crate::query::shortened;
use crate::rate_limit::MustWait;

/// The media type of problem documents.
pub const CONTENT_TYPE: &str = "application/problem+json";

/// Where the documentation of a problem's type lies, below it the type's name.
pub const TYPE_BASE: &str = "/api/v1/problems/";

/// Why a request was refused.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Problem {
    /// The query string cannot be read; says which part and what is allowed.
    BadQuery(String),
    /// A header cannot be read; says which and what is allowed.
    BadHeader(String),
    /// The body is not what the operation takes; says where.
    BadBody(String),
    /// No credentials, or some that are not valid.
    Unauthenticated(&'static str),
    /// A form was sent from another site, or without its token.
    CrossSite,
    /// Whoever asks has no password to show once more who they are, and has signed in too long ago.
    SignInAgain,
    /// The account may not do this; says who may.
    Forbidden(&'static str),
    /// The API token was not made for this.
    MissingScope(Scope),
    /// Nothing lies at this address.
    NoSuchPage,
    /// No tool has this path.
    NoSuchTool(String),
    /// No access request has this id, or none that the account may see.
    NoSuchRequest,
    /// No account has this name, or it is disabled.
    NoSuchAccount(String),
    /// No maintainer of the tool has this name.
    NoSuchMaintainer(String),
    /// The account has no such API token.
    NoSuchToken,
    /// The account has no such session.
    NoSuchSession,
    /// A one-time link is used, expired, void or none of ours.
    DeadLink,
    /// The address exists and does not take this method.
    MethodNotAllowed {
        /// What it takes, as in the `Allow` header.
        allow: String,
    },
    /// The body took too long.
    BodyTimeout {
        /// Longer than this.
        timeout: Duration,
    },
    /// The tool path is taken.
    ToolConflict {
        /// The path of the tool that holds it.
        tool_path: String,
        /// The same as issues of the draft, in JSON.
        issues: Box<RawValue>,
    },
    /// The tool is archived, and cannot be changed.
    ToolArchived(String),
    /// The tool is public, so that nobody asks for access.
    ToolPublic(String),
    /// Access was requested for the same principal before, and that request is not over.
    AccessLive {
        /// The request, if it is the account's own.
        existing: Option<RequestId>,
    },
    /// The rules of an access request's life say no.
    AccessRejected(Rejection),
    /// The tool has as many maintainers as a tool may have.
    TooManyMaintainers,
    /// The tool would be left without a maintainer who can sign in.
    LastMaintainer,
    /// The tool has as many files as a tool may have.
    TooManyDescriptors,
    /// The tool has no such file.
    NoSuchDescriptor,
    /// The contact of a private tool is this maintainer's own address; says whose.
    MaintainerIsContact(String),
    /// Another account has this name.
    NameTaken(String),
    /// The account must stay as it is; says why.
    AccountFixed(String),
    /// The account has as many API tokens as it may have.
    TooManyTokens,
    /// The server cannot carry out access for a tool, or not so; says why and what would help.
    NotAutomatable(String),
    /// The statement cannot be put back into a policy; says why and what would help.
    NotRestorable(String),
    /// The account has no such connection to an AWS account.
    NoSuchConnection,
    /// There is no such repository, or none that the account may see.
    NoSuchRepository,
    /// Nobody asks for a registry under this id.
    NoSuchRegistryRequest,
    /// A registry is not asked for, supported or added; says why and what would help.
    RegistryRequestRefused(String),
    /// There is no letter that was given up with this id.
    NoSuchMail,
    /// What somebody pasted proves no AWS identity; says why and what to do.
    Unproven(String),
    /// The account has no such challenge: it was met, has run out, or was never made.
    NoSuchChallenge,
    /// There is no password to pull with that the account may have; says why and what would help.
    NoPullPassword(String),
    /// The operator has not set AWS up.
    AwsNotSetUp,
    /// The operator does not have registries asked about images.
    ImagesNotAsked,
    /// AWS did not answer.
    AwsUnavailable,
    /// Fields do not fit; says which and why.
    InvalidFields(Vec<Unfit>),
    /// The same `Idempotency-Key` came with another request before.
    IdempotencyKeyReused,
    /// The same request came with the same `Idempotency-Key` before, and made a secret, which only its
    /// answer held.
    AlreadyMade {
        /// The address of what it made, or made the secret for.
        made: String,
    },
    /// `If-Match` names a version that is not the current one.
    Stale {
        /// The current version's entity tag.
        current: String,
    },
    /// The body is longer than what is read here.
    BodyTooLarge {
        /// Most bytes that are.
        limit_bytes: usize,
    },
    /// The body is of a media type that the operation does not take.
    UnsupportedMediaType {
        /// What it takes.
        expected: &'static str,
    },
    /// The body is compressed, or encoded otherwise.
    UnsupportedContentEncoding,
    /// The rules say no.
    Invalid {
        /// The issues of the draft, in JSON, as in a report.
        issues: Box<RawValue>,
    },
    /// The rules say no to what a request for access says.
    InvalidAccess {
        /// Its issues, in JSON, as in a report.
        issues: Box<RawValue>,
    },
    /// The operation needs `If-Match`.
    PreconditionRequired,
    /// The address has done this too often.
    TooManyRequests {
        /// When to come back.
        retry_after_seconds: u64,
    },
    /// The store's queue is full.
    Overloaded,
    /// The store does not answer, or the server is shutting down. Why goes to the log under the
    /// request's id, not to the client.
    NotReady(String),
    /// A fault of ours. What happened goes to the log under the request's id, not to the client.
    Internal(String),
    /// A part of a tool that the Tool Registry Service is asked for, and that the tool has not; what
    /// there is instead. It has no type of its own: that API spells refusals another way.
    NoSuchPart(String),
    /// A refusal of the HTTP framework that has no type of its own.
    Other(StatusCode),
}

/// A field of a form or a body that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unfit {
    /// The field.
    pub field: &'static str,
    /// Why, without a full stop.
    pub reason: String,
}

impl Unfit {
    /// A field, and why it does not fit.
    pub(crate) fn new(field: &'static str, reason: impl fmt::Display) -> Self {
        Self {
            field,
            reason: reason.to_string(),
        }
    }
}

/// What the documentation says about a type of problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Kind {
    /// Last part of the type's URI, never renamed.
    pub name: &'static str,
    /// The status it comes with.
    pub status: u16,
    /// What happened, the same each time.
    pub title: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
}

macro_rules! kinds {
    ($($constant:ident = $name:literal, $status:literal, $title:literal, $remedy:literal;)*) => {
        $(const $constant: Kind = Kind { name: $name, status: $status, title: $title, remedy: $remedy };)*

        /// Every documented type of problem.
        pub const KINDS: &[Kind] = &[$($constant,)*];
    };
}

kinds! {
    BAD_QUERY = "bad-query", 400, "The query string cannot be read",
        "Correct the parameter that `detail` names.";
    BAD_HEADER = "bad-header", 400, "A header cannot be read",
        "Correct the header that `detail` names.";
    BAD_BODY = "bad-body", 400, "The body cannot be read",
        "Send one JSON object as the operation describes it.";
    UNAUTHENTICATED = "unauthenticated", 401, "Credentials are needed",
        "Make an API token on your account's page, and send it as `Authorization: Bearer TOKEN`.";
    CROSS_SITE = "cross-site", 403, "The form was not sent from this site",
        "Load the form again and send it from there.";
    SIGN_IN_AGAIN = "sign-in-again", 403, "Sign in again first",
        "Sign in again, and do it within ten minutes.";
    FORBIDDEN = "forbidden", 403, "You may not do this",
        "Ask somebody whom `detail` names.";
    MISSING_SCOPE = "missing-scope", 403, "The API token was not made for this",
        "Make an API token with the scope that `detail` names.";
    NO_SUCH_PAGE = "no-such-page", 404, "Nothing lies at this address",
        "Look the address up in `/api/v1/openapi.json`.";
    NO_SUCH_TOOL = "no-such-tool", 404, "No tool has this path",
        "Find the tool with `GET /api/v1/tools?q=`.";
    NO_SUCH_REQUEST = "no-such-access-request", 404, "There is no such access request, or none that you may see",
        "Find the request with `GET /api/v1/access-requests`.";
    NO_SUCH_ACCOUNT = "no-such-account", 404, "No account has this name",
        "Check the spelling; names are in lower case.";
    NO_SUCH_MAINTAINER = "no-such-maintainer", 404, "No maintainer of the tool has this name",
        "Look the maintainers up with `GET /api/v1/maintainers/{path}`.";
    NO_SUCH_DESCRIPTOR = "no-such-descriptor", 404, "The tool has no such file",
        "Look the files up with `GET /api/v1/descriptors/{path}`.";
    NO_SUCH_TOKEN = "no-such-token", 404, "The account has no such API token",
        "Look the id up with `GET /api/v1/account/tokens`.";
    NO_SUCH_SESSION = "no-such-session", 404, "The account has no such session",
        "Look the id up with `GET /api/v1/account/sessions`.";
    DEAD_LINK = "dead-link", 404, "The link does not work any more",
        "Ask for a new one: each works once, and not for long.";
    METHOD_NOT_ALLOWED = "method-not-allowed", 405, "The address does not take this method",
        "Use a method that the `Allow` header names.";
    BODY_TIMEOUT = "body-timeout", 408, "The body took too long to arrive",
        "Send the request again.";
    TOOL_CONFLICT = "tool-conflict", 409, "A tool with this path is registered",
        "Update the tool that `tool_path` names, or choose another `tool_name`.";
    TOOL_ARCHIVED = "tool-archived", 409, "The tool is archived",
        "Bring it back with `PATCH {\"archived\": false}`, then change it.";
    TOOL_PUBLIC = "tool-public", 409, "The tool is public",
        "Pull the image; nobody has to give access.";
    ACCESS_LIVE = "access-request-live", 409, "Access was requested for this principal already",
        "Follow the request that `request` names; a new one can be made when it is over.";
    ACCESS_NOT_YOURS = "access-request-not-yours", 403, "Somebody else may do this to the access request",
        "Ask whom `detail` names.";
    ACCESS_REJECTED = "access-request-rejected", 409, "This cannot happen to the access request now",
        "Read the request again; `detail` says what it takes.";
    TOO_MANY_MAINTAINERS = "too-many-maintainers", 409, "The tool has as many maintainers as a tool may have",
        "Remove one of them first.";
    TOO_MANY_DESCRIPTORS = "too-many-descriptors", 409, "The tool has as many files as a tool may have",
        "Remove one of them first.";
    LAST_MAINTAINER = "last-maintainer", 409, "The tool would be left without a maintainer who can sign in",
        "Add another maintainer first.";
    MAINTAINER_IS_CONTACT = "maintainer-is-contact", 409, "The contact of the tool is this maintainer's own address",
        "Give the tool another contact with `PATCH {\"contact_email\": ...}`, then remove the maintainer.";
    NAME_TAKEN = "name-taken", 409, "Another account has this name",
        "Choose another name.";
    ACCOUNT_FIXED = "account-fixed", 409, "The account must stay as it is",
        "See `detail`.";
    TOO_MANY_TOKENS = "too-many-tokens", 409, "The account has as many API tokens as it may have",
        "Revoke one that is not needed any more.";
    NOT_AUTOMATABLE = "not-automatable", 409, "The server cannot give access to this by itself now",
        "`detail` says why, and what would help; until then access is given by hand.";
    NOT_RESTORABLE = "not-restorable", 409, "The statement cannot be put back into the policy",
        "`detail` says why; `GET` the repository's `lost-statements` again to see what is gone now.";
    NO_SUCH_CONNECTION = "no-such-connection", 404, "The account has no such connection to AWS",
        "Look the id up with `GET /api/v1/account/connections`.";
    NO_SUCH_REPOSITORY = "no-such-repository", 404, "There is no such repository, or none that you may see",
        "Look the id up with `GET /api/v1/automation/{path}` of a tool in it.";
    NO_SUCH_REGISTRY_REQUEST = "no-such-registry-request", 404, "Nobody asks for a registry under this id",
        "Look the id up with `GET /api/v1/registry-requests`.";
    REGISTRY_REQUEST_REFUSED = "registry-request-refused", 409, "This cannot be done to the request for a registry",
        "`detail` says why, and what would help.";
    NO_SUCH_MAIL = "no-such-mail", 404, "No letter that was given up has this id",
        "It may be on its way again: look at `GET /api/v1/given-up-mail`.";
    UNPROVEN = "unproven", 422, "This proves no AWS identity",
        "Do what `detail` says; the challenge stays for as long as it said.";
    NO_SUCH_CHALLENGE = "no-such-challenge", 404, "The account has no such challenge",
        "Make one with `POST /api/v1/account/proofs/challenges`: each is met once, within 15 minutes.";
    NO_PULL_PASSWORD = "no-pull-password", 403, "There is no password for this registry that you may have",
        "Do what `detail` says; `GET /api/v1/access-requests` lists your requests.";
    AWS_NOT_SET_UP = "aws-not-set-up", 409, "The operator of this site has not set AWS up",
        "Ask for access without proof, or ask the operator to set AWS up.";
    IMAGES_NOT_ASKED = "images-not-asked", 409, "The operator of this site does not have registries asked about images",
        "Ask the registry yourself, or ask the operator to turn image evidence on.";
    AWS_UNAVAILABLE = "aws-unavailable", 503, "AWS does not answer",
        "Send the request again after as many seconds as `Retry-After` says.";
    ALREADY_MADE = "already-made", 409, "The request was carried out before, and its secret is not kept",
        "Use the first answer if you have it; if not, send a new request with a new key, and revoke what `made` names where that is a token.";
    STALE = "stale", 412, "It was changed since it was read",
        "Read it again, and send the change with the entity tag it has now.";
    BODY_TOO_LARGE = "body-too-large", 413, "The body is too large",
        "Send at most `limit_bytes` bytes.";
    UNSUPPORTED_MEDIA_TYPE = "unsupported-media-type", 415, "The body is of a type that is not taken here",
        "Send the media type that `detail` names, not compressed.";
    INVALID = "invalid-registration", 422, "The rules say no",
        "Mend what `issues` lists; many of them carry the mend in `fixes`.";
    INVALID_ACCESS = "invalid-access-request", 422, "The rules say no to the request for access",
        "Mend what `issues` lists; many of them carry the mend in `fixes`.";
    INVALID_FIELDS = "invalid-fields", 422, "Some fields do not fit",
        "Mend the fields that `fields` lists.";
    IDEMPOTENCY_KEY_REUSED = "idempotency-key-reused", 422, "The idempotency key belongs to another request",
        "Choose a new key for a new request; repeat a request unchanged.";
    PRECONDITION_REQUIRED = "precondition-required", 428, "The change must say which version it is for",
        "Send the entity tag that `GET` gave in an `If-Match` header.";
    TOO_MANY_REQUESTS = "too-many-requests", 429, "Too many requests from this address",
        "Wait for as many seconds as `Retry-After` says.";
    INTERNAL = "internal", 500, "Something went wrong on our side",
        "Tell the operator the request id in `instance`.";
    OVERLOADED = "overloaded", 503, "Too much is being written at once",
        "Send the request again after as many seconds as `Retry-After` says.";
    NOT_READY = "not-ready", 503, "The server cannot answer yet",
        "Send the request again after as many seconds as `Retry-After` says.";
}

impl Problem {
    /// What the documentation says about it; nothing for what has no type of its own, which
    /// RFC 9457 calls `about:blank`.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        Some(match self {
            Self::BadQuery(_) => BAD_QUERY,
            Self::BadHeader(_) => BAD_HEADER,
            Self::BadBody(_) => BAD_BODY,
            Self::Unauthenticated(_) => UNAUTHENTICATED,
            Self::CrossSite => CROSS_SITE,
            Self::SignInAgain => SIGN_IN_AGAIN,
            Self::Forbidden(_) => FORBIDDEN,
            Self::MissingScope(_) => MISSING_SCOPE,
            Self::NoSuchPage => NO_SUCH_PAGE,
            Self::NoSuchTool(_) => NO_SUCH_TOOL,
            Self::NoSuchRequest => NO_SUCH_REQUEST,
            Self::NoSuchAccount(_) => NO_SUCH_ACCOUNT,
            Self::NoSuchMaintainer(_) => NO_SUCH_MAINTAINER,
            Self::NoSuchToken => NO_SUCH_TOKEN,
            Self::NoSuchSession => NO_SUCH_SESSION,
            Self::DeadLink => DEAD_LINK,
            Self::MethodNotAllowed { .. } => METHOD_NOT_ALLOWED,
            Self::BodyTimeout { .. } => BODY_TIMEOUT,
            Self::ToolConflict { .. } => TOOL_CONFLICT,
            Self::ToolArchived(_) => TOOL_ARCHIVED,
            Self::ToolPublic(_) => TOOL_PUBLIC,
            Self::AccessLive { .. } => ACCESS_LIVE,
            Self::AccessRejected(rejection) if is_about_who(*rejection) => ACCESS_NOT_YOURS,
            Self::AccessRejected(_) => ACCESS_REJECTED,
            Self::TooManyMaintainers => TOO_MANY_MAINTAINERS,
            Self::LastMaintainer => LAST_MAINTAINER,
            Self::TooManyDescriptors => TOO_MANY_DESCRIPTORS,
            Self::NoSuchDescriptor => NO_SUCH_DESCRIPTOR,
            Self::MaintainerIsContact(_) => MAINTAINER_IS_CONTACT,
            Self::InvalidAccess { .. } => INVALID_ACCESS,
            Self::NameTaken(_) => NAME_TAKEN,
            Self::AccountFixed(_) => ACCOUNT_FIXED,
            Self::TooManyTokens => TOO_MANY_TOKENS,
            Self::NotAutomatable(_) => NOT_AUTOMATABLE,
            Self::NotRestorable(_) => NOT_RESTORABLE,
            Self::NoSuchConnection => NO_SUCH_CONNECTION,
            Self::NoSuchRepository => NO_SUCH_REPOSITORY,
            Self::NoSuchMail => NO_SUCH_MAIL,
            Self::NoSuchRegistryRequest => NO_SUCH_REGISTRY_REQUEST,
            Self::RegistryRequestRefused(_) => REGISTRY_REQUEST_REFUSED,
            Self::Unproven(_) => UNPROVEN,
            Self::NoSuchChallenge => NO_SUCH_CHALLENGE,
            Self::NoPullPassword(_) => NO_PULL_PASSWORD,
            Self::AwsNotSetUp => AWS_NOT_SET_UP,
            Self::ImagesNotAsked => IMAGES_NOT_ASKED,
            Self::AwsUnavailable => AWS_UNAVAILABLE,
            Self::InvalidFields(_) => INVALID_FIELDS,
            Self::Stale { .. } => STALE,
            Self::BodyTooLarge { .. } => BODY_TOO_LARGE,
            Self::UnsupportedMediaType { .. } | Self::UnsupportedContentEncoding => {
                UNSUPPORTED_MEDIA_TYPE
            }
            Self::Invalid { .. } => INVALID,
            Self::IdempotencyKeyReused => IDEMPOTENCY_KEY_REUSED,
            Self::AlreadyMade { .. } => ALREADY_MADE,
            Self::PreconditionRequired => PRECONDITION_REQUIRED,
            Self::TooManyRequests { .. } => TOO_MANY_REQUESTS,
            Self::Internal(_) => INTERNAL,
            Self::Overloaded => OVERLOADED,
            Self::NotReady(_) => NOT_READY,
            Self::NoSuchPart(_) | Self::Other(_) => return None,
        })
    }

    /// What happened this time.
    #[must_use]
    pub fn detail(&self) -> Option<String> {
        Some(match self {
            Self::BadQuery(detail)
            | Self::BadHeader(detail)
            | Self::BadBody(detail)
            | Self::AccountFixed(detail)
            | Self::NotAutomatable(detail)
            | Self::NotRestorable(detail)
            | Self::RegistryRequestRefused(detail)
            | Self::NoSuchPart(detail)
            | Self::NoPullPassword(detail)
            | Self::Unproven(detail) => detail.clone(),
            Self::Unauthenticated(detail) | Self::Forbidden(detail) => (*detail).to_owned(),
            Self::MissingScope(scope) => format!("the token needs the scope `{}`", scope.as_str()),
            Self::NoSuchTool(path) => format!("no tool is registered as `{path}`"),
            Self::NoSuchAccount(name) => {
                format!("no account that can act is named `{}`", shortened(name))
            }
            Self::NoSuchMaintainer(name) => {
                format!("no maintainer of the tool is named `{}`", shortened(name))
            }
            Self::MaintainerIsContact(name) => format!(
                "whoever asks about the tool reaches `{}`: its contact is the address of that \
                 account; give the tool another contact first",
                shortened(name)
            ),
            Self::SignInAgain => format!(
                "the account has no password to ask for; sign in again, and do it within {} minutes",
                limits::FRESH_SIGN_IN.as_secs() / 60
            ),
            Self::NameTaken(name) => format!("`{name}` is taken"),
            Self::TooManyTokens => format!("an account has at most {TOKENS_MAX} API tokens"),
            Self::InvalidFields(unfit) => {
                let lines = unfit
                    .iter()
                    .map(|unfit| format!("`{}`: {}", unfit.field, unfit.reason));
                lines.collect::<Vec<_>>().join("; ")
            }
            Self::MethodNotAllowed { allow } => format!("allowed here: {allow}"),
            Self::BodyTimeout { timeout } => format!(
                "the body did not arrive within {} seconds",
                timeout.as_secs()
            ),
            Self::ToolArchived(path) => format!("`{path}` is archived"),
            Self::ToolConflict { tool_path, .. } => format!("`{tool_path}` is registered"),
            Self::ToolPublic(path) => format!("everybody may pull `{path}`"),
            Self::AccessLive { existing: Some(_) } => "you have asked before".to_owned(),
            Self::AccessLive { existing: None } => {
                "somebody else has asked for the same principal".to_owned()
            }
            Self::AccessRejected(rejection) => rejection.to_string(),
            Self::TooManyMaintainers => {
                format!("a tool has at most {MAINTAINERS_MAX} maintainers")
            }
            Self::TooManyDescriptors => {
                format!("a tool has at most {DESCRIPTORS_MAX} files")
            }
            Self::NoSuchDescriptor => "the tool has no file of this type at this path".to_owned(),
            Self::Stale { current } => format!("the current version is {current}"),
            Self::BodyTooLarge { limit_bytes } => {
                format!("a body may have at most {limit_bytes} bytes")
            }
            Self::UnsupportedMediaType { expected } => format!("send `{expected}`"),
            Self::UnsupportedContentEncoding => {
                "send the body as it is, without `Content-Encoding`".to_owned()
            }
            Self::TooManyRequests {
                retry_after_seconds,
            } => format!("come back in {retry_after_seconds} s"),
            Self::PreconditionRequired => {
                "send `If-Match` with the `ETag` that `GET` gave".to_owned()
            }
            Self::IdempotencyKeyReused => {
                "use a new key for another request; a key belongs to one body".to_owned()
            }
            Self::AlreadyMade { made } => {
                format!("the first request with this idempotency key led to `{made}`")
            }
            Self::CrossSite
            | Self::NoSuchPage
            | Self::NoSuchRequest
            | Self::NoSuchConnection
            | Self::NoSuchRepository
            | Self::NoSuchMail
            | Self::NoSuchRegistryRequest
            | Self::NoSuchChallenge
            | Self::AwsNotSetUp
            | Self::ImagesNotAsked
            | Self::AwsUnavailable
            | Self::LastMaintainer
            | Self::NoSuchToken
            | Self::NoSuchSession
            | Self::DeadLink
            | Self::Invalid { .. }
            | Self::InvalidAccess { .. }
            | Self::Internal(_)
            | Self::Overloaded
            | Self::NotReady(_)
            | Self::Other(_) => return None,
        })
    }

    /// The problem for a refusal of the framework's own.
    #[must_use]
    pub fn of_framework(status: StatusCode, allow: Option<&str>) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NoSuchPage,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed {
                allow: allow.unwrap_or_default().to_owned(),
            },
            StatusCode::PAYLOAD_TOO_LARGE => Self::BodyTooLarge {
                limit_bytes: limits::BODY_BYTES_MAX,
            },
            StatusCode::INTERNAL_SERVER_ERROR => {
                Self::Internal("the framework answered 500 without saying why".to_owned())
            }
            other => Self::Other(other),
        }
    }

    /// The JSON document.
    #[must_use]
    pub(crate) fn document(&self, request_id: &str) -> String {
        let status = self.status_code();
        let kind = self.kind();
        let mut document = Document {
            r#type: kind.map_or_else(
                || "about:blank".to_owned(),
                |kind| format!("{TYPE_BASE}{}", kind.name),
            ),
            title: kind.map_or_else(
                || status.canonical_reason().unwrap_or("Refused"),
                |kind| kind.title,
            ),
            status: status.as_u16(),
            detail: self.detail(),
            instance: request_id,
            issues: None,
            fields: None,
            tool_path: None,
            made: None,
            request: None,
            etag: None,
            limit_bytes: None,
            retry_after_seconds: self.retry_after_seconds(),
        };
        match self {
            Self::ToolConflict { tool_path, issues } => {
                document.tool_path = Some(tool_path);
                document.issues = Some(issues);
            }
            Self::Invalid { issues } | Self::InvalidAccess { issues } => {
                document.issues = Some(issues);
            }
            Self::AccessLive { existing } => document.request = existing.map(|id| id.to_string()),
            Self::InvalidFields(fields) => document.fields = Some(fields),
            Self::Stale { current } => document.etag = Some(current),
            Self::AlreadyMade { made } => document.made = Some(made),
            Self::BodyTooLarge { limit_bytes } => document.limit_bytes = Some(*limit_bytes),
            _ => {}
        }
        serde_json::to_string(&document).expect("texts and numbers can always be spelled as JSON")
    }

    /// The response, without the headers that every response gets at the edge.
    #[must_use]
    pub(crate) fn response(&self, request_id: &str) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((header::CONTENT_TYPE, CONTENT_TYPE));
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        if let Some(seconds) = self.retry_after_seconds() {
            response.insert_header((header::RETRY_AFTER, seconds));
        }
        match self {
            Self::Unauthenticated(_) => {
                response.insert_header((header::WWW_AUTHENTICATE, "Bearer realm=\"wharfinger\""));
            }
            Self::MethodNotAllowed { allow } if !allow.is_empty() => {
                response.insert_header((header::ALLOW, allow.as_str()));
            }
            Self::Stale { current } => {
                response.insert_header((header::ETAG, current.as_str()));
            }
            Self::UnsupportedContentEncoding => {
                // What would be taken (RFC 9110, 12.5.3).
                response.insert_header((header::ACCEPT_ENCODING, "identity"));
            }
            _ => {}
        }
        response.body(self.document(request_id))
    }

    /// How long to wait, where waiting helps.
    #[must_use]
    pub(crate) fn retry_after_seconds(&self) -> Option<u64> {
        match self {
            Self::TooManyRequests {
                retry_after_seconds,
            } => Some(*retry_after_seconds),
            Self::Overloaded | Self::NotReady(_) | Self::AwsUnavailable => {
                Some(limits::OVERLOADED_RETRY_AFTER.as_secs())
            }
            _ => None,
        }
    }
}

#[derive(Serialize)]
struct Document<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    instance: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    issues: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<&'a [Unfit]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_path: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    made: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit_bytes: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_seconds: Option<u64>,
}

/// Whether a rejection says who may do something, rather than when.
fn is_about_who(rejection: Rejection) -> bool {
    matches!(
        rejection,
        Rejection::NotMaintainer | Rejection::OwnRequest | Rejection::NotRequester
    )
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let title = self.kind().map_or("refused", |kind| kind.title);
        match self.detail() {
            Some(detail) => write!(f, "{title}: {detail}"),
            None => f.write_str(title),
        }
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Overloaded => Self::Overloaded,
            // It passes: whoever comes back under the same idempotency key loses nothing.
            Failure::Unavailable { .. } => Self::NotReady(failure.to_string()),
            Failure::Corrupt { .. } | Failure::Damaged { .. } => {
                Self::Internal(failure.to_string())
            }
        }
    }
}

impl From<MustWait> for Problem {
    fn from(wait: MustWait) -> Self {
        Self::TooManyRequests {
            retry_after_seconds: wait.seconds,
        }
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NoSuchPart(_) => StatusCode::NOT_FOUND,
            Self::Other(status) => *status,
            _ => self
                .kind()
                .and_then(|kind| StatusCode::from_u16(kind.status).ok())
                .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }

    /// Empty: the edge puts the document in.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}
