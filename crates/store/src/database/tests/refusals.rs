//! When nothing is copied, and that the target is then as it was.

use std::error::Error;

use super::{FILLED, KINDS, Place, filled_sqlite, whole};
use crate::tests::{at, secret, system, wait};
use crate::{
    CheckError, CopyError, Database, Failure, Link, LinkPurpose, OpenError, check, copy, migrate,
};

#[track_caller]
fn refused(from: &Place, to: &Place) -> CopyError {
    copy(&from.database(), &to.database(), |_| {}).unwrap_err()
}

/// That a place can still be copied to.
#[track_caller]
fn still_empty(place: &Place) {
    let source = Place::sqlite();
    source.serving(|_| {});
    copy(&source.database(), &place.database(), |_| {}).unwrap();
}

#[test]
fn a_target_that_holds_anything_is_refused_and_kept() {
    for (kind, filled) in KINDS.into_iter().zip(FILLED) {
        let (source, target) = (filled_sqlite(), filled());
        let held = whole(&target);
        let error = refused(&source, &target);
        assert!(
            matches!(
                error,
                CopyError::NotEmpty {
                    table: "account",
                    rows: 4
                }
            ),
            "{error:?}"
        );
        assert_eq!(whole(&target), held);

        // A server that started once has made a link to the first administrator's page.
        let target = kind();
        let link = Link {
            hash: secret(1),
            purpose: LinkPurpose::FirstAdministrator,
            expires_at: at(9),
        };
        target.serving(|store| wait(store.make_link(link, system(1))).unwrap());
        let error = refused(&source, &target);
        assert!(
            matches!(
                error,
                CopyError::NotEmpty {
                    table: "link",
                    rows: 1
                }
            ),
            "{error:?}"
        );
    }
}

#[test]
fn a_database_that_is_served_from_is_refused() {
    let in_use =
        |error: &OpenError| matches!(error, OpenError::InUse { .. } | OpenError::Connected { .. });
    for (kind, filled) in KINDS.into_iter().zip(FILLED) {
        let (source, target) = (filled(), kind());
        source.serving(|store| {
            wait(store.ready()).unwrap();
            let error = refused(&source, &target);
            assert!(
                matches!(&error, CopyError::OpenSource(open) if in_use(open)),
                "{error:?}"
            );
        });
        target.serving(|store| {
            wait(store.ready()).unwrap();
            let error = refused(&source, &target);
            assert!(
                matches!(&error, CopyError::OpenTarget(open) if in_use(open)),
                "{error:?}"
            );
        });
        still_empty(&target);
    }
}

#[test]
fn only_the_newest_schema_is_copied() {
    for kind in KINDS {
        let (source, target) = (kind(), kind());
        if matches!(source, Place::Sqlite(_)) {
            let error = refused(&source, &target);
            assert!(
                matches!(error, CopyError::OpenSource(OpenError::Missing { .. })),
                "{error:?}"
            );
            // An empty file is a database without a schema.
            source.sql("VACUUM");
        }
        let error = refused(&source, &target);
        let older = |error: &OpenError| matches!(error, OpenError::Older { found: 0, .. });
        assert!(
            matches!(&error, CopyError::OpenSource(open) if older(open)),
            "{error:?}"
        );
        let checked = check(&source.database()).unwrap_err();
        assert!(
            matches!(&checked, CheckError::Open(open) if older(open)),
            "{checked:?}"
        );
        migrate(&source.database()).unwrap();
        copy(&source.database(), &target.database(), |_| {}).unwrap();
    }
}

#[test]
fn a_source_that_is_not_whole_is_refused() {
    for (kind, filled) in KINDS.into_iter().zip(FILLED) {
        for damage in [
            "UPDATE tool SET description = 'another' WHERE position = 7",
            "UPDATE audit SET at = at + 1 WHERE number = 3",
            "DELETE FROM maintainer WHERE tool = 1",
            "UPDATE idempotency SET operation = 'nothing'",
        ] {
            let (source, target) = (filled(), kind());
            source.sql(damage);
            let error = refused(&source, &target);
            assert!(matches!(error, CopyError::Broken(_)), "{damage}: {error:?}");
            still_empty(&target);
        }
    }
}

#[test]
fn a_row_that_the_target_does_not_take_leaves_nothing_there() {
    let (source, target) = (filled_sqlite(), Place::postgres());
    // No reader minds it, and PostgreSQL keeps no text with a NUL.
    source.sql("UPDATE session SET label = 'a' || char(0)");
    let error = refused(&source, &target);
    assert!(
        matches!(
            &error,
            CopyError::Write {
                table: "session",
                source: Failure::Unavailable { .. }
            }
        ),
        "{error:?}"
    );
    still_empty(&target);
}

#[test]
fn a_database_is_not_copied_to_itself() {
    let place = Place::sqlite();
    let error = refused(&place, &place);
    assert!(matches!(error, CopyError::Same), "{error:?}");
}

#[test]
fn an_error_says_what_to_do_next() {
    let here = Database::sqlite("nowhere/store.db");
    let error = copy(&here, &Database::sqlite("other.db"), |_| {}).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the database to copy from cannot be used"
    );
    assert_eq!(
        error.source().unwrap().to_string(),
        "there is no database `nowhere/store.db`; see that the path is right"
    );
}
