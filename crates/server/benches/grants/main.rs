//! What grants on Amazon ECR cost: calls, virtual time from the approval to access, and the store's and
//! the rules' own work.
//!
//! Figures in virtual time are the same on every machine. What is measured by the clock is a ratio to
//! something else in the same run. `cargo bench --package wharfinger-server --bench grants -- due policies`
//! measures these two.

#![expect(
    clippy::disallowed_methods,
    reason = "a benchmark looks at the clock of the machine"
)]

#[path = "../../tests/grants/cost/mod.rs"]
mod cost;
mod due;
mod policies;

use std::env;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cost::{Places, Stage, at_once, idle, in_a_stream, in_virtual_time};
use wharfinger_store::{Model, Sqlite, Store};

const REPOSITORIES: u32 = 10;
const APPROVALS: u32 = 1_000;
const WEEK: Duration = Duration::from_hours(24 * 7);

/// What is measured, by name.
const PARTS: [(&str, fn()); 5] = [
    ("burst", burst),
    ("streams", streams),
    ("passes", passes),
    ("due", due::compare),
    ("policies", policies::compare),
];

fn main() {
    let words: Vec<String> = env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    for (name, measure) in PARTS {
        if words.is_empty() || words.iter().any(|word| word == name) {
            measure();
        }
    }
}

/// Many approvals at once: what they cost in calls.
fn burst() {
    println!("{APPROVALS} approvals at once over {REPOSITORIES} repositories, in virtual time");
    for places in [Places::Apart, Places::Together] {
        let cost = in_virtual_time(async {
            let stage = Stage::new(Arc::new(Model::new()), places, REPOSITORIES);
            at_once(&stage, APPROVALS).await
        });
        println!(
            "  {:<22} most calls of a repository: {} reads, {} writes",
            named(places),
            cost.calls
                .iter()
                .map(|calls| calls.reads)
                .max()
                .unwrap_or(0),
            cost.calls
                .iter()
                .map(|calls| calls.writes)
                .max()
                .unwrap_or(0),
        );
        print_waits(|percent| cost.percentile(percent));
    }
}

/// Approvals one after the other, without faults and with some.
fn streams() {
    println!("An approval every 2 s over {REPOSITORIES} repositories, in virtual time");
    for places in [Places::Apart, Places::Together] {
        for faults_percent in [0, 10] {
            let cost = in_virtual_time(async {
                let stage = Stage::new(Arc::new(Model::new()), places, REPOSITORIES);
                in_a_stream(&stage, 500, Duration::from_secs(2), faults_percent).await
            });
            println!("  {:<22} {faults_percent} % of calls fail", named(places));
            print_waits(|percent| cost.percentile(percent));
        }
    }
}

fn print_waits(percentile: impl Fn(usize) -> Duration) {
    let seconds = |percent| percentile(percent).as_secs_f64();
    println!(
        "  {:<22} approval to access: p50 {:.2} s, p95 {:.2} s",
        "",
        seconds(50),
        seconds(95)
    );
}

const fn named(places: Places) -> &'static str {
    match places {
        Places::Apart => "an account each",
        Places::Together => "all in one account",
    }
}

/// Looks at repositories in which nothing is to be done, one after the other, as fast as the store
/// allows.
fn passes() {
    println!("A week of looks at two idle repositories");
    let folder = tempfile::tempdir().expect("there is room for a database");
    let sqlite = Sqlite::open(folder.path().join("grants.db")).expect("the database opens");
    let model = settles_a_second("model", Arc::new(Model::new()));
    let sqlite = settles_a_second("SQLite", Arc::new(sqlite));
    println!("  {:<22} {:>8.3} x", "SQLite", sqlite / model);
}

fn settles_a_second(name: &str, store: Arc<dyn Store>) -> f64 {
    let began = Instant::now();
    let week = in_virtual_time(async {
        let stage = Stage::new(store, Places::Together, 2);
        idle(&stage, WEEK).await
    });
    let passes = u32::try_from(week.passes).expect("a week has few");
    let a_second = f64::from(passes) / began.elapsed().as_secs_f64();
    println!(
        "  {name:<22} {a_second:>8.0} settles a second; {} reads, {} writes",
        week.reads, week.writes
    );
    a_second
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
