//! Asking a store for something due where nothing is, which every server does every second.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pollster::block_on;
use wharfinger_core::policy::{Installation, PullActions};
use wharfinger_store::{Sqlite, Store, Terms, Timestamp};

use crate::cost::{Places, Stage, in_virtual_time};

/// Repositories that are automated; the others are copies.
const SEED: u32 = 10;

const MANY: u32 = 10_000;

/// Questions to each store, in turn, so that what else the machine does meets both.
const ROUNDS: usize = 1_000;

const NOW: Timestamp = Timestamp::from_micros(1_796_083_200_000_000);

/// Copies of every seed. All are due an hour from now.
const COPY: &str = "
    INSERT INTO repository (id, connection, partition, aws_account, region, name, generation,
        observed, reapply, ends_access, fence, leased_generation, failures, looks, unexpected, stale,
        created_at)
    WITH RECURSIVE copy (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM copy WHERE k < ?1)
    SELECT randomblob(16), connection, partition, aws_account, region, name || 'x' || k, generation,
        observed, reapply, ends_access, fence, leased_generation, failures, looks, unexpected, stale,
        created_at
    FROM copy CROSS JOIN repository WHERE position <= ?2";

const DUE_LATER: &str = "UPDATE repository SET due_at = ?1";

pub(crate) fn compare() {
    println!("Asking SQLite for a repository that is due where none is");
    let folder = tempfile::tempdir().expect("there is room for a database");
    let few = filled(&folder.path().join("few.db"), SEED);
    let many = filled(&folder.path().join("many.db"), MANY);
    let (mut times_few, mut times_many) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        times_few.push(timed(&*few));
        times_many.push(timed(&*many));
    }
    let (few, many) = (crate::median(times_few), crate::median(times_many));
    println!("  {:<22} {few:>10.1} us", format!("{SEED} repositories"));
    println!(
        "  {:<22} {many:>10.1} us  {:>8.2} x",
        format!("{MANY} repositories"),
        many / few
    );
}

/// A database in this file with so many repositories, none of them due.
fn filled(file: &Path, repositories: u32) -> Arc<dyn Store> {
    let store = Arc::new(Sqlite::open(file).expect("the database opens"));
    in_virtual_time(async { drop(Stage::new(store, Places::Together, SEED)) });
    let connection = rusqlite::Connection::open(file).expect("the database opens");
    let copies = repositories / SEED - 1;
    if copies > 0 {
        connection
            .execute(COPY, (copies, SEED))
            .expect("the rows fit");
    }
    let later = NOW.later(Duration::from_hours(1)).as_micros();
    connection
        .execute(DUE_LATER, [later])
        .expect("the rows are there");
    drop(connection);
    Arc::new(Sqlite::open(file).expect("the database opens"))
}

/// Microseconds that an answer took.
fn timed(store: &dyn Store) -> f64 {
    let terms = Terms {
        installation: Installation::new("0a1b2c3d").expect("it is an id"),
        actions: PullActions::Two,
    };
    let began = Instant::now();
    let answer = block_on(store.lease_repository(terms, Duration::from_mins(1), NOW));
    let took = began.elapsed();
    assert!(answer.expect("the store answers").leased.is_none());
    took.as_secs_f64() * 1e6
}
