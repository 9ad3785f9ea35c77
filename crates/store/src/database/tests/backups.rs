//! What was acknowledged before a backup began is in it, whoever writes meanwhile.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use wharfinger_test_postgres::Cluster;

use super::{Place, filled_sqlite, whole};
use crate::tests::{by, id, new_tool, wait};
use crate::{BackupError, Database, OPERATOR, OpenError, Store, backup};

/// Tools that are registered before the backup begins, and while it is made, at least.
const BEFORE: u32 = 100;

/// Registers tools until told to stop, and meanwhile makes a backup. Gives how many tools were
/// acknowledged before the backup began.
fn registering(store: &dyn Store, back_up: impl FnOnce()) -> u32 {
    let (acknowledged, is_done) = (AtomicU32::new(0), AtomicBool::new(false));
    let reached = |count: u32| {
        while acknowledged.load(Ordering::Acquire) < count {
            std::thread::yield_now();
        }
    };
    std::thread::scope(|scope| {
        let registering = scope.spawn(|| {
            for number in 1.. {
                let new = new_tool(number, &format!("quay.io/busy/tool{number}"));
                wait(store.register_tool(new, by(OPERATOR, i64::from(number)))).unwrap();
                acknowledged.store(number, Ordering::Release);
                if is_done.load(Ordering::Acquire) {
                    break;
                }
            }
        });
        reached(BEFORE);
        let before = acknowledged.load(Ordering::Acquire);
        back_up();
        let after = acknowledged.load(Ordering::Acquire);
        reached(after + 1);
        is_done.store(true, Ordering::Release);
        registering.join().unwrap();
        before
    })
}

/// A backup knows that it is one whatever is written to it, until somebody says that it is to be believed.
#[test]
fn a_backup_is_known_for_one_until_it_is_believed() {
    let folder = tempfile::tempdir().unwrap();
    let original = Database::sqlite(folder.path().join("original.db"));
    original.open().unwrap().close();
    let copy = folder.path().join("copy.db");
    backup(&original, &copy).unwrap();
    assert!(!original.is_backup().unwrap());
    let copy = Database::sqlite(&copy);
    let store = copy.open().unwrap();
    let new = new_tool(1, "quay.io/busy/tool");
    wait(store.register_tool(new, by(OPERATOR, 1))).unwrap();
    assert!(copy.is_backup().unwrap(), "a server has it");
    copy.believe().unwrap();
    assert!(!copy.is_backup().unwrap());
    store.close();
    drop(store);
    copy.open().unwrap().close();
    assert!(!copy.is_backup().unwrap());
    // Of what is not there nobody says anything.
    let missing = Database::sqlite(folder.path().join("missing.db"));
    assert!(missing.is_backup().is_err());
}

/// That a place serves again, with every tool up to `before`, and is whole.
fn restored(place: &Place, before: u32) {
    whole(place);
    place.serving(|store| {
        let tools = u32::try_from(wait(store.counts()).unwrap().tools).unwrap();
        assert!(tools >= before, "{tools} of {before}");
        for number in 1..=tools {
            assert!(wait(store.tool(id(number))).unwrap().is_some(), "{number}");
        }
        let next = new_tool(tools + 1, "quay.io/busy/restored");
        wait(store.register_tool(next, by(OPERATOR, 1))).unwrap();
    });
    whole(place);
}

#[test]
fn a_file_is_backed_up_while_a_server_writes_and_restored_by_copying_it() {
    let place = Place::sqlite();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup.db");
    let before = place.serving(|store| {
        registering(store, || {
            let bytes = backup(&place.database(), &file).unwrap();
            assert_eq!(bytes, fs::metadata(&file).unwrap().len());
        })
    });
    let only_it: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(only_it.len(), 1, "{only_it:?}");
    restored(&Place::restore(&fs::read(file).unwrap()), before);
}

#[test]
fn a_database_is_dumped_while_a_server_writes_and_restored_into_an_empty_one() {
    let cluster = Cluster::shared();
    let source = cluster.database("empty", |_| {});
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup.dump");
    let source = Place::Postgres(source);
    let before = source.serving(|store| {
        registering(store, || {
            let Place::Postgres(database) = &source else {
                unreachable!("made above");
            };
            database.dump(&file);
        })
    });
    let target = cluster.database("empty", |_| {});
    target.restore(&file);
    restored(&Place::Postgres(target), before);
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_a_backup() {
    let place = filled_sqlite();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup.db");
    backup(&place.database(), &file).unwrap();
    let permissions = fs::metadata(file).unwrap().permissions();
    let mode = std::os::unix::fs::PermissionsExt::mode(&permissions);
    assert_eq!(mode & 0o077, 0, "{mode:o}");
}

#[test]
fn a_backup_that_cannot_be_made_leaves_what_is_there() {
    let place = filled_sqlite();
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("kept.db");
    fs::write(&kept, "kept").unwrap();
    let to = |file: &Path| backup(&place.database(), file).unwrap_err();
    assert!(matches!(to(&kept), BackupError::Exists { .. }));
    assert_eq!(fs::read(&kept).unwrap(), b"kept");
    let nowhere = folder.path().join("missing").join("backup.db");
    assert!(matches!(to(&nowhere), BackupError::File { .. }));

    let file = folder.path().join("backup.db");
    let of = |database: Database| backup(&database, &file).unwrap_err();
    let missing = of(Database::sqlite(folder.path().join("missing.db")));
    assert!(
        matches!(missing, BackupError::Open(OpenError::Missing { .. })),
        "{missing:?}"
    );
    let other = folder.path().join("other.db");
    let connection = rusqlite::Connection::open(&other).unwrap();
    connection.execute_batch("CREATE TABLE theirs (x)").unwrap();
    let foreign = of(Database::sqlite(other));
    assert!(
        matches!(foreign, BackupError::Open(OpenError::Foreign)),
        "{foreign:?}"
    );
    let postgres = of("postgres://db.example.org/wharfinger".parse().unwrap());
    assert!(matches!(postgres, BackupError::Postgres), "{postgres:?}");
    assert!(!file.exists());
}
