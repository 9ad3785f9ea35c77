//! The real worker in a simulated world: calls fail, answers get lost, writes land late, reads are
//! stale, principals do not exist, processes die at any moment, and other people edit the policies.
//!
//! Everything follows from a seed. Time is virtual, so half an hour takes milliseconds. At the end the
//! faults stop, and what is left must be right: nobody who should have access is without it, nobody
//! has access who should not, and no statement of somebody else's was changed.
//!
//! `SIMULATION_SEED=42` runs one seed and tells what happened; `SIMULATION_SEEDS=100000` runs more
//! than the usual number (`cargo xtask simulate`).

#![expect(clippy::unwrap_used, reason = "all of this is a test")]

mod actors;
mod book;
mod chance;
mod cloud;
mod losses;
mod sabotage;
mod truth;
mod world;

use std::fmt;
use std::ops::AddAssign;

use world::{Scenario, run};

/// Seeds of each scenario in the tests: 16,000 of what befalls grants, and as many of healing as of each.
const SEEDS: u64 = 2_000;

/// Among which the seeds that somebody asks for are divided.
const SCENARIOS: u64 = 9;

/// What happened in all runs.
#[derive(Clone, Debug, Default)]
struct Tally {
    runs: u64,
    grants: u64,
    crashes: u64,
    writes: u64,
    /// Writes of others that came between our last look and our write: nobody can prevent it.
    overwritten_in_window: u64,
    /// What of it nobody did once more.
    unhealed: u64,
    /// What we did once more.
    healed: u64,
    quarantined: u64,
    asked: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.runs += other.runs;
        self.grants += other.grants;
        self.crashes += other.crashes;
        self.writes += other.writes;
        self.overwritten_in_window += other.overwritten_in_window;
        self.unhealed += other.unhealed;
        self.healed += other.healed;
        self.quarantined += other.quarantined;
        self.asked += other.asked;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} runs, {} grants, {} crashes, {} writes, {} principals quarantined, {} grants asked \
             about, {} writes of others overwritten in the window, {} statements put right, {} unhealed",
            self.runs,
            self.grants,
            self.crashes,
            self.writes,
            self.quarantined,
            self.asked,
            self.overwritten_in_window,
            self.healed,
            self.unhealed
        )
    }
}

fn seeds() -> std::ops::Range<u64> {
    let number = |name| {
        std::env::var(name)
            .ok()
            .and_then(|text| text.parse::<u64>().ok())
    };
    match (number("SIMULATION_SEED"), number("SIMULATION_SEEDS")) {
        (Some(seed), _) => seed..seed + 1,
        (None, Some(count)) => 0..count / SCENARIOS,
        (None, None) => 0..SEEDS,
    }
}

/// Runs every seed of a scenario. Stops at the first that goes wrong, and says which.
fn simulate(scenario: Scenario) {
    simulate_all(scenario, seeds());
}

fn simulate_all(scenario: Scenario, seeds: std::ops::Range<u64>) {
    let mut tally = Tally::default();
    for seed in seeds {
        match run(scenario, seed, None) {
            Ok(one) => tally += one,
            Err(wrong) => panic!("seed {seed} of {scenario:?}: {wrong}"),
        }
    }
    println!("{}: {tally}", scenario.name);
    if tally.runs > 100 {
        assert!(tally.writes > tally.runs, "the world stood still");
    }
}

#[test]
fn calls_fail_and_processes_die() {
    simulate(Scenario::FAULTS);
}

#[test]
fn processes_stand_still_for_longer_than_a_lease() {
    simulate(Scenario::FROZEN);
}

/// What they bring back or take away is repaired or asked about, and in the end all is right.
#[test]
fn writes_land_minutes_late() {
    simulate(Scenario::LATE);
}

#[test]
fn some_principals_do_not_exist() {
    simulate(Scenario::DEAD);
}

/// Who is shown active has access, who is shown revoked or ended has none, and nobody is asked about who is there,
/// at every moment, though three looks in ten show what was there before our last write.
#[test]
fn one_look_that_is_stale_is_never_believed() {
    simulate(Scenario::STALE);
}

/// Whatever is said anew, of others' statements too, was so while it was looked.
#[test]
fn nothing_is_said_that_never_was() {
    simulate(Scenario::MISLED);
}

#[test]
fn others_edit_the_policies_and_reads_are_stale() {
    simulate(Scenario::OUTSIDERS);
}

/// Nothing that we overwrote stays undone, and nothing else of others is touched.
#[test]
fn what_was_overwritten_is_healed() {
    simulate(Scenario::HEALED);
}

/// A late write of our own brought back what its owner had taken out, which is nobody's loss.
#[test]
fn what_only_our_late_write_brought_is_not_healed() {
    simulate_all(Scenario::HEALED, 7456..7457);
}

#[test]
fn people_take_access_away_by_hand() {
    simulate(Scenario::PEOPLE);
}
