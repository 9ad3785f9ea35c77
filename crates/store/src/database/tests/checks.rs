//! A check finds damage wherever it is.

use super::super::tables::TABLES;
use super::{FILLED, UNUSED};
use crate::check;

/// What is wrong with a row of each table.
const DAMAGE: [(&str, &str); 27] = [
    (
        "account",
        "UPDATE account SET name = 'No Name' WHERE position = 2",
    ),
    (
        "session",
        "UPDATE session SET seen_at = 9223372036854775807",
    ),
    ("api_token", "UPDATE api_token SET name = 'another'"),
    (
        "tool",
        "UPDATE tool SET position = 1000 WHERE position = 600",
    ),
    (
        "tool_evidence",
        "UPDATE tool_evidence SET verdict = 'nothing'",
    ),
    (
        "evidence_progress",
        "UPDATE evidence_progress SET through = through + 500",
    ),
    ("link", "UPDATE link SET expires_at = 9223372036854775807"),
    (
        "device",
        "UPDATE device SET expires_at = 9223372036854775807",
    ),
    ("maintainer", "DELETE FROM maintainer WHERE tool = 9"),
    (
        "descriptor",
        "UPDATE descriptor SET written_at = 9223372036854775807",
    ),
    (
        "access_request",
        "UPDATE access_request SET live = 1 - live WHERE position = 4",
    ),
    (
        "maintained_request",
        "DELETE FROM maintained_request WHERE request = 1",
    ),
    ("notice", "UPDATE notice SET kind = 'nothing' WHERE id = 1"),
    (
        "audit",
        "UPDATE audit SET request_id = 'another' WHERE number = 1",
    ),
    ("audit_head", "UPDATE audit_head SET number = number - 1"),
    (
        "idempotency",
        "UPDATE idempotency SET operation = 'nothing' WHERE key = 'key 2'",
    ),
    ("connection", "UPDATE connection SET external_id = 'evil'"),
    ("repository", "UPDATE repository SET region = 'other'"),
    (
        "examination",
        "UPDATE examination SET leased_until = 9223372036854775807",
    ),
    (
        "policy_mend",
        "UPDATE policy_mend SET asked_at = 9223372036854775807",
    ),
    ("automation", "UPDATE automation SET since = since + 1"),
    ("repository_grant", "DELETE FROM repository_grant"),
    (
        "registry_request",
        "UPDATE registry_request SET opened_at = 9223372036854775807",
    ),
    (
        "registry_vote",
        "UPDATE registry_vote SET since = 9223372036854775807",
    ),
    (
        "added_registry",
        "UPDATE added_registry SET added_at = 9223372036854775807",
    ),
    (
        "principal_proof",
        "UPDATE principal_proof SET proven_at = 9223372036854775807",
    ),
    (
        "principal_challenge",
        "UPDATE principal_challenge SET expires_at = 9223372036854775807",
    ),
];

#[test]
fn damage_is_found_in_every_table() {
    let tables: Vec<_> = TABLES.iter().map(|table| table.name).collect();
    assert_eq!(tables.len(), DAMAGE.len() + UNUSED.len());
    for filled in FILLED {
        for (table, sql) in DAMAGE {
            assert!(tables.contains(&table), "{table}");
            let place = filled();
            place.sql(sql);
            check(&place.database()).expect_err(sql);
        }
    }
}
