//! The JSON spelling of a principal that was checked.

use serde::ser::Serialize;

use super::{IssuesJson, TextOf};
use crate::principal::Principal;
use crate::report::Issue;

/// The JSON of the verdict on somebody who asks for access: `{"valid", "issues", "normalized"}`,
/// where `normalized` is the spelling to store, or `null` when it is refused.
///
/// ```
/// use wharfinger_core::{principal, registry::Catalogue, wire};
/// let catalogue = Catalogue::built_in();
/// let checked = principal::check(catalogue.by_id("quay"), "quay.io", "ada");
/// let json = serde_json::to_value(wire::checked_principal("ada", &checked)).unwrap();
/// assert_eq!(json["normalized"], "ada");
/// ```
#[must_use]
pub fn checked_principal<'a>(
    text: &'a str,
    checked: &'a Result<Principal, Vec<Issue>>,
) -> impl Serialize + use<'a> {
    CheckedJson {
        valid: checked.is_ok(),
        issues: IssuesJson {
            text_of: TextOf::One(text),
            issues: checked.as_ref().err().map_or(&[], Vec::as_slice),
        },
        normalized: checked.as_ref().ok().map(Principal::as_str),
    }
}

#[derive(serde::Serialize)]
struct CheckedJson<'a> {
    valid: bool,
    issues: IssuesJson<'a>,
    normalized: Option<&'a str>,
}
