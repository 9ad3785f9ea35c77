//! What group commit and the indexes buy: durable registrations a second by the number in flight,
//! and the time of each kind of read in a large store, as ratios.
//!
//! `cargo run --release -p wharfinger-store --example throughput [TOOLS] [FOLDER | ADDRESS]`; the
//! folder should be on the disk that matters, and is filled with some hundred megabytes for a while.
//! With the address of an empty PostgreSQL database, that one is measured, and keeps the tools.
#![expect(
    clippy::disallowed_methods,
    reason = "measures, so it needs the clock that the store does without"
)]

use std::error::Error;
use std::hint::black_box;
use std::path::PathBuf;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use pollster::block_on;
use wharfinger_core::registration::{Registration, Stored};
use wharfinger_store::{
    Actor, By, NewTool, OPERATOR, Page, Postgres, Sqlite, Store, Timestamp, ToolFilter, ToolId,
};

/// Enough tools for index depth and search lists to show.
const TOOLS: u32 = 100_000;

/// Long enough to even out single slow commits.
const MEASURED: Duration = Duration::from_secs(2);

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let tools = arguments.next().map_or(Ok(TOOLS), |text| text.parse())?;
    let place = arguments.next();
    if let Some(address) = place.as_deref().filter(|place| place.contains("://")) {
        return measure(&Postgres::open(address)?, tools);
    }
    let folder = place.map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = tempfile::tempdir_in(folder)?;
    measure(&Sqlite::open(folder.path().join("throughput.db"))?, tools)
}

fn measure(store: &dyn Store, tools: u32) -> Result<(), Box<dyn Error>> {
    let tools = measure_writes(store, tools)?;
    wait_for_index(store)?;
    measure_reads(store, tools);
    Ok(())
}

/// Measures registrations, and goes on until there are so many; says how many there are.
fn measure_writes(store: &dyn Store, tools: u32) -> Result<u32, Box<dyn Error>> {
    let mut next = 0;
    println!("durable registrations");
    let mut alone = None;
    for in_flight in [1, 8, 64, 256] {
        let (start, first) = (Instant::now(), next);
        while start.elapsed() < MEASURED {
            register(store, &mut next, in_flight)?;
        }
        let rate = f64::from(next - first) / start.elapsed().as_secs_f64();
        let alone = *alone.get_or_insert(rate);
        println!(
            "  {in_flight:>4} in flight {rate:>9.0}/s {:>7.1} x",
            rate / alone
        );
    }
    while next < tools {
        register(store, &mut next, 256)?;
    }
    Ok(next)
}

fn wait_for_index(store: &dyn Store) -> Result<(), Box<dyn Error>> {
    // A search that finds nothing ends early while there is much to index.
    let start = Instant::now();
    while block_on(store.list_tools(&searching("zzzz"), Page::first(1)))?
        .next
        .is_some()
    {
        std::thread::yield_now();
    }
    println!(
        "the search index has caught up after {:.1} s",
        start.elapsed().as_secs_f64()
    );
    Ok(())
}

fn measure_reads(store: &dyn Store, tools: u32) {
    println!("reads among {tools} tools");
    let all = ToolFilter::default();
    let registry = ToolFilter {
        registry: Some("ghcr".to_owned()),
        ..ToolFilter::default()
    };
    let mut point = None;
    let mut read = |name: &str, work: &mut dyn FnMut(u32) -> usize| {
        let (start, mut rounds, mut found) = (Instant::now(), 0, 0);
        while start.elapsed() < MEASURED / 4 {
            found += black_box(work(rounds));
            rounds += 1;
        }
        let micros = start.elapsed().as_secs_f64() * 1e6 / f64::from(rounds);
        let point = *point.get_or_insert(micros);
        let found = found / rounds as usize;
        println!(
            "  {name:<28} {micros:>9.1} us {:>8.1} x  {found} found",
            micros / point
        );
    };
    read("tool by path", &mut |round| {
        let path = path(round.wrapping_mul(2_654_435_761) % tools);
        usize::from(block_on(store.find_tool(&path)).is_ok_and(|tool| tool.is_some()))
    });
    read("counts", &mut |_| {
        usize::from(block_on(store.counts()).is_ok())
    });
    let list = |filter: &ToolFilter| {
        block_on(store.list_tools(filter, Page::first(20))).map_or(0, |page| page.tools.len())
    };
    read("page of all", &mut |_| list(&all));
    read("page of a registry", &mut |_| list(&registry));
    for search in [
        "quay",
        "tool",
        "t",
        "zz",
        "zzz",
        "tool99",
        "99999",
        "sequence alignment",
        "quay ghcr",
        "io biocontainers alignment reads",
        "biocontainerz",
        "qu gh",
    ] {
        let filter = searching(search);
        read(&format!("search `{search}`"), &mut |_| list(&filter));
    }
}

fn searching(search: &str) -> ToolFilter {
    ToolFilter {
        search: Some(search.to_owned()),
        ..ToolFilter::default()
    }
}

/// Registers some tools, all waiting for an answer at once.
fn register(store: &dyn Store, next: &mut u32, in_flight: u32) -> Result<(), Box<dyn Error>> {
    let mut waiting = Vec::new();
    for number in *next..*next + in_flight {
        let mut answer = store.register_tool(new_tool(number), by(number));
        // The first poll puts the write into the queue.
        match answer
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
        {
            Poll::Ready(registered) => drop(registered?),
            Poll::Pending => waiting.push(answer),
        }
    }
    for answer in waiting {
        block_on(answer)?;
    }
    *next += in_flight;
    Ok(())
}

fn path(number: u32) -> String {
    let stored = stored(number);
    [stored.host, stored.namespace, stored.name].join("/")
}

fn stored(number: u32) -> Stored {
    let (registry, host) = [("quay", "quay.io"), ("ghcr", "ghcr.io")][number as usize % 2];
    Stored {
        registry: registry.to_owned(),
        host: host.to_owned(),
        namespace: "biocontainers".to_owned(),
        name: format!("tool{number}"),
        tag: Some("1.17--h00cdaf9_0".to_owned()),
        visibility: "public".to_owned(),
        description: Some("Reads, sorts and writes sequence alignment files".to_owned()),
        ..Stored::default()
    }
}

fn new_tool(number: u32) -> NewTool {
    let mut random = [0; 10];
    random[6..].copy_from_slice(&number.to_be_bytes());
    NewTool {
        id: ToolId::new(at(number), random),
        registration: Registration::restore(stored(number)).expect("well formed"),
        idempotency: None,
    }
}

/// The operator, who registers everything.
fn by(number: u32) -> By {
    By {
        actor: Actor::Account(OPERATOR),
        request_id: format!("{number:032x}"),
        now: at(number),
    }
}

fn at(number: u32) -> Timestamp {
    Timestamp::from_micros(1_700_000_000_000_000 + i64::from(number))
}
