//! The named cases of `tests/data/access.jsonl`: whole requests for access with their whole reports,
//! byte for byte as the wire has them.
//!
//! `UPDATE_EXPECT=1` rewrites the file from the drafts; read the difference before it is committed.

use wharfinger_core::access::{AccessDraft, Report, check};
use wharfinger_core::registry::Catalogue;
use wharfinger_core::report::Issue;
use wharfinger_core::wire;

const FILE: &str = "access.jsonl";

fn checked(host: &str, draft: &AccessDraft) -> Report {
    let catalogue = Catalogue::built_in();
    let identified = catalogue.identify(host);
    check(identified.entry(), identified.host(), draft)
}

#[test]
fn requests_get_the_reports_of_the_cases() {
    super::expect::rows(FILE, |row| {
        let host = row["host"].as_str().unwrap();
        let draft: AccessDraft = serde_json::from_value(row["draft"].clone()).unwrap();
        let report = checked(host, &draft);
        assert_eq!(
            report.is_valid(),
            !report.issues.iter().any(Issue::is_error),
            "{row}"
        );
        let report = serde_json::to_string(&wire::access_report(&draft, &report)).unwrap();
        let (name, host, draft) = (&row["name"], &row["host"], &row["draft"]);
        format!("{{\"name\":{name},\"host\":{host},\"draft\":{draft},\"report\":{report}}}")
    });
}

/// What is offered as a button leads on: one error less with each.
#[test]
fn fixes_help() {
    let mut fixes = 0;
    for row in super::expect::read(FILE) {
        let host = row["host"].as_str().unwrap();
        let draft: AccessDraft = serde_json::from_value(row["draft"].clone()).unwrap();
        let issues = checked(host, &draft).issues;
        for fix in issues.iter().flat_map(|issue| &issue.fixes) {
            let mut mended = draft.clone();
            mended.apply(fix);
            assert!(
                checked(host, &mended).issues.len() < issues.len(),
                "{row}: {fix:?}"
            );
            fixes += 1;
        }
    }
    assert!(fixes >= 3, "only {fixes} fixes were tried");
}

#[test]
fn a_form_is_read_like_its_json() {
    let form = AccessDraft::from_form([
        ("csrf", "t"),
        ("image", "nginx"),
        ("principal", "ada"),
        ("reason", "first\r\nsecond"),
    ]);
    assert_eq!(form, AccessDraft::new("ada", "first\nsecond"));
    let access = checked("quay.io", &form).access.unwrap();
    assert_eq!(access.reason.as_str(), "first\nsecond");
}
