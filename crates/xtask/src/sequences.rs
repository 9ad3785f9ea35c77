//! `cargo xtask sequences`: commands on every store and on the model, for longer than the tests do it.

use std::process::Command;

use crate::Failure;
use crate::process::run;
use crate::steps::step;
use crate::workspace::{Workspace, cargo};

/// Commands of each test unless told otherwise: sixty times what the tests give over SQLite.
pub(crate) const COMMANDS_DEFAULT: u32 = 200_000;

/// Commands of a sequence, on average (`COMMANDS_MEAN` in `crates/store/src/tests/sequences`).
const COMMANDS_MEAN: u32 = 70;

/// Gives about so many commands in each test, and compares every answer with the model's.
pub(crate) fn sequences(workspace: &Workspace, commands: u32) -> Result<(), Failure> {
    let cases = cases(commands);
    println!(
        "{cases} sequences of {COMMANDS_MEAN} commands on average in each test: about {} commands",
        u64::from(cases) * u64::from(COMMANDS_MEAN)
    );
    step("compare the stores with the model", || {
        run(
            &workspace.root,
            Command::new(cargo())
                .args([
                    "test",
                    "--release",
                    "--package",
                    "wharfinger-store",
                    "--lib",
                ])
                .args(["sequences", "--", "--nocapture"])
                .env("PROPTEST_CASES", cases.to_string()),
        )
    })?;
    Ok(())
}

/// Sequences with at least so many commands; at least one.
fn cases(commands: u32) -> u32 {
    commands.div_ceil(COMMANDS_MEAN).max(1)
}

#[cfg(test)]
mod tests {
    use super::cases;

    #[test]
    fn there_are_as_many_commands_as_asked_for() {
        assert_eq!([0, 1, 70, 71].map(cases), [1, 1, 1, 2]);
        assert_eq!(cases(200_000), 2_858);
    }
}
