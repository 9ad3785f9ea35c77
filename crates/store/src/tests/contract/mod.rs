//! The contract: each case runs against a fresh store of every kind.

use wharfinger_test_postgres::Cluster;

use crate::sqlite::tests::Tuning;
use crate::{AuditVerdict, Model, Sqlite, Store};

use super::wait;

/// Makes a test of each case for every kind of store; `searching` also for one whose index of
/// words is never behind.
macro_rules! contract {
    (searching: $($case:ident)*) => {
        contract! { $($case)* }

        mod sqlite_indexing_at_once {
            $(#[test]
            fn $case() {
                let tuning = crate::sqlite::tests::indexing_at_once();
                crate::tests::contract::in_sqlite(tuning, super::$case);
            })*
        }
    };
    ($($case:ident)*) => {
        mod model {
            $(#[test]
            fn $case() {
                crate::tests::contract::in_model(super::$case);
            })*
        }

        mod sqlite {
            $(#[test]
            fn $case() {
                let tuning = crate::sqlite::tests::server();
                crate::tests::contract::in_sqlite(tuning, super::$case);
            })*
        }

        mod postgres {
            $(#[test]
            fn $case() {
                crate::tests::contract::in_postgres(super::$case);
            })*
        }
    };
}

mod account_changes;
mod accounts;
mod audit;
mod audited;
mod authority;
mod automation;
mod automation_refusals;
mod carried_out;
mod connections;
mod contacts;
mod decisions;
pub(super) mod descriptors;
pub(crate) mod devices;
mod due;
pub(crate) mod ecr;
mod examinations;
mod first_administrator;
mod given_up;
mod hand_overs;
mod healing;
pub(super) mod keeping;
mod keys;
mod leases;
mod links;
pub(super) mod looks;
mod mail;
mod maintainers;
mod mends;
mod notices;
mod proofs;
mod pull_passwords;
mod races;
mod reapplying;
mod refusals;
mod registry_requests;
mod repositories;
mod request_lists;
mod requests;
pub(crate) mod scenes;
mod searches;
mod secrets;
pub(crate) mod sessions;
mod settling;
mod together;
pub(crate) mod tokens;
mod tool_changes;
mod tool_lists;
mod tools;
mod unmaintained;
mod verifications;
mod verified;

fn in_model(case: fn(&dyn Store)) {
    held(&Model::new(), case);
}

fn in_sqlite(tuning: Tuning, case: fn(&dyn Store)) {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::open_tuned(&folder.path().join("contract.db"), tuning).unwrap();
    held(&store, case);
}

fn in_postgres(case: fn(&dyn Store)) {
    let database = crate::postgres::tests::database(Cluster::shared());
    held(&crate::postgres::tests::open(&database), case);
}

/// Runs a case, after which the store must hold together, whatever the case did.
fn held(store: &dyn Store, case: fn(&dyn Store)) {
    case(store);
    wait(store.check()).unwrap();
    let verdict = wait(store.verify_audit()).unwrap();
    assert!(matches!(verdict, AuditVerdict::Whole { .. }), "{verdict:?}");
}
