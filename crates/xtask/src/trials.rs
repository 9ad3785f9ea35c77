//! `cargo xtask trials`: real servers that are killed over an AWS that fails, for longer than the tests
//! do it; and what grants cost.

use std::process::Command;

use crate::Failure;
use crate::process::run;
use crate::steps::step;
use crate::workspace::{Workspace, cargo};

/// Trials unless told otherwise: twenty times what the tests run.
pub(crate) const TRIALS_DEFAULT: u32 = 100;

/// Runs so many trials.
pub(crate) fn trials(workspace: &Workspace, count: u32) -> Result<(), Failure> {
    step("kill servers that carry out grants", || {
        let mut tests = grants("trials");
        run(
            &workspace.root,
            tests.env("GRANTS_TRIALS", count.to_string()),
        )
    })?;
    Ok(())
}

/// Prints what approvals cost and how long they take; more than is promised is a failure.
pub(crate) fn cost(workspace: &Workspace) -> Result<(), Failure> {
    step("bench grants", || run(&workspace.root, &mut grants("cost")))?;
    Ok(())
}

/// The proofs in `tests/tests/grants` whose names have `filter` in them, one after the other.
fn grants(filter: &str) -> Command {
    let mut command = Command::new(cargo());
    command
        .args(["test", "--release", "--package", "wharfinger-tests"])
        .args(["--test", "grants", filter, "--"])
        .args(["--nocapture", "--test-threads", "1"]);
    command
}
