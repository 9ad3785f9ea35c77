//! Who says that an image is not there, or not for us: the registry, or what stands in front of it.
//!
//! An ingress without a registry behind it answers 404, a firewall of the web 403, and both mean themselves.

use serde::Deserialize;

use crate::http::Answer;

/// What distribution's own registry, and most that followed it, put on all that they say (Docker Registry
/// HTTP API V2, API version check).
const VERSION_FIELD: &str = "docker-distribution-api-version";

/// What pages of the web are sent as.
const PAGE_TYPES: [&str; 2] = ["text/html", "application/xhtml+xml"];

/// The body of an error (OCI distribution specification, Error codes).
#[derive(Deserialize)]
struct Errors {
    errors: Vec<Error>,
}

#[derive(Deserialize)]
struct Error {
    /// One of the specification, of the registry's own (`NOT_FOUND`, Harbor), or a status (`404`, Crane).
    code: Option<String>,
    /// What Artifactory has in place of a code.
    status: Option<u16>,
}

/// Whether a refusal is a registry's. One that has asked who we are has shown that it is there, and need not
/// say much; but no registry sends a page of the web.
pub(super) fn is_registry(answer: &Answer, was_challenged: bool) -> bool {
    !is_page(answer) && (was_challenged || has_version(answer)) || !errors(answer).is_empty()
}

/// Whether it is a page of the web, for somebody who looks at it.
pub(super) fn is_page(answer: &Answer) -> bool {
    let content_type = answer.field("content-type").unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    let is_that = |page: &&str| media_type.eq_ignore_ascii_case(page);
    PAGE_TYPES.iter().any(is_that) && errors(answer).is_empty()
}

/// Whether the repository is there, and the manifest is not.
pub(super) fn says_manifest_unknown(answer: &Answer) -> bool {
    let is_it = |error: &Error| error.code.as_deref() == Some("MANIFEST_UNKNOWN");
    errors(answer).iter().any(is_it)
}

/// The version that a registry of before OCI says it speaks.
pub(crate) fn has_version(answer: &Answer) -> bool {
    let version = answer.field(VERSION_FIELD);
    version.is_some_and(|version| version.contains("registry/2"))
}

/// The errors in a body; none where it is something else.
fn errors(answer: &Answer) -> Vec<Error> {
    let said = serde_json::from_slice::<Errors>(&answer.body);
    let errors = said.map(|said| said.errors).unwrap_or_default();
    let is_error = |error: &Error| error.code.is_some() || error.status.is_some();
    if errors.iter().all(is_error) {
        errors
    } else {
        Vec::new()
    }
}
