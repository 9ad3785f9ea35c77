//! The real server under 64 clients, beside a route that only says hello in the same process.
//!
//! The load comes from one thread of this process, as from `wrk -t1`, and takes its share of the
//! cores, of every scenario the same. Nothing cheaper than the hello route can be told from it:
//! there the load costs as much as the server.
//!
//! `cargo bench --bench http -- read` measures what has `read` in its name, and the hello route;
//! PostgreSQL is started where something asks for it.

mod load;
mod people;
mod report;
mod requests;
mod scenarios;
mod servers;
mod waiting;

use std::env;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;

use load::measure;
use report::{median, report};
use scenarios::{Postgres, Scenario};

/// How often every scenario has its turn; the first round only warms up.
const ROUNDS: usize = 6;

/// A server is quiet that takes less than a tenth of a core for so long.
const QUIET: Duration = Duration::from_millis(50);

/// How long to wait for that: where other programs write to the same disk, it may not come.
const QUIET_WITHIN: Duration = Duration::from_secs(2);

/// How often the disk is asked in each round how quick it is: what else the machine does makes it
/// twenty times slower from one second to the next.
const SYNCS: usize = 21;

/// What one registration adds to the log at least: a page of SQLite's.
const SYNCED_BYTES: usize = 4_096;

fn main() {
    let words: Vec<String> = env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let is_wanted =
        |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word.as_str()));
    let folder = tempfile::tempdir().expect("there is room for a database");
    let mut scenarios = vec![scenarios::hello()];
    scenarios.extend(scenarios::sqlite(
        &folder.path().join("bench.db"),
        is_wanted,
    ));
    let postgres = scenarios::POSTGRES
        .iter()
        .any(|name| is_wanted(name))
        .then(Postgres::start);
    scenarios.extend(
        postgres
            .iter()
            .flat_map(|postgres| postgres.scenarios(is_wanted)),
    );
    let mut syncs = Vec::new();
    for round in 0..ROUNDS {
        syncs.push(sync_milliseconds(folder.path()));
        for scenario in &mut scenarios {
            run(scenario, round);
        }
    }
    report(&scenarios, median(syncs.into_iter()));
}

fn run(scenario: &mut Scenario, round: usize) {
    let requests = (scenario.requests)(round);
    settle();
    let measured =
        measure(&scenario.addresses, scenario.status, requests).unwrap_or_else(|error| {
            panic!("{} failed in round {round}: {error}", scenario.name);
        });
    if round > 0 {
        scenario.rounds.push(measured);
    }
    settle();
}

/// Waits until the server has done what it put off, or the next scenario would pay for it.
fn settle() {
    let until = Instant::now() + QUIET_WITHIN;
    while Instant::now() < until {
        let cpu = ProcessTime::now();
        thread::sleep(QUIET);
        if cpu.elapsed() < QUIET / 10 {
            return;
        }
    }
}

/// What bounds writes where the disk is slow: all that wait share one of these.
fn sync_milliseconds(folder: &Path) -> f64 {
    let mut file = File::create(folder.join("sync")).expect("the folder is ours");
    let times = (0..SYNCS).map(|_| {
        let began = Instant::now();
        file.write_all(&[1; SYNCED_BYTES]).expect("there is room");
        file.sync_data().expect("the disk works");
        began.elapsed().as_secs_f64() * 1e3
    });
    median(times.collect::<Vec<_>>().into_iter())
}
