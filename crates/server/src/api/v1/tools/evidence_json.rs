//! How what a registry said about an image is spelled in JSON.

use serde::Serialize;
use wharfinger_core::report::Issue;
use wharfinger_store::Timestamp;

use crate::api::v1::as_text;
use crate::tools::known::Seen;

/// What a registry said, when, and what is held against the tool by it.
///
/// The address that was asked and the words of a failure are for the operator, in the database and the log:
/// they may name what is on the operator's own network.
#[derive(Serialize)]
pub(super) struct EvidenceJson<'a> {
    verdict: &'static str,
    text: String,
    #[serde(serialize_with = "as_text")]
    looked_at: Timestamp,
    digest: Option<&'a str>,
    last_known: Option<KnownJson>,
    issue: Option<IssueJson<'a>>,
}

/// The newest verdict that says who can pull the image.
#[derive(Serialize)]
struct KnownJson {
    verdict: &'static str,
    #[serde(serialize_with = "as_text")]
    looked_at: Timestamp,
}

#[derive(Serialize)]
struct IssueJson<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    help: Option<&'a str>,
}

impl<'a> EvidenceJson<'a> {
    pub(super) fn new(seen: &'a Seen) -> Self {
        let newest = &seen.looked.newest;
        Self {
            verdict: newest.verdict.as_str(),
            text: newest.verdict.to_string(),
            looked_at: newest.at,
            digest: newest.digest.as_deref(),
            last_known: seen.looked.known.map(|(verdict, looked_at)| KnownJson {
                verdict: verdict.as_str(),
                looked_at,
            }),
            issue: seen.issue.as_ref().map(IssueJson::new),
        }
    }
}

impl<'a> IssueJson<'a> {
    fn new(issue: &'a Issue) -> Self {
        Self {
            code: issue.code.as_str(),
            severity: issue.severity.as_str(),
            message: &issue.message,
            help: issue.help.as_deref(),
        }
    }
}
