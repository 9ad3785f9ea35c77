//! Stores whose tables something else changes behind their back.

use wharfinger_test_postgres::Cluster;

use crate::{Sqlite, Store};

/// A store and a way to its tables that few rules of the schema are in.
pub(super) struct Behind<'p> {
    pub(super) store: &'p dyn Store,
    /// Runs SQL that both databases understand.
    pub(super) run: &'p dyn Fn(&str),
    /// How a blob is written whose bytes are these digits, so and so often.
    pub(super) blob: fn(&str, usize) -> String,
}

pub(super) fn sqlite(test: impl FnOnce(&Behind<'_>)) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let store = Sqlite::open(&path).unwrap();
    let beside = rusqlite::Connection::open(&path).unwrap();
    for (rule, on) in [("foreign_keys", false), ("ignore_check_constraints", true)] {
        beside.pragma_update(None, rule, on).unwrap();
    }
    test(&Behind {
        store: &store,
        run: &|sql| {
            beside
                .execute_batch(sql)
                .unwrap_or_else(|error| panic!("{error} in {sql}"));
        },
        blob: |byte, times| format!("x'{}'", byte.repeat(times)),
    });
}

pub(super) fn postgres(test: impl FnOnce(&Behind<'_>)) {
    let database = crate::postgres::tests::database(Cluster::shared());
    let store = crate::postgres::tests::open(&database);
    test(&Behind {
        store: &store,
        // Which takes foreign keys out of force.
        run: &|sql| {
            database.sql(&format!("SET session_replication_role = replica; {sql}"));
        },
        blob: |byte, times| format!(r"'\x{}'::bytea", byte.repeat(times)),
    });
}

/// Each test, which takes a [`Behind`], on either database.
macro_rules! on_both {
    ($($test:ident)*) => {
        mod sqlite {
            $(#[test]
            fn $test() {
                $crate::tests::behind::sqlite(super::$test);
            })*
        }

        mod postgres {
            $(#[test]
            fn $test() {
                $crate::tests::behind::postgres(super::$test);
            })*
        }
    };
}

pub(super) use on_both;
