//! What grants may cost, counted in calls and in virtual time: no wall time is looked at.

use std::sync::Arc;
use std::time::Duration;

use wharfinger_ecr::{SWEEP_ACTIVE, SWEEP_IDLE};
use wharfinger_store::{Model, Sqlite, Store};

use crate::cost::{Places, Stage, at_once, idle, in_a_stream, in_virtual_time};

const REPOSITORIES: u32 = 10;

const WEEK: Duration = Duration::from_hours(24 * 7);

/// Runs something over the model and over SQLite.
fn over_both(check: impl Fn(Arc<dyn Store>)) {
    check(Arc::new(Model::new()));
    let folder = tempfile::tempdir().unwrap();
    check(Arc::new(
        Sqlite::open(folder.path().join("grants.db")).unwrap(),
    ));
}

#[test]
fn a_thousand_approvals_on_ten_repositories_are_ten_writes() {
    over_both(|store| {
        in_virtual_time(async {
            let stage = Stage::new(store, Places::Apart, REPOSITORIES);
            let cost = at_once(&stage, 1_000).await;
            let writes: usize = cost.calls.iter().map(|calls| calls.writes).sum();
            assert_eq!((cost.calls.len(), cost.waits.len()), (10, 1_000));
            assert!(writes <= 10, "{writes} writes");
            for calls in &cost.calls {
                assert!(calls.reads <= 4, "{calls:?}");
            }
        });
    });
}

/// Repositories of one account share its pace, which lets a burst pass.
#[test]
fn a_thousand_approvals_at_once_are_there_within_two_seconds_wherever_the_repositories_lie() {
    for places in [Places::Apart, Places::Together] {
        let cost = in_virtual_time(async {
            let stage = Stage::new(Arc::new(Model::new()), places, REPOSITORIES);
            at_once(&stage, 1_000).await
        });
        let wait = cost.percentile(95);
        println!("{places:?}: {wait:?}");
        assert!(wait < Duration::from_secs(2), "{wait:?}");
    }
}

#[test]
fn an_idle_repository_is_read_and_never_written() {
    over_both(|store| {
        in_virtual_time(async {
            let stage = Stage::new(store, Places::Together, 2);
            let week = idle(&stage, WEEK).await;
            assert_eq!(week.writes, 0);
            assert_eq!(week.reads, week.passes, "a look is one read");
            let sweeps = WEEK.div_duration_f64(SWEEP_ACTIVE) + WEEK.div_duration_f64(SWEEP_IDLE);
            // Looking again after the last write comes on top: twice for each.
            let reads = f64::from(u32::try_from(week.reads).unwrap());
            assert!((0.99 * sweeps..=sweeps + 4.0).contains(&reads), "{reads}");
        });
    });
}

/// The wait of which no more than five in a hundred are longer, where repositories lie so, an approval
/// comes every two seconds on average, and so many calls in a hundred fail.
fn p95(places: Places, faults_percent: u64) -> Duration {
    in_virtual_time(async {
        let stage = Stage::new(Arc::new(Model::new()), places, REPOSITORIES);
        let every = Duration::from_secs(2);
        let cost = in_a_stream(&stage, 500, every, faults_percent).await;
        cost.percentile(95)
    })
}

#[test]
fn access_is_there_within_two_seconds() {
    let wait = p95(Places::Apart, 0);
    assert!(wait < Duration::from_secs(2), "{wait:?}");
}

#[test]
fn access_is_there_within_a_minute_where_one_call_in_ten_fails() {
    let wait = p95(Places::Apart, 10);
    assert!(wait < Duration::from_mins(1), "{wait:?}");
}
