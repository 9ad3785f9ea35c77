//! What is printed.

use std::fs;
use std::time::Duration;

use crate::load::{CLIENTS, Round};
use crate::scenarios::{Peer, Scenario};
use crate::servers::WORKERS;

/// Prints every scenario's rate and its ratio to its peers, and what bounds the durable ones.
pub(crate) fn report(scenarios: &[Scenario], sync_ms: f64) {
    println!(
        "{CLIENTS} clients, {WORKERS} workers, median of {} rounds",
        scenarios[0].rounds.len()
    );
    for scenario in scenarios {
        line(scenario, scenarios);
    }
    #[expect(clippy::cast_precision_loss, reason = "a few clients")]
    let bound = CLIENTS as f64 * 1e3 / sync_ms;
    println!(
        "  a page is on this disk after {sync_ms:.2} ms: no more than {bound:.0} durable answers a \
         second, if all clients share each sync"
    );
    // Where the system tells: programs that wanted a core, on average over the last minutes.
    if let Ok(load) = fs::read_to_string("/proc/loadavg") {
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        println!("  {cores} cores, load average {}", load.trim());
    }
}

fn line(scenario: &Scenario, all: &[Scenario]) {
    let rounds = &scenario.rounds;
    let rate = median(rounds.iter().map(|round| round.per_second));
    let milliseconds = |of: fn(&Round) -> Duration| {
        median(rounds.iter().map(|round| of(round).as_secs_f64() * 1e3))
    };
    let ratio = ratio(scenario, &all[0]);
    let verdict = match scenario.peer {
        Peer::None => String::new(),
        Peer::Goal(goal) if ratio >= goal => format!("goal {goal:.2}: reached"),
        Peer::Goal(goal) => format!("goal {goal:.2}: MISSED"),
        Peer::Scenario(name) => all
            .iter()
            .find(|scenario| scenario.name == name)
            .map(|peer| format!("{:.2} of one server", self::ratio(scenario, peer)))
            .unwrap_or_default(),
    };
    println!(
        "  {:<34} {rate:>7.0} /s  {ratio:>5.3} of hello  CPU {:>6.1} us  p50 {:>6.2} ms  p99 {:>6.2} ms  {verdict}",
        scenario.name,
        median(rounds.iter().map(|round| round.cpu_us)),
        milliseconds(|round| round.p50),
        milliseconds(|round| round.p99),
    );
}

/// How the rates compare, each round's with the same round's.
fn ratio(scenario: &Scenario, peer: &Scenario) -> f64 {
    let rounds = scenario.rounds.iter().zip(&peer.rounds);
    median(rounds.map(|(round, peer)| round.per_second / peer.per_second))
}

/// The middle one.
pub(crate) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
