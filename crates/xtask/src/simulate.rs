//! `cargo xtask simulate`: the simulation of `crates/ecr`, for longer than the tests do.

use std::process::Command;

use crate::Failure;
use crate::process::run;
use crate::steps::step;
use crate::workspace::{Workspace, cargo};

/// Seeds unless told otherwise: ten times what the tests run.
pub(crate) const SEEDS_DEFAULT: u64 = 100_000;

/// Which runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seeds {
    /// That many, shared out over the scenarios.
    Many(u64),
    /// One, in every scenario: to look at what another run has found.
    One(u64),
}

/// Runs the scenarios. The deliberate mistakes are left to the tests.
pub(crate) fn simulate(workspace: &Workspace, seeds: Seeds) -> Result<(), Failure> {
    let (variable, number) = match seeds {
        Seeds::Many(count) => ("SIMULATION_SEEDS", count),
        Seeds::One(seed) => ("SIMULATION_SEED", seed),
    };
    step("simulate the worker", || {
        run(
            &workspace.root,
            Command::new(cargo())
                .args(["test", "--release", "--package", "wharfinger-ecr"])
                .args([
                    "--test",
                    "simulation",
                    "--",
                    "--nocapture",
                    "--skip",
                    "sabotage",
                ])
                .env(variable, number.to_string()),
        )
    })?;
    Ok(())
}
