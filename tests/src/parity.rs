//! What every engine must say, byte for byte.

use wharfinger_core::registration::{Draft, check};
use wharfinger_core::registry::Catalogue;
use wharfinger_core::wire;

/// The report about a draft, from JSON to JSON, as the crate itself gives it.
#[must_use]
pub fn report(catalogue: &Catalogue, json: &str) -> String {
    let draft: Draft = serde_json::from_str(json).expect("drafts are JSON objects");
    let report = check(catalogue, &draft);
    serde_json::to_string(&wire::report(&draft, &report)).expect("a report has a spelling")
}
