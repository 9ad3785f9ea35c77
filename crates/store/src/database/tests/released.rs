//! Databases that releases before this one have left behind are brought up to date, without loss.
//!
//! `schema-1` was written by the last version before schema 2: tools 1 to 75 in order, the first with
//! another tag since, the third archived, the first two with keys; and an operator's token, which
//! nothing stands for any more. On SQLite, the last five are not indexed.
//!
//! `schema-2` was written by the last version before schema 3: the history of the tests as it was then.
//!
//! `schema-5` was written by the last version before schema 6: the history again, after which the operator
//! has shown who it is on AWS, and two requests are carried out for a third tool of Ada's, whose automation
//! was stopped since.

use std::fs;

use wharfinger_core::access::{Reason, Status};
use wharfinger_core::privacy::Visibility;
use wharfinger_test_postgres::Cluster;

use super::{Place, whole};
use crate::tests::contract::ecr::new_connection;
use crate::tests::contract::scenes::entries_behind;
use crate::tests::{ADA, EVE, at, by, described, id, new_tool, on_aws, request_id, wait};
use crate::{
    Action, Actor, AuditVerdict, Change, Fingerprint, Idempotency, Migrated, NewTool, OPERATOR,
    Page, RegisterError, RequestFilter, Store, Subject, ToolFilter, backup, check, migrate,
};

/// The schema that this version knows.
const NEWEST: usize = crate::sqlite::SCHEMA;

const SCHEMA_1_SQLITE: &[u8] = include_bytes!("../../tests/fixtures/schema-1.sqlite.db");
const SCHEMA_1_POSTGRES: &str = include_str!("../../tests/fixtures/schema-1.postgres.sql");

const SCHEMA_2_SQLITE: &[u8] = include_bytes!("../../tests/fixtures/schema-2.sqlite.db");
const SCHEMA_2_POSTGRES: &str = include_str!("../../tests/fixtures/schema-2.postgres.sql");

const SCHEMA_5_SQLITE: &[u8] = include_bytes!("../../tests/fixtures/schema-5.sqlite.db");
const SCHEMA_5_POSTGRES: &str = include_str!("../../tests/fixtures/schema-5.postgres.sql");

/// Entries of the audit log in it.
const ENTRIES_OF_SCHEMA_5: u64 = 41;

/// The same history in both kinds of databases, at schema 1.
fn schema_1() -> [Place; 2] {
    restored(SCHEMA_1_SQLITE, SCHEMA_1_POSTGRES)
}

fn restored(sqlite: &[u8], postgres: &str) -> [Place; 2] {
    let database = Cluster::shared().database("empty", |_| {});
    database.sql(postgres);
    [Place::restore(sqlite), Place::Postgres(database)]
}

#[test]
fn schema_1_is_brought_up_to_date() {
    for place in schema_1() {
        check(&place.database()).expect_err("a check changes nothing");
        assert_eq!(
            migrate(&place.database()).unwrap(),
            Migrated {
                from: 1,
                to: NEWEST
            }
        );
        let contents = whole(&place);
        assert_eq!(
            contents.audit_entries, 75,
            "each tool was taken into the log"
        );
        place.serving(|store| {
            assert_eq!(wait(store.counts()).unwrap().tools, 75);
            assert_eq!(wait(store.counts()).unwrap().archived, 1);
            tools_are_as_they_were(store);
            the_operator_maintains_them(store);
            keys_are_remembered(store);
        });
        whole(&place);
    }
}

fn tools_are_as_they_were(store: &dyn Store) {
    let tool = |number| wait(store.tool(id(number))).unwrap().unwrap();
    let [samtools, private, archived, custom] = [1, 2, 3, 4].map(tool);
    assert_eq!(samtools.registration.tag(), Some("1.21--h50ea8bc_0"));
    assert_eq!((samtools.revision.get(), samtools.updated_at), (2, at(100)));
    assert_eq!(private.registration.visibility(), Visibility::Private);
    assert_eq!(
        private.registration.tool_path().as_str(),
        "312767926603.dkr.ecr.us-west-2.amazonaws.com/_/md5sum"
    );
    assert_eq!(
        wait(store.contact_verified_at(id(2))),
        Ok(None),
        "nobody has seen it"
    );
    assert_eq!(archived.archived_at, Some(at(101)));
    assert_eq!(
        custom.registration.description(),
        Some("Misst Größen µm-genau\nund sagt, was fehlt 🧪")
    );
    for (search, found) in [("größen", 1), ("team/tool7", 7), ("samtools", 1)] {
        let filter = ToolFilter {
            search: Some(search.to_owned()),
            ..ToolFilter::default()
        };
        let page = wait(store.list_tools(&filter, Page::first(100))).unwrap();
        assert_eq!(page.tools.len(), found, "{search}");
    }
}

fn the_operator_maintains_them(store: &dyn Store) {
    for number in 1..=75 {
        let maintainers = wait(store.maintainers(id(number))).unwrap();
        let accounts: Vec<_> = maintainers.iter().map(|one| one.account).collect();
        assert_eq!(accounts, [OPERATOR]);
    }
    let entry = &entries_behind(store, 0, 1)[0];
    assert_eq!(
        (entry.action, entry.actor),
        (Action::ToolRegistered, Actor::System)
    );
    let registration = described("ghcr.io/team/tool5", Some("mended"));
    let update = store.update_tool(
        id(5),
        crate::Revision::FIRST,
        registration,
        by(OPERATOR, 200),
    );
    wait(update).unwrap();
}

