//! The JSON spelling of what people send and read when they ask for access.

use serde::de::{Deserialize, Deserializer};
use serde::ser::Serialize;

use super::{DraftVisitor, IssuesJson, ReportJson, TextOf};
use crate::access::instructions::Step;
use crate::access::{AccessDraft, NewAccess, Report};
use crate::report::{Field, Issue};

impl<'de> Deserialize<'de> for AccessDraft {
    /// Reads any object, as a [`Draft`](crate::registration::Draft) is read.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let has = Field::is_of_access;
        deserializer.deserialize_map(DraftVisitor { has }).map(Self)
    }
}

/// The JSON of a report about `draft`: `{"valid", "issues", "normalized"}`, where `normalized` is
/// `{"principal", "reason"}`, or `null` when it is refused.
///
/// ```
/// use wharfinger_core::access::{AccessDraft, check};
/// use wharfinger_core::{registry::Catalogue, wire};
/// let draft: AccessDraft =
///     serde_json::from_str(r#"{"principal": "ada", "reason": "Project 17."}"#).unwrap();
/// let report = check(Catalogue::built_in().by_id("quay"), "quay.io", &draft);
/// let json = serde_json::to_value(wire::access_report(&draft, &report)).unwrap();
/// assert_eq!(json["normalized"]["principal"], "ada");
/// ```
#[must_use]
pub fn access_report<'a>(draft: &'a AccessDraft, report: &'a Report) -> impl Serialize + use<'a> {
    ReportJson {
        valid: report.is_valid(),
        issues: issues(draft, &report.issues),
        normalized: report.access.as_ref().map(NewAccessJson::from),
    }
}

/// The JSON of issues about the fields of `draft`, as in a report or a problem document.
#[must_use]
pub fn access_issues<'a>(draft: &'a AccessDraft, issues: &'a [Issue]) -> impl Serialize + use<'a> {
    self::issues(draft, issues)
}

fn issues<'a>(draft: &'a AccessDraft, issues: &'a [Issue]) -> IssuesJson<'a> {
    IssuesJson {
        text_of: TextOf::Draft(&draft.0),
        issues,
    }
}

#[derive(serde::Serialize)]
struct NewAccessJson<'a> {
    principal: &'a str,
    reason: &'a str,
}

impl<'a> From<&'a NewAccess> for NewAccessJson<'a> {
    fn from(access: &'a NewAccess) -> Self {
        Self {
            principal: access.principal.as_str(),
            reason: access.reason.as_str(),
        }
    }
}

/// The JSON of instructions: a list of `{"text", "link", "copy"}`.
#[must_use]
pub fn steps(steps: &[Step]) -> impl Serialize + use<'_> {
    steps.iter().map(StepJson::from).collect::<Vec<_>>()
}

#[derive(serde::Serialize)]
struct StepJson<'a> {
    text: &'a str,
    link: Option<&'a str>,
    copy: Option<&'a str>,
}

impl<'a> From<&'a Step> for StepJson<'a> {
    fn from(Step { text, link, copy }: &'a Step) -> Self {
        Self {
            text,
            link: link.as_deref(),
            copy: copy.as_deref(),
        }
    }
}
