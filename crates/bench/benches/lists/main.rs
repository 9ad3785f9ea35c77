//! Lists and searches among a million tools, beside the same among a thousand: what a page costs must
//! not grow with the store.
//!
//! `cargo bench --bench lists -- sqlite 100000` measures one database, and with fewer tools; filling
//! a million takes some minutes and gigabytes.

mod fill;
mod registry_service;
mod shapes;

use std::env;
use std::hint::black_box;
use std::time::{Duration, Instant};

use wharfinger_store::Store;
use wharfinger_test_postgres::Cluster;

use fill::SEED;
use shapes::{POSTGRES, Shape, shapes};

/// Tools in the large store, unless another number is asked for.
const TOOLS: u32 = 1_000_000;

/// How much slower a page may be there, at the median.
const GOAL: f64 = 1.5;

/// How often every page is read from either store, in turn, so that what else the machine does
/// meets both.
const READS: usize = 200;

/// No shape is measured for longer: one that is too slow is seen to be so after a few reads.
const SHAPE_WITHIN: Duration = Duration::from_secs(10);

fn main() {
    let words: Vec<String> = env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let numbers = words.iter().find_map(|word| word.parse().ok());
    let tools: u32 = numbers.unwrap_or(TOOLS);
    let is_wanted = |name: &str| {
        let mut names = words.iter().filter(|word| word.parse::<u32>().is_err());
        names.clone().next().is_none() || names.any(|word| word == name)
    };
    if is_wanted("sqlite") {
        let folder = tempfile::tempdir().expect("there is room for a database");
        let small = fill::sqlite(&folder.path().join("small.db"), SEED);
        let large = fill::sqlite(&folder.path().join("large.db"), tools);
        compare("SQLite", &*small, &*large, tools);
    }
    if is_wanted("postgres") {
        let cluster = Cluster::private();
        let small = fill::postgres(&cluster, "small", SEED);
        let large = fill::postgres(&cluster, "large", tools);
        compare(POSTGRES, &*small, &*large, tools);
    }
}

fn compare(database: &str, small: &dyn Store, large: &dyn Store, tools: u32) {
    println!("{database}: a page among {tools} tools, beside the same among {SEED}");
    let shapes_of = |store| shapes(store).into_iter();
    for (of_small, of_large) in shapes_of(small).zip(shapes_of(large)) {
        let began = Instant::now();
        let (mut times_small, mut times_large) = (Vec::new(), Vec::new());
        let (mut found_small, mut found_large) = (0, 0);
        while times_small.len() < READS && began.elapsed() < SHAPE_WITHIN {
            found_small = timed(small, &of_small, &mut times_small);
            found_large = timed(large, &of_large, &mut times_large);
        }
        let (before, after) = (median(times_small), median(times_large));
        let ratio = after.as_secs_f64() / before.as_secs_f64();
        let verdict = if ratio <= GOAL { "reached" } else { "MISSED" };
        println!(
            "  {:<36} {:>9.1} us {:>9.1} us  {ratio:>6.2} x  goal {GOAL:.1}: {verdict}  \
             ({found_small} and {found_large} found)",
            of_small.name,
            before.as_secs_f64() * 1e6,
            after.as_secs_f64() * 1e6,
        );
        if ratio > GOAL
            && let Some(why) = of_small.why_it_grows(database)
        {
            println!("    ({why})");
        }
    }
}

/// Reads a page; how many tools are on it.
fn timed(store: &dyn Store, shape: &Shape, times: &mut Vec<Duration>) -> usize {
    let began = Instant::now();
    let found = shape.read(store);
    times.push(began.elapsed());
    black_box(found)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