/// Requests that were made before are repeated with the operator's account.
fn keys_are_remembered(store: &dyn Store) {
    let again = |fingerprint| NewTool {
        idempotency: Some(Idempotency {
            key: "first-key".to_owned(),
            fingerprint: Fingerprint([fingerprint; 32]),
        }),
        ..new_tool(99, "quay.io/biocontainers/samtools")
    };
    let registered = wait(store.register_tool(again(1), by(OPERATOR, 300))).unwrap();
    assert!(registered.replayed);
    assert_eq!(registered.tool.id, id(1));
    let other = wait(store.register_tool(again(2), by(OPERATOR, 300)));
    assert_eq!(other, Err(RegisterError::KeyReused));
}

#[test]
fn schema_2_is_brought_up_to_date() {
    for place in restored(SCHEMA_2_SQLITE, SCHEMA_2_POSTGRES) {
        check(&place.database()).expect_err("a check changes nothing");
        assert_eq!(
            migrate(&place.database()).unwrap(),
            Migrated {
                from: 2,
                to: NEWEST
            }
        );
        let contents = whole(&place);
        assert_eq!(contents.audit_entries, 22, "the log is as it was");
        place.serving(|store| {
            let requests = wait(store.list_requests(&RequestFilter::default(), Page::first(100)));
            let statuses = requests.unwrap().requests;
            let statuses = statuses.iter().map(|request| request.request.status());
            let expected = [
                Status::Pending,
                Status::Denied,
                Status::Revoked,
                Status::Active,
            ];
            assert!(statuses.eq(expected));
            // The log takes what it could not before.
            let made = store.connect(new_connection(1), by(ADA, 300));
            assert_eq!(wait(made).unwrap().owner, ADA);
        });
        assert_eq!(whole(&place).audit_entries, contents.audit_entries + 1);
    }
}

/// What was stored before it was hashed, and the log vouches for since: what Eve and the operator have shown
/// on AWS, and where requests are carried out.
fn extended() -> [Subject; 5] {
    [
        Subject::Account(OPERATOR),
        Subject::Account(EVE),
        Subject::Request(request_id(5)),
        Subject::Request(request_id(6)),
        Subject::Request(request_id(7)),
    ]
}

#[test]
fn schema_5_is_brought_up_to_date() {
    for place in restored(SCHEMA_5_SQLITE, SCHEMA_5_POSTGRES) {
        assert_eq!(
            migrate(&place.database()).unwrap(),
            Migrated {
                from: 5,
                to: NEWEST
            }
        );
        let before = ENTRIES_OF_SCHEMA_5;
        let after = before + extended().len() as u64;
        assert_eq!(whole(&place).audit_entries, after);
        place.serving(|store| {
            let written = entries_behind(store, before - 1, u32::MAX);
            let (last, extended_by) = written.split_first().unwrap();
            let told = extended_by.iter().map(|entry| {
                assert_eq!(
                    (entry.action, entry.actor),
                    (Action::AuditExtended, Actor::System)
                );
                assert_eq!(entry.at, last.at, "no earlier than what was before");
                entry.subject
            });
            assert_eq!(told.collect::<Vec<_>>(), extended());
            what_was_taken_in_can_be_changed(store);
        });
        // Each of the three changes has an entry.
        assert_eq!(whole(&place).audit_entries, after + 3);
    }
}

fn what_was_taken_in_can_be_changed(store: &dyn Store) {
    for (account, number) in [(OPERATOR, 2), (EVE, 1)] {
        let (arn, _) = on_aws(number);
        assert_eq!(
            wait(store.remove_proof(account, arn, by(account, 300))),
            Ok(true)
        );
    }
    let revoke = Change::Revoke {
        reason: Reason::new("left the team").unwrap(),
    };
    wait(store.change_request(request_id(5), None, revoke, None, by(ADA, 300))).unwrap();
}

/// What somebody changed behind the store's back is not vouched for by a new version.
#[test]
fn what_was_changed_before_is_found_after() {
    for change in [
        "UPDATE account SET role = 'administrator' WHERE name = 'eve'",
        "UPDATE access_request SET principal = 'arn:aws:iam::666666666666:root' WHERE position = 5",
    ] {
        for place in restored(SCHEMA_5_SQLITE, SCHEMA_5_POSTGRES) {
            place.sql(change);
            migrate(&place.database()).unwrap();
            place.serving(|store| {
                let verdict = wait(store.verify_audit()).unwrap();
                assert!(
                    matches!(&verdict, AuditVerdict::Broken { number, finding }
                        if *number > ENTRIES_OF_SCHEMA_5 && finding.contains("without an entry")),
                    "{verdict:?}"
                );
            });
        }
    }
}

#[test]
fn an_older_schema_is_backed_up_as_it_is() {
    let [place, _] = schema_1();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup.db");
    backup(&place.database(), &file).unwrap();
    let restored = Place::restore(&fs::read(file).unwrap());
    assert_eq!(
        migrate(&restored.database()).unwrap(),
        Migrated {
            from: 1,
            to: NEWEST
        }
    );
    assert_eq!(whole(&restored).audit_entries, 75);
}
